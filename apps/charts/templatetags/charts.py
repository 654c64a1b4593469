"""Charts as whole figures: ``{% load charts %}``. Examples in docs/face.md."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from apps import charts

register = template.Library()


@register.filter
def drawing(svg: str) -> SafeString:
    """Mark a drawing of apps.charts as safe: its texts and attributes are escaped where it is made."""
    return mark_safe(svg)  # noqa: S308


def _tag(draw: Callable[..., charts.Figure]) -> Callable[..., dict[str, Any]]:
    def tag(*args: Any, csv_url: str = "", **options: Any) -> dict[str, Any]:
        return {"figure": draw(*args, **options), "csv_url": csv_url}

    tag.__doc__ = draw.__doc__
    return tag


_DRAWN: dict[str, Callable[..., charts.Figure]] = {
    "chart_interval_bars": charts.interval_bars,
    "chart_trend_line": charts.trend_line,
    "chart_small_multiples": charts.small_multiples,
    "chart_bars": charts.bars,
    "chart_survival_step": charts.survival_step,
    "chart_tile_map": charts.tile_map,
    "chart_stacked_shares": charts.stacked_shares,
}
for _name, _draw in _DRAWN.items():
    register.inclusion_tag("components/chart.html", name=_name)(_tag(_draw))


@register.inclusion_tag("components/chart.html", name="chart")
def chart(figure: charts.Figure, csv_url: str = "") -> dict[str, Any]:
    """``{% chart figure csv_url=… %}``: a figure that a view has already drawn."""
    return {"figure": figure, "csv_url": csv_url}
