"""World map of equal tiles: one tile a market, coloured in five steps around the target, the value printed
in it.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.wording import NOTHING, country_label, number_text, percent_text

from .figure import Cell, Figure, Key, fill_key
from .svg import COMPACT, Canvas, clip, el, line, mark, rect, text
from .world import COLUMNS, PLACES, REGIONS, ROWS

TILE = 42.0
COMPACT_COLUMNS = 8


@dataclass(frozen=True, slots=True)
class Tile:
    """A market: ISO 3166-1 code, share between 0 and 1 (None: not enough data), clocks due."""

    code: str
    share: float | None
    due: int = 0
    url: str = ""


def step_of(share: float | None, target: float, step: float) -> int:
    """Class of a share: 0 no data, 1 far below the target, 2 below, 3 about at it, 4 above, 5 far above."""
    if share is None:
        return 0
    distance = (share - target) / step
    return 1 + sum(distance >= border - 1e-9 for border in (-1.5, -0.5, 0.5, 1.5))


def tile_map(
    tiles: Sequence[Tile],
    *,
    id: str,
    title: str,
    target: float = 0.9,
    step: float = 0.05,
    names: Mapping[str, str] | None = None,
) -> Figure:
    """Draw markets around the target in steps (0.05 = 5 points). A country without a place stands in the
    table only.
    """
    labels = {tile.code: (names or {}).get(tile.code) or country_label(tile.code) for tile in tiles}
    by_code = {tile.code: tile for tile in tiles if tile.code in PLACES}
    canvas = Canvas(id, title, _sentence(tiles, labels, target))

    def drawn(tile: Tile, x: float, y: float, size: float) -> str:
        number = step_of(tile.share, target, step)
        value = number_text(tile.share * 100) if tile.share is not None else NOTHING
        body = _box(number, x, y, size)
        body += text(x + size / 2, y + size * 0.42, tile.code, f"m on-m{number}")
        body += text(x + size / 2, y + size * 0.80, value, f"m b on-m{number}")
        tip = _("%(name)s: %(share)s in time, %(due)s due") % {
            "name": labels[tile.code],
            "share": percent_text(tile.share),
            "due": number_text(tile.due),
        }
        return mark(body, tip, tile.url)

    return Figure(
        id=id,
        title=title,
        sentence=canvas.sentence,
        wide=_wide(canvas, by_code, drawn),
        compact=_compact(canvas, by_code, drawn),
        legend=_legend(target, step),
        head=[_("Country"), _("Kept in time"), _("Due")],
        rows=[
            [Cell(labels[t.code], t.url, number=False), Cell(percent_text(t.share)), Cell(number_text(t.due))]
            for t in tiles
        ],
        note=_("Each tile is one market, placed roughly where it lies; the figure is the share in percent."),
    )


def _box(number: int, x: float, y: float, size: float) -> str:
    box = rect(x + 1, y + 1, size - 2, size - 2, f"m{number}")
    if number:
        return box
    gap = size / 4
    return box + "".join(line(x + 1, y + size - 1 - i * gap, x + size - 1 - i * gap, y + 1, "hatch") for i in range(4))


def _wide(canvas: Canvas, tiles: Mapping[str, Tile], drawn: object) -> str:
    assert callable(drawn)
    body = []
    for code, (column, row) in PLACES.items():
        x, y = column * TILE, row * TILE
        if code in tiles:
            body.append(drawn(tiles[code], x, y, TILE))
        else:
            body.append(
                rect(x + 1, y + 1, TILE - 2, TILE - 2, "m0") + text(x + TILE / 2, y + TILE * 0.6, code, "m on-m0")
            )
    return canvas.wrap("wide", COLUMNS * TILE, ROWS * TILE, "".join(body), "chart--map")


def _compact(canvas: Canvas, tiles: Mapping[str, Tile], drawn: object) -> str:
    """Phones: tiles by region, large enough for a finger."""
    assert callable(drawn)
    size, y, body = COMPACT / COMPACT_COLUMNS, 0.0, []
    for region, codes in REGIONS.items():
        present = [code for code in codes.split() if code in tiles]
        if not present:
            continue
        body.append(text(0, y + 16, clip(_(region), 48), "b"))
        y += 24
        for i, code in enumerate(present):
            body.append(drawn(tiles[code], (i % COMPACT_COLUMNS) * size, y + (i // COMPACT_COLUMNS) * size, size))
        y += -(-len(present) // COMPACT_COLUMNS) * size + 6
    return canvas.wrap("compact", COMPACT, y or 20, "".join(body), "chart--map")


def _sentence(tiles: Sequence[Tile], labels: Mapping[str, str], target: float) -> str:
    known = [tile for tile in tiles if tile.share is not None]
    if not known:
        return _("No data yet.")
    worst, best = min(known, key=lambda t: t.share or 0.0), max(known, key=lambda t: t.share or 0.0)
    below = sum(1 for tile in known if (tile.share or 0.0) < target)
    rest = ngettext(
        "%(n)d of %(all)d markets is below the target of %(target)s.",
        "%(n)d of %(all)d markets are below the target of %(target)s.",
        below,
    ) % {"n": below, "all": len(known), "target": percent_text(target, 0)}
    ends = _("%(best)s highest, %(high)s; %(worst)s lowest, %(low)s.") % {
        "best": labels[best.code],
        "high": percent_text(best.share),
        "worst": labels[worst.code],
        "low": percent_text(worst.share),
    }
    return f"{ends} {rest}"


def _legend(target: float, step: float) -> list[Key]:
    borders = [target + step * b for b in (-1.5, -0.5, 0.5, 1.5)]
    words = [percent_text(b, 1) for b in borders]
    keys = [_("below %(share)s") % {"share": words[0]}]
    keys += [_("%(low)s to %(high)s") % {"low": low, "high": high} for low, high in itertools.pairwise(words)]
    keys.append(_("%(share)s and more") % {"share": words[3]})
    if borders[3] >= 1:
        keys = [*keys[:3], _("%(share)s and more") % {"share": words[2]}]
    none = Key(
        el("svg", _box(0, 7, 0, 14), viewBox="0 0 28 14", class_="chart chart__key", aria_hidden="true"),
        _("not enough data"),
    )
    return [*(fill_key(f"m{i}", text_) for i, text_ in enumerate(keys, 1)), none]
