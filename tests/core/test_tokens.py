"""Colours people can read: contrast of the tokens by arithmetic (WCAG 2.2, 1.4.3 and 1.4.11), in both themes."""

from __future__ import annotations

import re

import pytest

from tests.core.face import STATIC

TEXT, CONTROL = 4.5, 3.0
PAIRS = [
    *[
        (name, ground, TEXT)
        for name in ("ink", "muted", "accent", "ok", "info", "warn", "bad")
        for ground in ("paper", "panel")
    ],
    ("on-accent", "accent", TEXT),
    ("paper", "ink", TEXT),
    ("control-border", "paper", CONTROL),
    ("paper", "ok", CONTROL),
    *[(f"{kind}-text", f"{kind}-fill", TEXT) for kind in ("ok", "info", "warn", "bad")],
    *[(f"series-{i}", "paper", CONTROL) for i in range(1, 5)],
    *[("map-light-text", f"map-{i}", TEXT) for i in (1, 5)],
    *[("map-dark-text", f"map-{i}", TEXT) for i in (2, 3, 4)],
]


def tokens(theme: int) -> dict[str, str]:
    """Hex colours by name: 0 light, 1 dark; a token without a pair holds in both."""
    css = (STATIC / "css/app.css").read_text()
    plain = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", css))
    pairs = {m[0]: m[1 + theme] for m in re.findall(r"--([\w-]+):\s*light-dark\((#\w{6}), (#\w{6})\)", css)}
    return {**plain, **pairs}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_arithmetic_knows_black_on_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_contrast(front: str, ground: str, least: float, theme: int) -> None:
    colours = tokens(theme)
    assert contrast(colours[front], colours[ground]) >= least


def test_plain_hex_and_light_theme_agree() -> None:
    css = (STATIC / "css/app.css").read_text()
    plain = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", css))
    for name, light, _dark in re.findall(r"--([\w-]+):\s*light-dark\((#\w{6}), (#\w{6})\)", css):
        assert plain[name] == light, name
