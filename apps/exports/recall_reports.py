"""What a quarterly report of recalls says: numbers at its end, and how many were remedied in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.organizations.scope import Actor

from .recall_selectors import published_between, recalls_seen_by
from .recall_states import QuarterLine, quarter_lines

_NAMED = re.compile(r"^(\d{4})-Q([1-4])\Z", re.ASCII)


@dataclass(frozen=True)
class Quarter:
    """A quarter of a year, in days of figures (UTC)."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Quarter:
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def before(cls, at: datetime) -> Quarter:
        """The one that was last over."""
        return cls.of(cls.of(at.astimezone(UTC).date()).first - timedelta(days=1))

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        after = (self.year + 1, 1) if self.number == 4 else (self.year, self.number + 1)
        return Quarter(*after).first - timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    def around(self, at: datetime) -> list[Quarter]:
        """The last eight up to the one that runs, the newest first."""
        found = [Quarter.of(at.astimezone(UTC).date())]
        while len(found) < 8:
            found.append(Quarter.of(found[-1].first - timedelta(days=1)))
        return found


def quarter_named(text: str) -> Quarter | None:
    """``2026-Q3`` as a quarter; None for anything else."""
    read = _NAMED.match(text.strip().upper())
    return Quarter(int(read[1]), int(read[2])) if read and 1990 <= int(read[1]) <= 2199 else None


def lines_of(actor: Actor, quarter: Quarter) -> list[QuarterLine]:
    """The lines of a report, as far as the reader's walls show cars (5 queries, however many recalls)."""
    with recalls_seen_by(actor) as rows:
        recalls = list(published_between(rows, first=quarter.first, last=quarter.last))
    return quarter_lines(recalls, first=quarter.first, last=quarter.last)


#: Name in files and in the API, label on the page.
COLUMNS: tuple[tuple[str, Any], ...] = (
    ("recall", _("Recall")),
    ("reference", _("Reference")),
    ("manufacturer", _("Manufacturer")),
    ("title", _("Title")),
    ("status", _("Status")),
    ("country", _("Country")),
    ("listed", _("On the list")),
    ("not_applicable", _("Not applicable")),
    ("remedied_before", _("Remedied before")),
    ("remedied_in_quarter", _("Remedied in the quarter")),
    ("remedied", _("Remedied")),
    ("booked", _("Booked")),
    ("still_open", _("Still open")),
    ("completion", _("Completion")),
)


def values_of(line: QuarterLine) -> list[Any]:
    """A line's values in the order of the columns; a share to four places, empty where nothing is to be remedied."""
    recall, after = line.recall, line.after
    return [
        recall.number,
        recall.reference,
        recall.manufacturer.name,
        recall.title,
        recall.status,
        line.country,
        after.listed,
        after.not_applicable,
        line.before.remedied,
        line.remedied_in_it,
        after.remedied,
        after.booked,
        after.open,
        "" if after.share is None else round(after.share, 4),
    ]
