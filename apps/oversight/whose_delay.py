"""Whose delay it is: duties of the dealer against duties of the manufacturer, and for whom repairs waited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from apps.duties.models import Party
from apps.duties.outcomes import MISSED_SQL

from .filters import Selection
from .league import Figures, Share


@dataclass(frozen=True)
class PartyShare:
    """The duties that one party owed in the period, and how many of them it kept."""

    party: str
    share: Share

    @property
    def label(self) -> str:
        return _("Duties of: %(party)s") % {"party": Party(self.party).label}


def by_party(figures: Figures) -> list[PartyShare]:
    """Shares kept in time by who had to act."""
    return [PartyShare(party, share) for party, share in figures.by("responsible").items() if share.due]


def legal_misses(selection: Selection) -> dict[str, int]:
    """Limits of the law that passed in the period, by who had most of the time up to the limit (1 query).

    The owner's own time convicts nobody. Calendar time from the intervals; index clock_cell_due.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT party, count(*) FROM (
                SELECT DISTINCT ON (k.id) k.id, i.party
                FROM duties_clock k JOIN duties_clockinterval i ON i.clock_id = k.id
                WHERE k.obligation_id = 'legal_limit' AND k.counts AND k.manufacturer_id = %(maker)s
                  AND k.due_at >= %(first)s AND k.due_at < %(last)s::date + 1 AND {MISSED_SQL}
                  AND (%(country)s = '' OR k.country = %(country)s)
                  AND (%(powertrain)s = '' OR k.powertrain = %(powertrain)s)
                GROUP BY k.id, i.party
                ORDER BY k.id, sum(greatest(least(i.ended_at, k.due_at) - i.started_at, interval '0')) DESC, i.party
            ) charged GROUP BY 1
            """,
            _values(selection),
        )
        return dict(cursor.fetchall())


def _values(selection: Selection) -> dict[str, Any]:
    return {
        "maker": selection.manufacturer,
        "first": selection.first,
        "last": selection.last,
        "country": selection.country,
        "powertrain": selection.powertrain,
    }


def waiting_days(selection: Selection) -> dict[str, float]:
    """Days of the period that repairs spent with each party, pauses charged to whom they waited for.

    Calendar days, from the intervals of the clocks. What still runs or waits counts up to the end of the period, so a
    wait that nobody ends is told from its first day, and each of its days in one period only. A manufacturer's part
    that did not come is its own delay and never the dealer's (1 query, index clock_cell_due).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT party, sum(extract(epoch FROM least(ended, %(end)s) - greatest(began, %(start)s))) / 86400
            FROM (
                SELECT i.party, i.started_at AS began, coalesce(i.ended_at, k.stopped_at, %(end)s) AS ended
                FROM duties_clock k JOIN duties_clockinterval i ON i.clock_id = k.id
                WHERE k.obligation_id = 'repair' AND k.counts AND k.manufacturer_id = %(maker)s
                  AND k.started_at < %(end)s AND (k.stopped_at IS NULL OR k.stopped_at > %(start)s)
                  AND (%(country)s = '' OR k.country = %(country)s)
                  AND (%(powertrain)s = '' OR k.powertrain = %(powertrain)s)
            ) stays
            WHERE began < %(end)s AND ended > %(start)s AND ended > began
            GROUP BY 1
            """,
            {
                **_values(selection),
                "start": datetime.combine(selection.first, time(), UTC),
                "end": datetime.combine(selection.last + timedelta(days=1), time(), UTC),
            },
        )
        return {party: float(days) for party, days in cursor.fetchall()}
