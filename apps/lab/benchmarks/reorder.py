"""What to keep on a shelf, on real demand: forecasts and stock, against the mean of a year times months."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from apps.lab.realdata.demand import FILE
from apps.lab.realdata.report import Report
from apps.lab.realdata.rows import read_rows, whole
from apps.parts.demand.choice import Forecasts, forecast
from apps.parts.demand.levels import CRITICAL, DAYS_A_MONTH, USUAL, Aim, level, month_of, over
from apps.parts.demand.methods import METHODS, Months, mean_of_year

#: Three years to learn from, and the rest to be measured on.
LEARN: Final = 36
#: A part ordered at the beginning of a month is there at the next one; sizes are those of two years.
LEAD, SIZES = 1, 24
_AIMS: Final = (Aim(36, 0.5), Aim(22, 0.6), Aim(15, 0.7), Aim(9, 0.8), USUAL, CRITICAL)
_MONTHS: Final = (0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 8, 10)


def bench_reorder(*, folder: Path | None, say: Callable[[str], None] = print) -> dict[str, Any]:
    """Published error measures of next month's demand, and stock-out days at equal stock; ``ok`` is better in all.

    MASE and RMSSE scale a part's errors by those of the naive forecast in the years learnt from (Hyndman and Koehler,
    Int. J. of Forecasting 22 (2006); the M5 competition), bias is what was expected too little, of all demand. Parts
    that have a number in every month; skipped in words where the file is not there.
    """
    if folder is None or not (folder / FILE).is_file():
        say(f"{FILE} is not here: nothing measured")
        return {"bench": "reorder", "skipped": True}
    demand = _demand(folder)
    say(f"{demand.shape[0]:,} parts, {demand.shape[1]} months, {(demand == 0).mean():.0%} of them without demand")
    found = forecast(demand)
    rows = {name: _errors(demand, method(demand)) for name, method in METHODS.items()}
    rows["chosen"] = _errors(demand, found.rates)
    for name, (mase, rmsse, bias) in rows.items():
        say(f"{name:<8} MASE {mase:6.3f}  RMSSE {rmsse:6.4f}  bias {bias:+.3f}")
    stock = _at_equal_stock(demand, found, say)
    better = all(abs(new) < abs(old) for new, old in zip(rows["chosen"], rows["mean"], strict=True))
    return {
        "bench": "reorder",
        "ratio": round(float(np.mean([ours / floor for _stock, ours, floor in stock])), 3),
        **{f"{name}_{each}": round(value, 4) for each in ("chosen", "mean") for name, value in _named(rows[each])},
        "parts": demand.shape[0],
        "ok": better and all(ours < floor for _stock, ours, floor in stock),
    }


def _named(row: tuple[float, float, float]) -> list[tuple[str, float]]:
    return list(zip(("mase", "rmsse", "bias"), row, strict=True))


def _demand(folder: Path) -> Months:
    found = []
    for _line, row in read_rows(folder / FILE, "Part", (), Report()):
        months = [whole(value) for name, value in row.items() if name != "Part"]
        if None not in months:
            found.append(months)
    return np.asarray(found, float)


def _errors(demand: Months, told: Months) -> tuple[float, float, float]:
    off = demand[:, LEARN:] - told[:, LEARN : demand.shape[1]]
    naive = np.diff(demand[:, :LEARN], axis=1)
    scale, square = np.abs(naive).mean(axis=1), (naive**2).mean(axis=1)
    moves = scale > 0
    mase = (np.abs(off).mean(axis=1)[moves] / scale[moves]).mean()
    rmsse = np.sqrt((off**2).mean(axis=1)[moves] / square[moves]).mean()
    return float(mase), float(rmsse), float(off.sum() / demand[:, LEARN:].sum())


def _at_equal_stock(demand: Months, found: Forecasts, say: Callable[[str], None]) -> list[tuple[float, float, float]]:
    """(pieces on the shelf on average, days a part and year without one, days of mean × months at as much stock)."""
    floor = [_lived(demand, np.ceil(mean_of_year(demand) * months)) for months in _MONTHS]
    stocks, days = zip(*sorted(floor), strict=True)
    rows = []
    for aim, levels in _levels(demand, found).items():
        stock, ours = _lived(demand, levels)
        if not stocks[0] <= stock <= stocks[-1]:
            continue
        rows.append((stock, ours, float(np.interp(stock, stocks, days))))
        aimed = f"{aim.least:3.0f} days, {aim.service:.0%}"
        say(f"{aimed}: {stock:5.2f} pieces, {ours:6.2f} days without; mean × months {rows[-1][2]:6.2f}")
    return rows


def _levels(demand: Months, found: Forecasts) -> dict[Aim, Months]:
    """For each aim the level of each part and month, from what was known before that month."""
    parts, months = demand.shape
    levels = {aim: np.zeros((parts, months + 1)) for aim in _AIMS}
    for month in range(LEARN, months):
        for part in range(parts):
            sizes = demand[part, max(0, month - SIZES) : month]
            chances, step = month_of(sizes, found.rates[part, month])
            total = over(chances, LEAD + 1)
            for aim, table in levels.items():
                table[part, month] = step * level(total, aim)
    return levels


def _lived(demand: Months, levels: Months) -> tuple[float, float]:
    """Order up to the level each month, a month before it comes; demand is even within a month and waits for parts."""
    months = demand.shape[1]
    stock: NDArray[np.float64] = levels[:, LEARN].copy()
    coming = [np.zeros_like(stock) for _ in range(LEAD)]
    kept, without = 0.0, 0.0
    for month in range(LEARN, months):
        stock = stock + coming.pop(0)
        coming.append(np.maximum(levels[:, month] - stock - sum(coming), 0))
        asked, there = demand[:, month], np.maximum(stock, 0)
        short = asked > there
        without += float((1 - there[short] / asked[short]).sum())
        stock = stock - asked
        kept += float((there + np.maximum(stock, 0)).sum()) / 2
    years = demand.shape[0] * (months - LEARN) / 12
    return kept / (demand.shape[0] * (months - LEARN)), without * DAYS_A_MONTH / years
