"""Facts about countries' working weeks that the libraries do not carry, each with its source.

Everything here is a default. A regulator or an organisation that works otherwise keeps its own calendar.
Weekdays are numbered as in ``date.weekday()``: Monday 0 … Sunday 6.
"""

from __future__ import annotations

from datetime import time
from typing import Final

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)

FULL_DAY: Final = ((time(9), time(17)),)
"""Hours of an ordinary day unless a calendar says otherwise: a policy setting, not a law of any country."""

WEEKENDS: Final[dict[str, tuple[frozenset[int], str]]] = {
    "IN": (frozenset({SUN}), "Unicode CLDR weekData: weekend starts and ends on Sunday"),
    "LY": (frozenset({FRI, SAT}), "Unicode CLDR weekData: weekend Friday to Saturday"),
    "MR": (frozenset({SAT, SUN}), "Council of Ministers, 2014-09-11, in force 2014-10-01"),
    "NP": (frozenset({SAT}), "Cabinet, 2022-06-06: trial of two days ended, Saturday only"),
    "PS": (frozenset({FRI, SAT}), "official week of the Palestinian Authority, from memory"),
    "SO": (frozenset({FRI}), "customary six-day week, Friday off, from memory"),
    "UG": (frozenset({SUN}), "Unicode CLDR weekData: weekend is Sunday"),
}
"""Weekends where the holidays library has no entry of its own, or one that is out of date (MR)."""

SHORT_DAYS: Final[dict[str, tuple[dict[int, tuple[tuple[time, time], ...]], str]]] = {
    "AE": ({FRI: ((time(9), time(12)),)}, "federal working week since 2022-01-01: Friday until 12:00"),
    "MR": ({FRI: ((time(9), time(12)),)}, "Council of Ministers, 2014-09-11: work ends at midday on Friday"),
}
"""Weekdays that are worked for a part only."""

CLOSES_EARLY: Final[dict[str, tuple[time, str]]] = {
    "EE": (time(14), "Public Holidays and Days of National Importance Act § 3: shortened by three hours"),
    "FO": (time(12), "holidays library: half days, closed from noon"),
    "IS": (time(13), "Act 88/1971 art. 6: holidays from 13:00"),
    "PR": (time(12), "holidays library: Christmas Eve from 12:00"),
    "TR": (time(13), "Law 2429 on national and general holidays: from 13:00"),
}
"""When offices close on the holidays library's half days. Countries whose half days are for some of the people only
(China), or whose hour nobody wrote down (Greece, Curaçao), are left out: the authority may add such days."""
