"""How long a warranty lasts: pure date arithmetic."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Term:
    """``months`` or ``kilometres`` (None: no limit by distance), whichever comes first."""

    months: int
    kilometres: int | None = None

    def last_day(self, starts_on: date) -> date:
        """The last day covered: the day before the same date ``months`` later.

        A term that would end on a day its month lacks (31 January plus one month) ends with the month.
        """
        index = starts_on.month - 1 + self.months
        year, month = starts_on.year + index // 12, index % 12 + 1
        length = calendar.monthrange(year, month)[1]
        if starts_on.day > length:
            return date(year, month, length)
        return date(year, month, starts_on.day) - timedelta(days=1)
