"""In which orders a list can be read: by what a column shows, rising and falling, told in the address (``?sort=-due``).

An order is an index read forwards or backwards, so that any page of it costs what the first one costs. Headings are
links; where there is none for an order, and on phones, where rows are cards, a small form offers the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .addresses import PAGING, with_query
from .markup import format_html, joined

#: What rising and falling are called, for texts, figures and moments.
LETTERS = (gettext_lazy("A to Z"), gettext_lazy("Z to A"))
FIGURES = (gettext_lazy("fewest first"), gettext_lazy("most first"))
MOMENTS = (gettext_lazy("earliest first"), gettext_lazy("latest first"))


@dataclass(frozen=True, slots=True)
class ListOrder:
    """One order. ``key`` are the columns by which it rises, the last one unique, none ever null (see Keyset).

    ``sides`` have an index for it and are offered it (none named: all); ``only`` are the rows that it can tell apart,
    and ``note`` says which are left out. ``falls_first``: people want the latest or the most first. ``not_in`` are the
    languages whose readers are shown another text than the one that it sorts by.
    """

    name: str
    label: str | Promise
    key: tuple[str, ...]
    words: tuple[str | Promise, str | Promise] = MOMENTS
    sides: tuple[str, ...] = ()
    only: Q | None = None
    note: str | Promise = ""
    falls_first: bool = False
    not_in: tuple[str, ...] = ()

    def columns(self, *, falling: bool) -> tuple[str, ...]:
        """The whole key in one of its two directions."""
        return tuple(_turned(name) for name in self.key) if falling else self.key

    @property
    def first(self) -> str:
        """What ``?sort=`` says when somebody comes to this order."""
        return f"-{self.name}" if self.falls_first else self.name


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


class ChosenOrder:
    """The order that a request asks for, among those that are offered; ``begins`` when it asks for none of them."""

    def __init__(self, offered: Sequence[ListOrder], request: HttpRequest, *, begins: str = "") -> None:
        self._offered = {order.name: order for order in offered}
        self._request = request
        wished = request.GET.get("sort", "")
        self.text = wished if wished.removeprefix("-") in self._offered else begins or offered[0].first
        self.name = self.text.removeprefix("-")
        self.falling = self.text.startswith("-")
        self.order = self._offered[self.name]
        self.columns = self.order.columns(falling=self.falling)

    def of(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that this order tells apart."""
        return rows if self.order.only is None else rows.filter(self.order.only)

    @property
    def names(self) -> set[str]:
        """The orders that are offered."""
        return set(self._offered)

    def state(self, name: str) -> str:
        """What ``aria-sort`` says of a column."""
        if name != self.name:
            return "none"
        return "descending" if self.falling else "ascending"

    def address(self, name: str) -> str:
        """Where a heading leads: to its order, or, when it is on, to the other direction. Filters stay."""
        turned = _turned(self.text) if name == self.name else self._offered[name].first
        return with_query(self._request, sort=turned)

    def choices(self) -> Iterator[tuple[str, str]]:
        """Each order in both directions: what ``?sort=`` says, and what it is called."""
        for order in self._offered.values():
            for text, words in zip((order.name, f"-{order.name}"), order.words, strict=True):
                yield text, _("%(column)s: %(direction)s") % {"column": order.label, "direction": words}

    def kept(self) -> Iterator[tuple[str, str]]:
        """The other parameters of the address."""
        for name, values in self._request.GET.lists():
            if name not in ("sort", *PAGING):
                yield from ((name, value) for value in values)


def choice_of(order: ChosenOrder, *, id: str, headings: Iterable[str]) -> SafeString:
    """The orders to choose from where no ``headings`` are for them, as on phones; and what this one leaves out."""
    options = (
        format_html('<option value="{}"{}>{}</option>', text, _selected(text == order.text), label)
        for text, label in order.choices()
    )
    kept = (format_html('<input type="hidden" name="{}" value="{}">', name, value) for name, value in order.kept())
    note = format_html('<p class="muted">{}</p>', order.order.note) if order.order.note else SafeString("")
    return note + format_html(
        '<form class="cluster{5}" method="get"><label for="{0}-sort">{1}</label>'
        '<select id="{0}-sort" name="sort">{2}</select>{3}'
        '<button class="button button--quiet" type="submit">{4}</button></form>',
        id,
        _("Order of the list"),
        joined(options),
        joined(kept),
        _("Sort"),
        " only-small" if order.names <= set(headings) else "",
    )


def _selected(yes: bool) -> SafeString:
    return SafeString(" selected" if yes else "")
