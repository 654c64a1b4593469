"""Sample figures for the style page: fictional makers, the same on every run."""

from __future__ import annotations

from typing import Any

from apps.charts import Bar, IntervalRow, Series, Share, StepCurve, Tile

PERIODS = ["Oct", "Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep"]
MARKETS = "KE NG ZA EG ET GH TZ KZ UZ RU BY GE CL PE BR MX EC AE SA IQ QA TH MY ID PH VN PK AU DZ MA"


def _wave(start: float, slope: float, swing: float) -> list[float | None]:
    return [round(min(0.995, start + slope * i + swing * ((i * 7) % 5 - 2) / 2), 4) for i in range(12)]


def _steps(pace: float) -> list[tuple[float, float, float | None, float | None]]:
    steps: list[tuple[float, float, float | None, float | None]] = []
    for day in range(2, 62, 3):
        share = max(0.02, pace**day)
        steps.append((float(day), round(share, 4), round(max(0.0, share - 0.06), 4), round(min(1.0, share + 0.06), 4)))
    return steps


def charts() -> dict[str, Any]:
    """One sample for each kind of chart."""
    hanhai, lanting = _wave(0.95, -0.013, 0.02), _wave(0.88, 0.005, 0.015)
    return {
        "periods": PERIODS,
        "intervals": [
            IntervalRow("Lanting Auto", 0.962, 0.951, 0.971, 4120, "compliant", "#a"),
            IntervalRow("Qiling Commercial Vehicles", 0.913, 0.874, 0.941, 310, "compliant", "#b"),
            IntervalRow("Beichen", 0.884, 0.851, 0.911, 502, "watch", "#c"),
            IntervalRow("Hanhai Motor", 0.803, 0.788, 0.817, 2950, "lagging", "#d"),
            IntervalRow("Xinyao", None, None, None, 7, "unknown", "#e"),
        ],
        "series": [
            Series(
                "Hanhai Motor",
                hanhai,
                [v and v - 0.02 for v in hanhai],
                [v and min(1.0, v + 0.02) for v in hanhai],
            ),
            Series("Lanting Auto", [*lanting[:4], None, *lanting[5:]]),
        ],
        "many": [
            Series(f"Maker {name}", _wave(0.97 - 0.03 * i, -0.004 * (i - 2), 0.02)) for i, name in enumerate("ABCDEF")
        ],
        "bars": [
            Bar("Waiting for a part", 412, "#w"),
            Bar("Waiting for the owner", 120),
            Bar("In repair", 268),
            Bar("No answer", 31),
        ],
        "curves": [
            StepCurve("Hanhai Motor", _steps(0.965), 20.0, 800),
            StepCurve("Lanting Auto", _steps(0.93), 9.5, 950),
        ],
        "tiles": [
            Tile(code, None if i % 11 == 7 else round(0.80 + (i * 37 % 20) / 100, 3), 40 + i * 13, f"#{code}")
            for i, code in enumerate(MARKETS.split())
        ],
        "parts": ["Approved", "Partly", "Denied", "Open"],
        "shares": [
            Share("Hanhai Motor", [410, 40, 120, 60]),
            Share("Lanting Auto", [620, 35, 22, 41], "#l"),
            Share("Beichen", [0, 0, 0, 0]),
        ],
    }
