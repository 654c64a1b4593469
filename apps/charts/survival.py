"""Step curves of a Kaplan–Meier estimate: the share still waiting after so many days, with its confidence
band.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.core.wording import number_text, percent_text

from .figure import Cell, Figure, line_key
from .scales import Linear, ticks
from .svg import COMPACT, WIDE, Canvas, clip, line, mark, path, shape, text

MAX_CURVES = 4
#: (day, share still waiting, lower limit, upper limit); the value holds from that day on.
Step = tuple[float, float, float | None, float | None]


@dataclass(frozen=True, slots=True)
class StepCurve:
    """A curve from day 0 (share 1). ``median``: day at which half are done, None when not reached."""

    label: str
    steps: Sequence[Step]
    median: float | None = None
    count: int = 0


def value_at(curve: StepCurve, day: float) -> Step:
    """The step that holds on a day; before the first step everybody waits."""
    held: Step = (0.0, 1.0, 1.0, 1.0)
    for step in curve.steps:
        if step[0] > day:
            break
        held = step
    return held


def survival_step(curves: Sequence[StepCurve], *, id: str, title: str, unit: str = "") -> Figure:
    """Draw at most four curves (raises ValueError on a fifth). ``unit`` of time, days when empty."""
    if len(curves) > MAX_CURVES:
        raise ValueError(f"{len(curves)} curves: a chart carries {MAX_CURVES} at most")
    unit = unit or _("days")
    marks = ticks(0.0, max((s[0] for c in curves for s in c.steps), default=1.0) or 1.0, 8)
    canvas = Canvas(id, title, " ".join(_sentence(curve, unit) for curve in curves) or _("No data yet."))
    return Figure(
        id=id,
        title=title,
        sentence=canvas.sentence,
        wide=_draw(canvas, curves, marks, unit, wide=True),
        compact=_draw(canvas, curves, marks, unit, wide=False),
        legend=[line_key(i, curve.label) for i, curve in enumerate(curves, 1)],
        head=[
            unit.capitalize(),
            *(words for c in curves for words in (c.label, _("Lower limit"), _("Upper limit"))),
        ],
        rows=[
            [
                Cell(number_text(day, _digits(marks)), number=False),
                *(Cell(percent_text(v)) for c in curves for v in value_at(c, day)[1:]),
            ]
            for day in marks
        ],
    )


def _digits(marks: Sequence[float]) -> int:
    return 0 if all(m == int(m) for m in marks) else 1


def _sentence(curve: StepCurve, unit: str) -> str:
    if curve.median is None:
        return _("%(name)s: half of the cases is not reached.") % {"name": curve.label}
    return _("%(name)s: half are done after %(median)s %(unit)s.") % {
        "name": curve.label,
        "median": number_text(curve.median, 1),
        "unit": unit,
    }


def _stairs(points: list[tuple[float, float]], x: Linear, y: Linear, end: float) -> list[tuple[float, float]]:
    """Corner points of a staircase that starts at (0, 1) and is held until ``end``."""
    corners, height = [(x(0.0), y(1.0))], 1.0
    for day, value in points:
        corners += [(x(day), y(height)), (x(day), y(value))]
        height = value
    return [*corners, (x(end), y(height))]


def _draw(canvas: Canvas, curves: Sequence[StepCurve], marks: list[float], unit: str, *, wide: bool) -> str:
    width, floor, right = (WIDE, 236.0, WIDE - 24.0) if wide else (COMPACT, 186.0, COMPACT - 14.0)
    x, y = Linear(marks[0], marks[-1], 48, right), Linear(0.0, 1.0, floor, 12)
    body = [
        line(48, y(v), right, y(v), "grid") + text(42, y(v) + 4, percent_text(v, 0), "quiet e")
        for v in (0, 0.25, 0.5, 0.75, 1.0)
    ]
    shown = marks if wide or len(marks) <= 6 else marks[::2]
    body += [text(x(m), floor + 17, number_text(m, _digits(marks)), "quiet m") for m in shown]
    body.append(line(48, floor, right, floor, "axis") + text(right, floor + 33, unit, "quiet e"))
    for number, curve in enumerate(curves, 1):
        body.append(_curve(curve, number, marks, x, y))
    return canvas.wrap("wide" if wide else "compact", width, floor + 40, "".join(body))


def _curve(curve: StepCurve, number: int, marks: list[float], x: Linear, y: Linear) -> str:
    end = max((s[0] for s in curve.steps), default=0.0)
    upper = _stairs([(s[0], s[3]) for s in curve.steps if s[3] is not None], x, y, end)
    lower = _stairs([(s[0], s[2]) for s in curve.steps if s[2] is not None], x, y, end)
    parts = [path(upper + lower[::-1], f"band s{number}", closed=True)] if len(lower) > 2 else []
    parts.append(path(_stairs([(s[0], s[1]) for s in curve.steps], x, y, end), f"line s{number} d{number}"))
    for day in marks:
        if day <= end:
            share = value_at(curve, day)[1]
            tip = _("%(name)s, %(day)s: %(share)s still waiting") % {
                "name": clip(curve.label, 40),
                "day": number_text(day, _digits(marks)),
                "share": percent_text(share),
            }
            parts.append(mark(shape(number, x(day), y(share), f"dot s{number}", 3.0), tip))
    return "".join(parts)
