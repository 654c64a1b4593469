"""From figures to the rows of charts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django_countries import countries

from apps.charts import IntervalRow, Series, Tile
from apps.compliance.models import FlagEvidence
from apps.duties.outcomes import FEWEST

from .league import CHART_STATE, TREND_WEEKS, LeagueRow, Share, Weekly

Link = Callable[[object], str]


def interval_row(label: str, share: Share, state: str, url: str) -> IntervalRow:
    """One bar: estimate with its limits, or "not enough data"."""
    interval = share.interval
    return IntervalRow(
        label,
        share=interval.share if interval else None,
        low=interval.lower if interval else None,
        high=interval.upper if interval else None,
        due=share.due,
        state=CHART_STATE.get(state, state),
        url=url,
    )


def league_bars(rows: Iterable[LeagueRow], link: Link) -> list[IntervalRow]:
    return [interval_row(row.manufacturer.name, row.share, row.state, link(row.manufacturer)) for row in rows]


def country_tiles(shares: Mapping[object, Share], link: Link) -> list[Tile]:
    """A tile a country; those with too few cases are hatched."""
    return [
        Tile(str(code), share.value if share.due >= FEWEST else None, share.due, link(code))
        for code, share in sorted(shares.items(), key=lambda pair: str(pair[0]))
    ]


def tile_names(shares: Mapping[object, Share]) -> dict[str, str]:
    return {str(code): str(countries.name(str(code))) for code in shares}


def week_words(weeks: Sequence[date]) -> list[str]:
    """The Sundays on which the points of a trend end."""
    return [date_format(week + timedelta(days=6), "MONTH_DAY_FORMAT") for week in weeks]


def series(weekly: Weekly, names: Mapping[object, str], link: Link | None = None) -> list[Series]:
    """One line for each named key; weeks without anything due are gaps."""
    drawn = []
    for key, name in names.items():
        shares = weekly.shares.get(key)
        if not shares:
            continue
        intervals = [share.interval for share in shares]
        drawn.append(
            Series(
                name,
                values=[share.value for share in shares],
                low=[interval.lower if interval else None for interval in intervals],
                high=[interval.upper if interval else None for interval in intervals],
                url=link(key) if link else "",
            )
        )
    return drawn


@dataclass(frozen=True)
class Trend:
    """One line with its periods and target, ready for the chart."""

    series: list[Series]
    periods: list[str]
    target: float


def evidence_trend(evidence: FlagEvidence, *, weeks: int = 52) -> Trend:
    """The year before a flag out of the day counts frozen in its evidence: four weeks up to each point."""
    last = date.fromisoformat(evidence.content["window"]["to"]).toordinal()
    span = 7 * TREND_WEEKS
    ends = [last - 7 * back for back in range(weeks - TREND_WEEKS, -1, -1)]
    rows = evidence.content["days"]
    shares = [_total(row for row in rows if end - span < row[0] <= end) for end in ends]
    intervals = [share.interval for share in shares]
    line = Series(
        evidence.flag.number,
        values=[share.value for share in shares],
        low=[interval.lower if interval else None for interval in intervals],
        high=[interval.upper if interval else None for interval in intervals],
    )
    words = [date_format(date.fromordinal(end), "MONTH_DAY_FORMAT") for end in ends]
    return Trend([line], words, evidence.content["judgement"]["target"])


def _total(rows: Iterable[Sequence[int]]) -> Share:
    due = met = 0
    for _day, day_due, day_met, _target in rows:
        due, met = due + day_due, met + day_met
    return Share(due, met)
