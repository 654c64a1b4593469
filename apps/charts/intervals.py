"""League table as interval bars: the share kept in time with its confidence limits, against the target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.core.wording import number_text, percent_text

from .figure import Cell, Figure, Key, marker_key, target_key
from .scales import Linear, share_ticks
from .svg import COMPACT, WIDE, Canvas, clip, line, mark, rect, shape, text

#: State of a row → (class that colours it, marker that tells it without colour).
STATES = {
    "compliant": ("k-ok", 1),
    "watch": ("k-watch", 2),
    "lagging": ("k-bad", 3),
    "unknown": ("k-none", 1),
}
COMPACT_ROWS = 12


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One row: shares between 0 and 1 (None: not known), ``due`` = clocks counted, state as in STATES."""

    label: str
    share: float | None
    low: float | None
    high: float | None
    due: int
    state: str = "unknown"
    url: str = ""


def interval_bars(
    rows: Sequence[IntervalRow], *, id: str, title: str, target: float | None = None, name: str = ""
) -> Figure:
    """Draw rows in the order given. ``name`` heads the first column (manufacturer, country …)."""
    marks = share_ticks([v for row in rows for v in (row.low, row.high, row.share)] + [target])
    canvas = Canvas(id, title, _sentence(rows, target))
    return Figure(
        id=id,
        title=title,
        sentence=canvas.sentence,
        legend=_legend(rows, target),
        wide=_wide(canvas, rows, marks, target),
        compact=_compact(canvas, rows[:COMPACT_ROWS], marks, target),
        head=[name or _("Name"), _("Kept in time"), _("Lower limit"), _("Upper limit"), _("Due"), _("State")],
        rows=[_cells(row) for row in rows],
        note=_("The narrow drawing shows the first %(n)d rows; the table shows all.") % {"n": COMPACT_ROWS}
        if len(rows) > COMPACT_ROWS
        else "",
    )


def state_words(state: str) -> str:
    """The judgement in words."""
    words = {"compliant": _("Compliant"), "watch": _("Watch"), "lagging": _("Lagging")}
    return words.get(state, _("Not enough data"))


def _cells(row: IntervalRow) -> list[Cell]:
    figures = [percent_text(row.share), percent_text(row.low), percent_text(row.high), number_text(row.due)]
    return [
        Cell(row.label, row.url, number=False),
        *map(Cell, figures),
        Cell(state_words(row.state), number=False),
    ]


def _sentence(rows: Sequence[IntervalRow], target: float | None) -> str:
    known = [row for row in rows if row.share is not None]
    if not known:
        return _("No data yet.")
    lowest, highest = min(known, key=lambda r: r.share or 0.0), max(known, key=lambda r: r.share or 0.0)
    words = _("Lowest %(low)s, %(low_share)s; highest %(high)s, %(high_share)s.") % {
        "low": lowest.label,
        "low_share": percent_text(lowest.share),
        "high": highest.label,
        "high_share": percent_text(highest.share),
    }
    if target is None:
        return words
    below = sum(1 for row in known if row.high is not None and row.high < target)
    rest = _("Surely below the target of %(target)s: %(n)s.") % {
        "target": percent_text(target, 0),
        "n": number_text(below),
    }
    return f"{words} {rest}"


def _legend(rows: Sequence[IntervalRow], target: float | None) -> list[Key]:
    seen = {row.state if row.state in STATES else "unknown" for row in rows}
    keys = [
        marker_key(kind, f"{'open' if state == 'unknown' else 'dot'} {css}", state_words(state))
        for state, (css, kind) in STATES.items()
        if state in seen
    ]
    if target is not None:
        keys.append(target_key(_("Target %(share)s") % {"share": percent_text(target, 0)}))
    return keys


def _glyph(row: IntervalRow, x: Linear, y: float) -> str:
    css, kind = STATES.get(row.state, STATES["unknown"])
    if row.share is None:
        return text(x.start + 4, y + 4, _("Not enough data"), "quiet")
    low, high = row.low if row.low is not None else row.share, row.high if row.high is not None else row.share
    dot = shape(
        kind,
        x(row.share),
        y,
        f"{'open' if row.state not in STATES or row.state == 'unknown' else 'dot'} {css}",
    )
    limits = line(x(low), y - 5, x(low), y + 5, "limit") + line(x(high), y - 5, x(high), y + 5, "limit")
    return rect(x(low), y - 4, x(high) - x(low), 8, f"band {css}") + limits + dot


def _tip(row: IntervalRow) -> str:
    return _("%(name)s: %(share)s in time, between %(low)s and %(high)s, %(due)s due") % {
        "name": row.label,
        "share": percent_text(row.share),
        "low": percent_text(row.low),
        "high": percent_text(row.high),
        "due": number_text(row.due),
    }


def _frame(x: Linear, marks: list[float], target: float | None, top: float, bottom: float) -> str:
    parts = [
        line(x(m), top, x(m), bottom, "grid") + text(x(m), bottom + 15, percent_text(m, 0), "quiet m") for m in marks
    ]
    if target is not None:
        parts.append(line(x(target), top - 4, x(target), bottom, "target"))
        parts.append(
            text(
                x(target),
                top - 8,
                _("Target %(share)s") % {"share": percent_text(target, 0)},
                "target-text m",
            )
        )
    return "".join(parts)


def _wide(canvas: Canvas, rows: Sequence[IntervalRow], marks: list[float], target: float | None) -> str:
    top, step = 24.0, 27.0
    bottom = top + step * max(len(rows), 1)
    x = Linear(marks[0], marks[-1], 178, 528)
    body = [_frame(x, marks, target, top, bottom)]
    for i, row in enumerate(rows):
        y = top + step * (i + 0.5)
        hit = rect(0, y - step / 2, WIDE, step, "hit")
        name = text(0, y + 4, clip(row.label, 25), "b")
        figures = text(584, y + 4, percent_text(row.share), "e") + text(
            WIDE, y + 4, f"n={number_text(row.due)}", "e quiet"
        )
        body.append(mark(hit + name + _glyph(row, x, y) + figures, _tip(row), row.url))
    return canvas.wrap("wide", WIDE, bottom + 22, "".join(body))


def _compact(canvas: Canvas, rows: Sequence[IntervalRow], marks: list[float], target: float | None) -> str:
    top, step = 24.0, 42.0
    bottom = top + step * max(len(rows), 1)
    x = Linear(marks[0], marks[-1], 14, COMPACT - 18)
    few = marks if len(marks) <= 5 else marks[::2]
    body = [_frame(x, few, target, top, bottom)]
    for i, row in enumerate(rows):
        y = top + step * i
        words = text(0, y + 14, clip(row.label, 30), "b") + text(
            COMPACT, y + 14, f"{percent_text(row.share)}  n={number_text(row.due)}", "e quiet"
        )
        body.append(mark(rect(0, y, COMPACT, step, "hit") + words + _glyph(row, x, y + 28), _tip(row), row.url))
    return canvas.wrap("compact", COMPACT, bottom + 22, "".join(body))
