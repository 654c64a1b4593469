"""The few SVG elements our charts need, all escaped. Classes only: colours come from the tokens."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

from apps.core.markup import escaped

#: Widths of the two drawings of a chart; CSS shows the one that fits its place.
COMPACT, WIDE = 360, 640


def coordinate(value: float) -> str:
    """Write a coordinate with one decimal at most."""
    short = f"{value:.1f}".removesuffix(".0")
    return "0" if short == "-0" else short


@cache
def _attribute(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _written(value: object) -> str:
    return coordinate(value) if isinstance(value, float) else escaped(value)


def el(tag: str, body: str = "", **attributes: object) -> str:
    """An element; ``body`` is markup already, attributes are escaped. ``class_`` and ``data_tip`` lose their
    dressing.
    """
    words = "".join(
        f' {_attribute(name)}="{_written(value)}"'
        for name, value in attributes.items()
        if value is not None and value != ""
    )
    return f"<{tag}{words}>{body}</{tag}>" if body else f"<{tag}{words}/>"


def line(x1: float, y1: float, x2: float, y2: float, css: str) -> str:
    """A straight line."""
    return el("line", x1=float(x1), y1=float(y1), x2=float(x2), y2=float(y2), class_=css)


def rect(x: float, y: float, width: float, height: float, css: str) -> str:
    """A rectangle; negative widths become zero."""
    return el("rect", x=float(x), y=float(y), width=float(max(width, 0)), height=float(height), class_=css)


def text(x: float, y: float, words: object, css: str = "") -> str:
    """A line of text, escaped."""
    place = f'x="{coordinate(x)}" y="{coordinate(y)}"'
    return (
        f'<text {place} class="{escaped(css)}">{escaped(words)}</text>'
        if css
        else f"<text {place}>{escaped(words)}</text>"
    )


def path(points: list[tuple[float, float]], css: str, *, closed: bool = False) -> str:
    """A polyline through the points."""
    if not points:
        return ""
    steps = " ".join(f"{coordinate(x)} {coordinate(y)}" for x, y in points)
    return el("path", d=f"M{steps}{'Z' if closed else ''}", class_=css)


def mark(body: str, tip: str, url: str = "") -> str:
    """A group that tells its figure: native tooltip, ``data-tip`` for touch and keys, a link when it has an
    address.
    """
    inner = f"<title>{escaped(tip)}</title>{body}"
    return el("a", inner, href=url, data_tip=tip) if url else el("g", inner, data_tip=tip)


def shape(kind: int, x: float, y: float, css: str, size: float = 4.5) -> str:
    """Markers that differ without colour: 1 circle, 2 diamond, 3 square, 4 triangle."""
    if kind == 2:
        size += 1.2
        return path([(x, y - size), (x + size, y), (x, y + size), (x - size, y)], css, closed=True)
    if kind == 3:
        return rect(x - size + 0.3, y - size + 0.3, 2 * size - 0.6, 2 * size - 0.6, css)
    if kind == 4:
        return path([(x, y - size - 0.8), (x + size + 0.6, y + size), (x - size - 0.6, y + size)], css, closed=True)
    return el("circle", cx=float(x), cy=float(y), r=float(size), class_=css)


@dataclass(frozen=True, slots=True)
class Canvas:
    """Where a drawing happens: its ids, its title and its sentence for those who do not see it."""

    id: str
    title: str
    sentence: str

    def wrap(self, variant: str, width: float, height: float, body: str, css: str = "") -> str:
        """The whole ``<svg>``. With links inside it is a group, else one image."""
        name = f"{self.id}-{variant}"
        head = el("title", escaped(self.title), id=f"{name}-t") + el("desc", escaped(self.sentence), id=f"{name}-d")
        return el(
            "svg",
            head + body,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {coordinate(width)} {coordinate(height)}",
            class_=f"chart chart--{variant} {css}".strip(),
            role="group" if "<a " in body else "img",
            aria_labelledby=f"{name}-t {name}-d",
        )


def display_width(words: str) -> int:
    """Columns a text takes: signs of the wide scripts count twice."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in words)


def clip(words: str, columns: int) -> str:
    """Cut a text to a number of columns, with an ellipsis."""
    if display_width(words) <= columns:
        return words
    kept = ""
    for sign in words:
        if display_width(kept + sign) > columns - 1:
            break
        kept += sign
    return kept.rstrip() + "…"
