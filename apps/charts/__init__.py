"""Charts drawn on the server as SVG: pure functions from rows to a :class:`Figure` (see docs/face.md)."""

from .bars import Bar, Share, bars, stacked_shares
from .figure import Cell, Figure, Key, Panel
from .intervals import IntervalRow, interval_bars
from .survival import StepCurve, survival_step
from .tiles import Tile, tile_map
from .trend import Series, small_multiples, trend_line

__all__ = [
    "Bar",
    "Cell",
    "Figure",
    "IntervalRow",
    "Key",
    "Panel",
    "Series",
    "Share",
    "StepCurve",
    "Tile",
    "bars",
    "interval_bars",
    "small_multiples",
    "stacked_shares",
    "survival_step",
    "tile_map",
    "trend_line",
]
