"""What a chart is for a page: two drawings, a legend, a sentence, and the table of the same figures."""

from __future__ import annotations

from dataclasses import dataclass, field

from .svg import el, line, rect, shape


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of the legend: a small drawing and its words."""

    svg: str
    words: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the table; ``url`` opens the rows behind the figure."""

    words: str
    url: str = ""
    number: bool = True


@dataclass(frozen=True, slots=True)
class Panel:
    """One of several small drawings side by side."""

    label: str
    words: str
    svg: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A finished chart. ``compact`` and ``wide`` are safe SVG; everything else is plain text."""

    id: str
    title: str
    sentence: str
    head: list[str]
    rows: list[list[Cell]]
    compact: str = ""
    wide: str = ""
    legend: list[Key] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)
    note: str = ""


def _key(body: str, words: str) -> Key:
    return Key(el("svg", body, viewBox="0 0 28 14", class_="chart__key chart", aria_hidden="true"), words)


def line_key(series: int, words: str) -> Key:
    """Legend of a line: its dash and its marker."""
    css = f"s{series}"
    return _key(line(0, 7, 28, 7, f"line {css} d{series}") + shape(series, 14, 7, f"dot {css}", 3.5), words)


def fill_key(css: str, words: str) -> Key:
    """Legend of a filled area."""
    return _key(rect(2, 2, 24, 10, css), words)


def marker_key(kind: int, css: str, words: str) -> Key:
    """Legend of a marker."""
    return _key(shape(kind, 14, 7, css), words)


def target_key(words: str) -> Key:
    """Legend of the target line."""
    return _key(line(0, 7, 28, 7, "target"), words)
