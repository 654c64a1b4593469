"""The manufacturer's verbs on its catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused

from ..catalogue_csv import Staged, clean_name, clean_number, number_problem
from ..models import Part


@dataclass(frozen=True)
class ImportReport:
    """What an import did, in rows."""

    new: int
    changed: int
    same: int


@transaction.atomic
def add_part(*, manufacturer_id: int, number: str, name: str, active: bool = True) -> Part:
    """Add a part to a manufacturer's catalogue. Raises Refused for a number that is wrong or taken."""
    number, name = clean_number(number), clean_name(name)
    problem = number_problem(number)
    if problem:
        raise Refused(problem, field="number")
    _check_name(name)
    part = Part(manufacturer_id=manufacturer_id, number=number, name=name, active=active)
    try:
        with transaction.atomic():
            part.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(
            _("Part %(part)s is in your catalogue already. Change that one.") % {"part": number}, field="number"
        ) from error
    return part


@transaction.atomic
def edit_part(*, part: Part, name: str, active: bool) -> Part:
    """Rename a part, stop or resume its orders. Its number stays: orders and shelves know it by that."""
    name = clean_name(name)
    _check_name(name)
    part.name, part.active = name, active
    part.save(update_fields=["name", "active"])
    return part


@transaction.atomic
def import_parts(*, manufacturer_id: int, staged: Staged) -> ImportReport:
    """Add and change the rows of a staged file in one statement; rows that are the same already stay untouched."""
    rows = list(staged.rows.values())
    columns: list[list[Any]] = [[row.number for row in rows], [row.name for row in rows], [row.active for row in rows]]
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [manufacturer_id, *columns])
        inserted = [fresh for (fresh,) in cursor.fetchall()]
    new = sum(inserted)
    return ImportReport(new=new, changed=len(inserted) - new, same=len(rows) - len(inserted))


# Sorted, so that two imports at once lock rows in the same order.
_UPSERT = """
INSERT INTO parts_part AS kept (manufacturer_id, number, name, active)
SELECT %s, number, name, active FROM unnest(%s::text[], %s::text[], %s::boolean[]) AS t (number, name, active)
ORDER BY number
ON CONFLICT (manufacturer_id, number) DO UPDATE SET name = excluded.name, active = excluded.active
WHERE (kept.name, kept.active) IS DISTINCT FROM (excluded.name, excluded.active)
RETURNING (xmax = 0)
"""


def _check_name(name: str) -> None:
    if not 1 <= len(name) <= 150:
        raise Refused(_("A name has 1 to 150 characters; this one has %(n)s.") % {"n": len(name)}, field="name")
