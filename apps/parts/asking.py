"""How long a dealer waits for another, and for how much: rules of requests between dealers, without a database.

Source: policy of this portal (docs/decisions/0056-parts-of-another-dealer.md); no law speaks of it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

#: Until when a request or an offer is answered; of a car that stands still, sooner.
ANSWER: Final = timedelta(days=3)
ANSWER_OFF_ROAD: Final = timedelta(days=1)
#: How long after the promised day parts may be sent, and after the expected one be spoken of.
SENDING: Final = timedelta(days=3)
SILENCE: Final = timedelta(days=14)
#: A promise further ahead is none.
LONGEST: Final = timedelta(days=180)


def answer_until(at: datetime, *, off_road: bool) -> datetime:
    """Until when whoever was asked, or offered something, says what they want."""
    return at + (ANSWER_OFF_ROAD if off_road else ANSWER)


def sent_until(send_by: date) -> datetime:
    """Until when what was promised for a day has left; its evening, wherever that is, and three days."""
    return _end_of(send_by) + SENDING


def spoken_until(expected_on: date) -> datetime:
    """Until when whoever awaits parts says what came."""
    return _end_of(expected_on) + SILENCE


def _end_of(day: date) -> datetime:
    """When a day is over everywhere (UTC-12)."""
    return datetime.combine(day + timedelta(days=1), time(12), UTC)
