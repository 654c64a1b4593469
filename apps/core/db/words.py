"""Words of tables: of a choice, looked up instead of built anew for each row of a list; of a column."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models
from django.utils.translation import get_language


def words_of(name: str, choices: type[models.TextChoices]) -> Callable[[Any], str]:
    """A ``get_…_display`` for the column ``name``: the reader's word for its value; what is no choice stays as it is.

    Django's own hashes the translated words of all choices at each call: that was half a page of the repair queue.
    """
    words = dict(choices.choices)
    said: dict[tuple[str | None, str], str] = {}

    def shown(row: Any) -> str:
        value = getattr(row, name)
        if value not in words:
            return str(value)
        key = get_language(), value
        if key not in said:
            said[key] = str(words[value])
        return said[key]

    return shown


def column_words(model: type[models.Model], name: str) -> Any:
    """What people call a column of a table; a relation may be named by its key."""
    return getattr(model._meta.get_field(name.removesuffix("_id")), "verbose_name", name)
