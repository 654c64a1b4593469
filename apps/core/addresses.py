"""Addresses: of things by the name of their page; of the page at hand with other query parameters."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.forms import BoundField, NullBooleanSelect
from django.http import HttpRequest
from django.urls import reverse

#: Parameters that name a place within a list; any other change starts the list again.
PAGING = ("cursor", "page")
#: Endings under which range and multi-value widgets spread one field over several parameters.
ENDINGS = ("min", "max", "after", "before", "0", "1")


@lru_cache(maxsize=8192)
def address_of(page: str, key: str) -> str:
    """Where a thing is shown. A list writes fifty of them, and the same ones when it is looked at again."""
    return reverse(page, args=[key])


def with_query(request: HttpRequest | None, **changes: str | None) -> str:
    """Address of this page with some query parameters changed (None removes); paging starts again."""
    if request is None:
        return "?"
    query = request.GET.copy()
    for name in (*PAGING, *changes):
        query.pop(name, None)
    for name, value in changes.items():
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}"


def filter_chips(field: BoundField, request: HttpRequest | None) -> list[dict[str, str]]:
    """Filters in use on a field, each with the address of the page without it."""
    if request is None:
        return []
    # Yes, no, or whatever: the last is no filter.
    ignored = "unknown" if isinstance(field.field.widget, NullBooleanSelect) else ""
    chips = []
    for name in (field.html_name, *(f"{field.html_name}_{end}" for end in ENDINGS)):
        for value in request.GET.getlist(name):
            if value in ("", ignored):
                continue
            rest = request.GET.copy()
            rest.setlist(name, [other for other in rest.getlist(name) if other != value])
            for paging in PAGING:
                rest.pop(paging, None)
            chips.append({"label": str(field.label), "value": _word(field, value), "url": f"?{rest.urlencode()}"})
    return chips


def _word(field: BoundField, value: str) -> str:
    """What a choice is called; anything else as it was written."""
    choices = _flat(getattr(field.field.widget, "choices", None))
    return next((str(label) for key, label in choices if str(key) == value), value)


def _flat(choices: Any) -> Iterable[tuple[Any, Any]]:
    for key, label in choices or ():
        if isinstance(label, (list, tuple)):
            yield from label
        else:
            yield key, label
