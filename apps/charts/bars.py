"""Horizontal bars from zero, and stacked shares that fill a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.core.wording import number_text, percent_text

from .figure import Cell, Figure, fill_key, target_key
from .scales import Linear, ticks
from .svg import COMPACT, WIDE, Canvas, clip, line, mark, rect, text

COMPACT_ROWS = 12
MAX_PARTS = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar; ``value`` in the unit of the chart, None: not known."""

    label: str
    value: float | None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """A row of stacked shares: one count for each part, in the order of the parts' names."""

    label: str
    counts: Sequence[float]
    url: str = ""


def bars(
    rows: Sequence[Bar],
    *,
    id: str,
    title: str,
    name: str = "",
    unit: str = "",
    shares: bool = False,
    digits: int = 0,
    target: float | None = None,
) -> Figure:
    """Draw bars in the order given, from zero. ``shares``: values between 0 and 1; else figures with their
    ``unit``.
    """

    def words(value: float | None) -> str:
        if shares or value is None:
            return percent_text(value, digits)
        return f"{number_text(value, digits)} {unit}".strip()

    known = [row for row in rows if row.value is not None]
    sentence = _("No data yet.")
    if known:
        most = max(known, key=lambda r: r.value or 0.0)
        least = min(known, key=lambda r: r.value or 0.0)
        sentence = _("Most: %(most)s, %(most_value)s; least: %(least)s, %(least_value)s.") % {
            "most": most.label,
            "most_value": words(most.value),
            "least": least.label,
            "least_value": words(least.value),
        }
    goal = _("Target %(value)s") % {"value": words(target)} if target is not None else ""
    canvas = Canvas(id, title, sentence)
    marks = ticks(0.0, max([r.value or 0.0 for r in known] + [target or 0.0]) or 1.0, 5)

    def draw(wide: bool) -> str:
        shown = rows if wide else rows[:COMPACT_ROWS]
        step, top = (27.0, 22.0 if goal else 6.0) if wide else (40.0, 22.0 if goal else 4.0)
        x = Linear(marks[0], marks[-1], 178, WIDE - 84) if wide else Linear(marks[0], marks[-1], 0, COMPACT - 4)
        bottom = top + step * max(len(shown), 1)
        body = [line(x(m), top, x(m), bottom, "grid") for m in marks] if wide else []
        for i, row in enumerate(shown):
            y = top + step * i
            tip = f"{row.label}: {words(row.value)}"
            bar = rect(x.start, y + (6 if wide else 20), x(row.value) - x.start, 15, "fill s1") if row.value else ""
            label = text(0, y + (18 if wide else 14), clip(row.label, 25 if wide else 30), "b")
            end = (
                text(x(row.value or 0) + 6, y + 18, words(row.value))
                if wide
                else text(COMPACT, y + 14, words(row.value), "e")
            )
            body.append(mark(rect(0, y, WIDE if wide else COMPACT, step, "hit") + label + bar + end, tip, row.url))
        body.append(line(x.start, top, x.start, bottom, "axis"))
        if target is not None:
            body.append(line(x(target), top - 4, x(target), bottom, "target"))
            body.append(text(x(target), top - 8, goal, "target-text m" if wide else "target-text e"))
        variant, width = ("wide", WIDE) if wide else ("compact", COMPACT)
        return canvas.wrap(variant, width, bottom + 4, "".join(body))

    return Figure(
        id=id,
        title=title,
        sentence=sentence,
        wide=draw(True),
        compact=draw(False),
        legend=[target_key(goal)] if goal else [],
        head=[name or _("Name"), unit or (_("Share") if shares else _("Value"))],
        rows=[[Cell(r.label, r.url, number=False), Cell(words(r.value))] for r in rows],
        note=_shortened(len(rows)),
    )


def stacked_shares(rows: Sequence[Share], parts: Sequence[str], *, id: str, title: str, name: str = "") -> Figure:
    """Draw what a whole is made of, one full bar a row. Raises ValueError on more than four parts or a wrong
    count.
    """
    if len(parts) > MAX_PARTS:
        raise ValueError(f"{len(parts)} parts: a bar carries {MAX_PARTS} at most")
    for row in rows:
        if len(row.counts) != len(parts):
            raise ValueError(f"row {row.label!r} has {len(row.counts)} counts for {len(parts)} parts")
    canvas = Canvas(id, title, _shares_sentence(rows, parts))
    return Figure(
        id=id,
        title=title,
        sentence=canvas.sentence,
        wide=_stack(canvas, rows, parts, wide=True),
        compact=_stack(canvas, rows[:COMPACT_ROWS], parts, wide=False),
        legend=[fill_key(f"fill s{i}", part) for i, part in enumerate(parts, 1)],
        head=[name or _("Name"), *parts, _("All")],
        rows=[
            [
                Cell(r.label, r.url, number=False),
                *(Cell(_part(c, sum(r.counts))) for c in r.counts),
                Cell(number_text(sum(r.counts))),
            ]
            for r in rows
        ],
        note=_shortened(len(rows)),
    )


def _part(count: float, whole: float) -> str:
    return f"{number_text(count)} ({percent_text(count / whole, 0)})" if whole else number_text(count)


def _shares_sentence(rows: Sequence[Share], parts: Sequence[str]) -> str:
    totals = [sum(row.counts[i] for row in rows) for i in range(len(parts))]
    whole = sum(totals)
    if not whole:
        return _("No data yet.")
    return (
        ", ".join(f"{part} {percent_text(total / whole, 0)}" for part, total in zip(parts, totals, strict=True)) + "."
    )


def _stack(canvas: Canvas, rows: Sequence[Share], parts: Sequence[str], *, wide: bool) -> str:
    step, width = (29.0, WIDE) if wide else (42.0, COMPACT)
    start, end = (178.0, WIDE - 60.0) if wide else (0.0, float(COMPACT))
    body = []
    for i, row in enumerate(rows):
        y, whole, at = step * i, sum(row.counts), start
        label = text(0, y + (19 if wide else 14), clip(row.label, 25 if wide else 30), "b")
        total = text(width, y + (19 if wide else 14), f"n={number_text(whole)}", "e quiet")
        pieces = []
        for number, (count, part) in enumerate(zip(row.counts, parts, strict=True), 1):
            length = (end - start) * count / whole if whole else 0.0
            if length > 0:
                box = rect(at, y + (5 if wide else 20), length - 1.5, 18, f"fill s{number}")
                pieces.append(mark(box, f"{row.label}, {part}: {_part(count, whole)}"))
            at += length
        row_body = rect(0, y, width, step, "hit") + label + total
        body.append(mark(row_body, row.label, row.url) if row.url else row_body)
        body += pieces
    return canvas.wrap("wide" if wide else "compact", width, step * max(len(rows), 1) + 4, "".join(body))


def _shortened(count: int) -> str:
    if count <= COMPACT_ROWS:
        return ""
    return _("The narrow drawing shows the first %(n)d rows; the table shows all.") % {"n": COMPACT_ROWS}
