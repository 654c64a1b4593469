"""Long lists: what a column says stands once, for its heading, its cells and the card of a row on a phone.

Written in Python: a template takes half a millisecond for a row of nine cells, and people wait for fifty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from .icons import plain_icon
from .list_orders import ChosenOrder
from .markup import escaped, format_html, joined


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column. ``cell`` writes a row's cell; what is not marked as safe is escaped.

    ``css`` is the heading's class (``w-day`` … in desk.css: how wide), ``whole`` what a narrow column may cut off and
    the cell's title tells, ``figures`` sets numbers flush, ``sort`` names the order of the list that its heading asks
    for.
    """

    label: str | Promise
    cell: Callable[[Any], Any]
    css: str = ""
    whole: Callable[[Any], Any] | None = None
    figures: bool = False
    sort: str = ""


def framed(content: str, *, caption: str, id: str, cards: bool, hide_caption: bool, dense: bool) -> SafeString:
    """A table around its rows: named by its caption, scrolling where it is too wide."""
    return format_html(
        '<div class="scroll" role="region" aria-labelledby="{}-caption" tabindex="0">'
        '<table class="table{}{}" id="{}"><caption id="{}-caption">{}</caption>{}</table></div>',
        id,
        " table--cards" if cards else "",
        " table--dense" if dense else "",
        id,
        id,
        format_html('<span class="visually-hidden">{}</span>', caption) if hide_caption else caption,
        content,
    )


def head_of(columns: Sequence[ListColumn], order: ChosenOrder | None = None) -> SafeString:
    """The row of headings; those that the list can be ordered by are links."""
    cells = (heading(order, column.sort, column.label, column.css, _figures(column)) for column in columns)
    return format_html("<tr>{}</tr>", joined(cells))


def heading(order: ChosenOrder | None, sort: str, label: str | Promise, *css: str) -> SafeString:
    """The head of a column: a link where ``order`` offers the order that it is for."""
    if order is None or sort not in order.names:
        return format_html('<th scope="col"{}>{}</th>', _css(*css), label)
    state = order.state(sort)
    return format_html(
        '<th scope="col"{} aria-sort="{}"><a href="{}">{}{}</a></th>',
        _css(*css),
        state,
        order.address(sort),
        label,
        plain_icon(_ARROWS[state]),
    )


_ARROWS = {"ascending": "up", "descending": "down", "none": "sort"}


def body_of(columns: Sequence[ListColumn], items: Iterable[Any]) -> SafeString:
    """The rows; the first column is what a row is called."""
    first, *others = columns
    openings = [
        (column, format_html('<td data-label="{}"{}', column.label, _css(_figures(column)))) for column in others
    ]
    return joined(
        f'<tr><th scope="row">{escaped(first.cell(item))}</th>{_cells(openings, item)}</tr>\n' for item in items
    )


def _cells(openings: Iterable[tuple[ListColumn, str]], item: Any) -> str:
    written = []
    for column, opening in openings:
        title = f' title="{escaped(column.whole(item))}"' if column.whole else ""
        written.append(f"{opening}{title}>{escaped(column.cell(item))}</td>")
    return "".join(written)


def _figures(column: ListColumn) -> str:
    return "num" if column.figures else ""


def _css(*names: str) -> SafeString:
    known = " ".join(filter(None, names))
    return format_html(' class="{}"', known) if known else SafeString("")


def link(url: str, content: object) -> SafeString:
    """A link of a cell."""
    return format_html('<a href="{}">{}</a>', url, content)


def isolated(text: object) -> SafeString:
    """A name from a person or firm, in its own direction; a dash where there is none."""
    return format_html('<span dir="auto">{}</span>', text or "–")
