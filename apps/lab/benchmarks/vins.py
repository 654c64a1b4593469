"""Decoding VINs, against a regular expression and the check digit alone."""

from __future__ import annotations

import re
import time
from statistics import median
from typing import Any

from apps.vehicles.decoding import as_json
from apps.vehicles.vin import check_digit_of

_ALLOWED = re.compile(rb"[A-HJ-NPR-Z0-9]{17}")


def bench_vin(*, lines: int = 200_000, rounds: int = 3) -> dict[str, Any]:
    """VINs a second of the command's inner loop, with JSON; checked against the floor's count of valid ones."""
    vins = [f"LVVDC21B1PD{n % 1_000_000:06d}\n".encode() for n in range(lines)]
    ours, floors, valid = [], [], [0, 0]
    for _ in range(rounds):
        began = time.perf_counter()
        valid[0] = sum(b'"valid":true' in answer for answer in as_json(vins))
        ours.append(time.perf_counter() - began)
        began = time.perf_counter()
        valid[1] = 0
        for line in vins:
            if _ALLOWED.fullmatch(line.rstrip()):
                check_digit_of(line.rstrip().decode())
                valid[1] += 1
        floors.append(time.perf_counter() - began)
    seconds, floor = median(ours), median(floors)
    return {
        "bench": "vin",
        "ratio": round(seconds / floor, 3),
        "seconds": round(seconds, 4),
        "floor_seconds": round(floor, 4),
        "per_second": round(lines / seconds),
        "rows": lines,
        "rounds": rounds,
        "ok": valid[0] == valid[1],
    }
