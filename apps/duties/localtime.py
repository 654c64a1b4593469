"""Local dates as exact instants: whole microseconds since 1970-01-01T00:00Z, so that no float is ever met.

A local date begins at the first instant that the wall clock of the zone shows that date. So a date may last
23, 25 or (where an island crossed the date line) 0 hours.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from apps.duties.errors import CalendarError, WorktimeError

FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2199
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_ORDINAL: Final = EPOCH.toordinal()
MICROSECOND: Final = timedelta(microseconds=1)
HOUR: Final = 3_600_000_000
DAY: Final = 24 * HOUR


@lru_cache(maxsize=1024)
def zone_info(name: str) -> ZoneInfo:
    """The zone of that IANA name. Raises CalendarError when there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError, TypeError) as error:
        raise CalendarError(
            code="unknown_zone",
            field="zone",
            value=name,
            problem="no such time zone",
            mend="use an IANA name such as Africa/Nairobi",
        ) from error


def to_us(moment: datetime, field: str = "moment") -> int:
    """Microseconds since 1970 (UTC) of an aware datetime of the years 1970 to 2199."""
    if not isinstance(moment, datetime) or moment.utcoffset() is None:
        raise WorktimeError(
            code="naive_datetime",
            field=field,
            value=moment,
            problem="not a datetime with a zone",
            mend="give an aware datetime, e.g. in UTC",
        )
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise out_of_range(field, moment)
    return (moment - EPOCH) // MICROSECOND


def from_us(us: int) -> datetime:
    """The aware UTC datetime of these microseconds."""
    return EPOCH + timedelta(microseconds=us)


def out_of_range(field: str, value: object) -> WorktimeError:
    """The error for anything that lies or leads outside of the years that can be computed."""
    return WorktimeError(
        code="out_of_range",
        field=field,
        value=value,
        problem=f"lies or leads outside of the years {FIRST_YEAR} to {LAST_YEAR}",
        mend="correct the date or the amount",
    )


@lru_cache(maxsize=4096)
def day_starts(zone: str, year: int) -> array[int]:
    """First instants of each local date of the year, and of the next 1 January (366 or 367 values)."""
    tz = zone_info(zone)
    first, after = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
    return array("q", [_day_start(tz, ordinal) for ordinal in range(first, after + 1)])


def end_of_date(zone: str, ordinal: int) -> int:
    """The last microsecond of a local date, given by its proleptic ordinal."""
    return _day_start(zone_info(zone), ordinal + 1) - 1


def pieces(zone: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Split [start, end) where the offset from UTC changes: (from, to, offset), all in microseconds."""
    tz = zone_info(zone)
    while start < end:
        stop = min(_next_change(tz, start, end), end)
        yield start, stop, _offset_at(tz, start)
        start = stop


def _day_start(tz: ZoneInfo, ordinal: int) -> int:
    midnight = datetime.fromordinal(ordinal).replace(tzinfo=tz)
    wall = (ordinal - EPOCH_ORDINAL) * DAY
    start = wall - _us(midnight.utcoffset())
    if wall - start == _offset_at(tz, start):
        return start  # midnight exists; where it comes twice this is the first one
    before = wall - _us(midnight.replace(fold=1).utcoffset())
    return _change_between(tz, before, start)  # the clocks jumped over midnight: the date begins at the jump


def _next_change(tz: ZoneInfo, start: int, end: int) -> int:
    """First change of offset after start, looked for hour by hour; ``end`` when there is none."""
    offset = _offset_at(tz, start)
    low = start
    while low < end:
        high = min(low + HOUR, end)
        if _offset_at(tz, high) != offset:
            return _change_between(tz, low, high)
        low = high
    return end


def _change_between(tz: ZoneInfo, low: int, high: int) -> int:
    """The instant in (low, high] from which the offset of ``high`` holds."""
    after = _offset_at(tz, high)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset_at(tz, middle) == after:
            high = middle
        else:
            low = middle
    return high


def _offset_at(tz: ZoneInfo, us: int) -> int:
    return _us(from_us(us).astimezone(tz).utcoffset())


def _us(offset: timedelta | None) -> int:
    return (offset or timedelta(0)) // MICROSECOND
