"""Charts: well-formed, escaped, the table says what the drawing says, and odd data does not break them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.charts import (
    Bar,
    Figure,
    IntervalRow,
    Series,
    Share,
    StepCurve,
    Tile,
    bars,
    interval_bars,
    small_multiples,
    stacked_shares,
    survival_step,
    tile_map,
    trend_line,
)
from apps.charts.scales import Linear, share_ticks, spread, ticks
from apps.charts.survival import value_at
from apps.charts.svg import clip, display_width
from apps.charts.tiles import step_of
from apps.charts.world import PLACES, REGION_OF, REGIONS
from tests.core.face import draw, markup_errors, svg_tree

HOSTILE = "<script>alert('x')</script>\"&"
STEPS = [(3.0, 0.8, 0.7, 0.9), (9.0, 0.5, 0.38, 0.62), (20.0, 0.25, None, None)]

FIGURES: dict[str, Callable[[str], Figure]] = {
    "intervals": lambda name: interval_bars(
        [
            IntervalRow(name, 0.934, 0.91, 0.95, 1234, "compliant", f"/m?x={name}"),
            IntervalRow("none", None, None, None, 3),
        ],
        id="f",
        title=name,
        target=0.9,
    ),
    "trend": lambda name: trend_line(
        [Series(name, [0.91, None, 0.873], [0.9, None, 0.85], [0.93, None, 0.9])],
        ["Jan", "Feb", name],
        id="f",
        title=name,
        target=0.9,
    ),
    "multiples": lambda name: small_multiples(
        [Series(name, [0.91, 0.873], url="/x"), Series("b", [None, 0.5])], ["1", "2"], id="f", title=name
    ),
    "bars": lambda name: bars([Bar(name, 412, "/x"), Bar("b", 0), Bar("c", None)], id="f", title=name, unit=name),
    "shares": lambda name: stacked_shares(
        [Share(name, [3, 1], "/x"), Share("b", [0, 0])], [name, "Denied"], id="f", title=name
    ),
    "survival": lambda name: survival_step([StepCurve(name, STEPS, 9.0), StepCurve("b", [])], id="f", title=name),
    "map": lambda name: tile_map(
        [Tile("KE", 0.913, 40, f"/{name}"), Tile("KZ", None), Tile("ZZ", 0.5)], id="f", title=name, names={"KE": name}
    ),
}


def drawings(figure: Figure) -> list[str]:
    return [
        svg
        for svg in (figure.compact, figure.wide, *(p.svg for p in figure.panels), *(k.svg for k in figure.legend))
        if svg
    ]


@pytest.mark.parametrize("kind", FIGURES)
def test_drawings_are_well_formed_and_escaped(kind: str) -> None:
    figure = FIGURES[kind](HOSTILE)
    assert drawings(figure)
    for svg in drawings(figure):
        tree = svg_tree(svg)
        assert "<script" not in svg
        names = {name for element in tree.iter() for name in element.attrib}
        assert not {name for name in names if name.startswith("on") or name == "style"}


@pytest.mark.parametrize("kind", FIGURES)
def test_whole_figure_is_clean_html(kind: str) -> None:
    html = draw("{% chart figure csv_url='/x.csv' %}", {"figure": FIGURES[kind](HOSTILE)})
    assert markup_errors(html) == []
    assert "<script" not in html
    assert "Show as table" in html


@pytest.mark.parametrize("kind", [k for k in FIGURES if k != "multiples"])
def test_both_drawings_are_named_and_told_in_a_sentence(kind: str) -> None:
    figure = FIGURES[kind]("Hanhai")
    for variant, svg in (("compact", figure.compact), ("wide", figure.wide)):
        tree = svg_tree(svg)
        title, sentence = tree[0], tree[1]
        assert (title.text, sentence.text) == (figure.title, figure.sentence)
        assert tree.get("aria-labelledby") == f"f-{variant}-t f-{variant}-d"
        has_links = tree.find(".//{http://www.w3.org/2000/svg}a") is not None
        assert tree.get("role") == ("group" if has_links else "img")


@pytest.mark.parametrize("kind", FIGURES)
def test_tips_say_what_the_table_says(kind: str) -> None:
    figure = FIGURES[kind]("Hanhai")
    words = {cell.words for row in figure.rows for cell in row}
    said = [tip for svg in drawings(figure) for tip in re.findall(r'data-tip="([^"]*)"', svg)]
    assert said
    for tip in said:
        for number in re.findall(r"\d+\.\d+\u00a0%", tip):
            assert number in words, (tip, number)


def test_table_numbers_are_the_given_ones() -> None:
    figure = FIGURES["intervals"]("Hanhai")
    assert [cell.words for cell in figure.rows[0]] == [
        "Hanhai",
        "93.4\u00a0%",
        "91.0\u00a0%",
        "95.0\u00a0%",
        "1,234",
        "Compliant",
    ]
    assert [cell.words for cell in figure.rows[1]][1:] == ["–", "–", "–", "3", "Not enough data"]


@pytest.mark.parametrize(
    "figure",
    [
        interval_bars([], id="e", title="t"),
        trend_line([], [], id="e", title="t"),
        small_multiples([], [], id="e", title="t"),
        bars([], id="e", title="t"),
        stacked_shares([], [], id="e", title="t"),
        survival_step([], id="e", title="t"),
        tile_map([], id="e", title="t"),
        trend_line([Series("a", [None])], ["x"], id="e", title="t", shares=False),
    ],
)
def test_nothing_to_show_is_still_a_figure(figure: Figure) -> None:
    for svg in drawings(figure):
        svg_tree(svg)
    assert "NaN" not in figure.wide + figure.compact


def test_too_many_series_are_refused() -> None:
    five = [Series(str(i), [0.5]) for i in range(5)]
    with pytest.raises(ValueError, match="4 at most"):
        trend_line(five, ["x"], id="f", title="t")
    with pytest.raises(ValueError, match="2 counts for 1"):
        stacked_shares([Share("a", [1, 2])], ["x"], id="f", title="t")


@given(st.floats(-1e9, 1e9), st.floats(1e-3, 1e9), st.integers(2, 10))
def test_ticks_enclose_the_range_in_steps_of_1_2_5(low: float, span: float, count: int) -> None:
    marks = ticks(low, low + span, count)
    step = marks[1] - marks[0]
    assert marks[0] <= low + 1e-6 * step
    assert marks[-1] >= low + span - 1e-6 * step - abs(low) * 1e-9
    assert len(marks) <= count + 3
    mantissa = float(f"{step:.6e}".split("e")[0])
    assert round(mantissa, 2) in (1, 2, 5, 10)


def test_ticks_of_nothing() -> None:
    assert ticks(0, 0)[0] == 0
    assert ticks(float("nan"), 1) == ticks(0, 1)
    assert share_ticks([]) == share_ticks([0.0, 1.0])
    assert share_ticks([0.93, 0.97])[-1] <= 1


@given(st.lists(st.floats(0, 200), min_size=1, max_size=5))
def test_labels_are_pushed_apart_and_keep_their_order(places: list[float]) -> None:
    moved = spread(places, 15, 0, 240)
    ordered = [moved[i] for i in sorted(range(len(places)), key=lambda i: places[i])]
    assert all(b - a >= 15 - 1e-6 for a, b in itertools.pairwise(ordered))


def test_scale_stays_inside() -> None:
    x = Linear(0, 1, 10, 110)
    assert (x(-5), x(0.5), x(9)) == (10, 60, 110)


def test_step_curve_holds_its_value() -> None:
    curve = StepCurve("a", STEPS)
    assert value_at(curve, 0)[1] == 1
    assert value_at(curve, 8.9)[1] == 0.8
    assert value_at(curve, 9)[1] == 0.5


@pytest.mark.parametrize(("share", "step"), [(None, 0), (0.5, 1), (0.86, 2), (0.9, 3), (0.93, 4), (0.99, 5)])
def test_map_steps(share: float | None, step: int) -> None:
    assert step_of(share, 0.9, 0.05) == step


def test_world_places_are_unique_and_each_has_one_region() -> None:
    assert len(set(PLACES.values())) == len(PLACES) >= 60
    assert set(REGION_OF) == set(PLACES)
    assert sum(len(codes.split()) for codes in REGIONS.values()) == len(REGION_OF)


def test_a_market_without_a_place_stands_in_the_table() -> None:
    figure = FIGURES["map"]("x")
    assert len(figure.rows) == 3
    assert ">ZZ<" not in figure.wide


def test_wide_scripts_count_double() -> None:
    assert display_width("汉海a") == 5
    assert clip("汉海汽车制造", 6) == "汉海…"
    assert clip("short", 10) == "short"
