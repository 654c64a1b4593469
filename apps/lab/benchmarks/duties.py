"""Measure due times per second against the plainest date arithmetic there is, in the same run."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from time import perf_counter

from apps.duties.calendars import WorkingCalendar, default_calendar
from apps.duties.clockwork import UNITS, Allowance, Interval, due_at
from apps.lab.minute_walk import slow_due

COUNTRIES = ("AE", "BR", "CL", "CN", "DE", "EG", "IN", "KE", "KZ", "MX", "NP", "PL", "QA", "RU", "TH", "ZA")

Case = tuple[tuple[Interval, ...], Allowance, WorkingCalendar]


def bench_duties(clocks: int = 50_000, rounds: int = 5, checks: int = 24) -> dict[str, object]:
    """Due times of clocks with up to two pauses; the floor adds one timedelta to each start.

    ``ratio`` is seconds over floor_seconds (medians); ``wrong`` counts those of the ``checks`` small cases
    in which the minute-by-minute way says otherwise. Year tables are built before time is taken.
    """
    draw = random.Random(7)  # noqa: S311  # a fixed seed on purpose
    cases = [_case(draw, days=40, largest=30) for _ in range(clocks)]
    for case in cases:
        due_at(*case)
    due, floor = [], []
    for _ in range(rounds):
        floor.append(_seconds(lambda: [case[0][0].start + timedelta(days=9) for case in cases]))
        due.append(_seconds(lambda: [due_at(*case) for case in cases]))
    small = [_case(draw, days=4, largest=5) for _ in range(checks)]
    wrong = sum(due_at(*case) != slow_due(*case) for case in small)
    seconds, floor_seconds = statistics.median(due), statistics.median(floor)
    return {
        "bench": "duties",
        "ratio": round(seconds / floor_seconds, 2),
        "seconds": round(seconds, 4),
        "floor_seconds": round(floor_seconds, 4),
        "rows": clocks,
        "rounds": rounds,
        "due_per_second": round(clocks / seconds),
        "checked": checks,
        "wrong": wrong,
        "ok": wrong == 0,
    }


def _seconds(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun


def _case(draw: random.Random, *, days: int, largest: int) -> Case:
    """A running clock of the years 2024 to 2026 with no, one or two pauses within its first ``days`` days."""
    first = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=draw.randrange(3 * 365 * 1440))
    marks = sorted(draw.sample(range(1, days * 1440), 2 * draw.randrange(3)))
    edges = [first, *(first + timedelta(minutes=mark) for mark in marks), None]
    intervals = tuple(
        Interval("paused" if number % 2 else "running", begin, end)
        for number, (begin, end) in enumerate(pairwise(edges))
        if begin is not None
    )
    allowance = Allowance(draw.choice(UNITS), draw.randint(1, largest))
    return intervals, allowance, default_calendar(draw.choice(COUNTRIES))
