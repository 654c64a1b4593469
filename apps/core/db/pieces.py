"""Finding a fragment of a name by an index, in a table that everybody may read.

Every two signs that stand beside each other are a piece of a name; an index of pieces (GIN) leads to the few rows that
hold all pieces of the fragment, and LIKE then looks at those. Two, since a word of Chinese may be two signs. The
operator is not leakproof, so the index serves only where a wall admits all rows (docs/decisions/0027-fragments.md).
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, Model, QuerySet, TextField, Value

Row = TypeVar("Row", bound=Model)


class Pieces(Func):
    """The pieces of a text, capitals and small letters alike; the function is made in a migration (parts, 0005)."""

    function = "sanbao_pieces"
    output_field: Any = ArrayField(TextField())


def containing(rows: QuerySet[Row], field: str, fragment: str) -> QuerySet[Row]:
    """The rows whose ``field`` holds ``fragment``, found by the index of its pieces; one sign alone has none."""
    found = rows.filter(**{f"{field}__icontains": fragment})
    if len(fragment) > 1:
        with_pieces: Any = found.alias(pieces=Pieces(F(field)))
        found = with_pieces.filter(pieces__contains=Pieces(Value(fragment)))
    return found
