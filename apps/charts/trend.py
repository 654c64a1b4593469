"""Trend lines with confidence bands, a target line and labels at the ends of the lines; also as small
multiples.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext as _

from apps.core.wording import number_text, percent_text

from .figure import Cell, Figure, Key, Panel, line_key, target_key
from .scales import Linear, share_ticks, spread, ticks
from .svg import COMPACT, WIDE, Canvas, clip, line, mark, path, shape, text

MAX_SERIES = 4


@dataclass(frozen=True, slots=True)
class Series:
    """A line: one value a period (None: no data, the line has a gap), with limits when known."""

    label: str
    values: Sequence[float | None]
    low: Sequence[float | None] = ()
    high: Sequence[float | None] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class _Plot:
    x: Linear
    y: Linear
    marks: list[float]
    periods: Sequence[str]
    words: Callable[[float | None], str]
    target: float | None


def trend_line(
    series: Sequence[Series],
    periods: Sequence[str],
    *,
    id: str,
    title: str,
    target: float | None = None,
    shares: bool = True,
    digits: int = 1,
) -> Figure:
    """Draw at most four series over the periods (already in words, oldest first). Raises ValueError on a
    fifth.

    ``shares``: values are shares between 0 and 1; otherwise figures, with the axis from zero.
    """
    if len(series) > MAX_SERIES:
        raise ValueError(f"{len(series)} series: a chart carries {MAX_SERIES} at most")
    words = _words(shares, digits)
    canvas = Canvas(id, title, _sentence(series, periods, words))
    legend: list[Key] = [line_key(i + 1, s.label) for i, s in enumerate(series)]
    if target is not None:
        legend.append(target_key(_("Target %(value)s") % {"value": _words(shares, 0)(target)}))
    marks = _marks(series, target, shares)
    plots = {
        "wide": _Plot(
            Linear(0, max(len(periods) - 1, 1), 44, WIDE - 132),
            Linear(marks[0], marks[-1], 236, 14),
            marks,
            periods,
            words,
            target,
        ),
        "compact": _Plot(
            Linear(0, max(len(periods) - 1, 1), 40, COMPACT - 12),
            Linear(marks[0], marks[-1], 186, 14),
            marks,
            periods,
            words,
            target,
        ),
    }
    return Figure(
        id=id,
        title=title,
        sentence=canvas.sentence,
        legend=legend,
        wide=canvas.wrap(
            "wide",
            WIDE,
            262,
            _axes(plots["wide"], shares, 8) + _lines(series, plots["wide"]) + _ends(series, plots["wide"]),
        ),
        compact=canvas.wrap(
            "compact", COMPACT, 212, _axes(plots["compact"], shares, 4) + _lines(series, plots["compact"])
        ),
        head=[_("Period"), *(column for s in series for column in _columns(s))],
        rows=[_cells(series, i, period, words) for i, period in enumerate(periods)],
    )


def small_multiples(
    series: Sequence[Series],
    periods: Sequence[str],
    *,
    id: str,
    title: str,
    target: float | None = None,
    shares: bool = True,
    digits: int = 1,
) -> Figure:
    """One little chart for each series, all on the same scale, for comparing many at a glance."""
    words, marks = _words(shares, digits), _marks(series, target, shares)
    plot = _Plot(
        Linear(0, max(len(periods) - 1, 1), 6, 232),
        Linear(marks[0], marks[-1], 70, 8),
        marks,
        periods,
        words,
        target,
    )
    panels = []
    for i, one in enumerate(series):
        canvas = Canvas(f"{id}-{i}", one.label, _sentence([one], periods, words))
        goal = line(6, plot.y(target), 232, plot.y(target), "target") if target is not None else ""
        ends = text(6, 84, periods[0], "quiet") + text(232, 84, periods[-1], "quiet e") if periods else ""
        body = line(6, 70, 232, 70, "axis") + goal + _lines([one], plot, 1.8) + ends
        last = next((v for v in reversed(one.values) if v is not None), None)
        panels.append(Panel(one.label, words(last), canvas.wrap("panel", 240, 90, body), one.url))
    scale = {"low": words(marks[0]), "high": words(marks[-1])}
    return Figure(
        id=id,
        title=title,
        sentence=_("All on one scale, from %(low)s to %(high)s.") % scale,
        panels=panels,
        legend=[target_key(_("Target %(value)s") % {"value": _words(shares, 0)(target)})] if target is not None else [],
        head=[_("Period"), *(s.label for s in series)],
        rows=[[Cell(p, number=False), *(Cell(words(_at(s.values, i))) for s in series)] for i, p in enumerate(periods)],
    )


def _words(shares: bool, digits: int) -> Callable[[float | None], str]:
    return partial(percent_text, digits=digits) if shares else partial(number_text, digits=digits)


def _at(values: Sequence[float | None], i: int) -> float | None:
    return values[i] if i < len(values) else None


def _marks(series: Sequence[Series], target: float | None, shares: bool) -> list[float]:
    values = [v for s in series for v in (*s.values, *s.low, *s.high) if v is not None]
    if target is not None:
        values.append(target)
    return share_ticks(values) if shares else ticks(0.0, max(values, default=1.0) or 1.0)


def _columns(one: Series) -> list[str]:
    return [one.label, _("Lower limit"), _("Upper limit")] if one.low and one.high else [one.label]


def _cells(series: Sequence[Series], i: int, period: str, words: Callable[[float | None], str]) -> list[Cell]:
    cells = [Cell(period, number=False)]
    for one in series:
        cells.append(Cell(words(_at(one.values, i))))
        if one.low and one.high:
            cells += [Cell(words(_at(one.low, i))), Cell(words(_at(one.high, i)))]
    return cells


def _sentence(series: Sequence[Series], periods: Sequence[str], words: Callable[[float | None], str]) -> str:
    parts = []
    for one in series:
        known = [(i, v) for i, v in enumerate(one.values) if v is not None and i < len(periods)]
        if known:
            (first, start), (last, end) = known[0], known[-1]
            parts.append(
                _("%(name)s: from %(start)s (%(first)s) to %(end)s (%(last)s).")
                % {
                    "name": one.label,
                    "start": words(start),
                    "first": periods[first],
                    "end": words(end),
                    "last": periods[last],
                }
            )
    return " ".join(parts) or _("No data yet.")


def _axes(plot: _Plot, shares: bool, most: int) -> str:
    x, y, words = plot.x, plot.y, _words(shares, 0)
    if not shares and any(m != int(m) for m in plot.marks):
        words = _words(shares, 1)
    parts = [
        line(x.start, y(m), x.end, y(m), "grid") + text(x.start - 6, y(m) + 4, words(m), "quiet e") for m in plot.marks
    ]
    step = max(1, -(-len(plot.periods) // most))
    for i in range((len(plot.periods) - 1) % step if plot.periods else 0, len(plot.periods), step):
        anchor = "e" if i == len(plot.periods) - 1 and most <= 4 else "m"
        parts.append(text(x(i), y.start + 18, clip(plot.periods[i], 10), f"quiet {anchor}"))
    parts.append(line(x.start, y.start, x.end, y.start, "axis"))
    if plot.target is not None:
        parts.append(line(x.start, y(plot.target), x.end, y(plot.target), "target"))
    return "".join(parts)


def _runs(points: list[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]


def _lines(series: Sequence[Series], plot: _Plot, size: float = 3.2) -> str:
    bands, strokes, dots = [], [], []
    for number, one in enumerate(series, 1):
        css = f"s{number}"
        both = [
            (i, a, b)
            for i, (a, b) in enumerate(zip(one.low, one.high, strict=False))
            if a is not None and b is not None
        ]
        outline = [(plot.x(i), plot.y(b)) for i, _a, b in both] + [
            (plot.x(i), plot.y(a)) for i, a, _b in reversed(both)
        ]
        bands.append(path(outline, f"band {css}", closed=True))
        points = [None if v is None else (plot.x(i), plot.y(v)) for i, v in enumerate(one.values)]
        strokes += [path(run, f"line {css} d{number}") for run in _runs(points)]
        for i, (point, value) in enumerate(zip(points, one.values, strict=True)):
            if point is not None and i < len(plot.periods):
                tip = f"{one.label}, {plot.periods[i]}: {plot.words(value)}"
                dots.append(mark(shape(number, *point, f"dot {css}", size), tip))
    return "".join([*bands, *strokes, *dots])


def _ends(series: Sequence[Series], plot: _Plot) -> str:
    ends = []
    for number, one in enumerate(series, 1):
        known = [v for v in one.values if v is not None]
        if known:
            ends.append((plot.y(known[-1]), number, f"{clip(one.label, 12)} {plot.words(known[-1])}"))
    if plot.target is not None:
        ends.append((plot.y(plot.target), 0, _("Target")))
    places = spread([place for place, _n, _w in ends], 15, plot.y.end, plot.y.start)
    return "".join(
        text(plot.x.end + 8, place + 4, words, f"end s{number}" if number else "target-text")
        for place, (_y, number, words) in zip(places, ends, strict=True)
    )
