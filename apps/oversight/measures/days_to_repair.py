"""Days to repair over open and closed claims: counted by whole days in SQL, estimated by Kaplan–Meier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from apps.judgement.statistics.competing import CumulativeIncidence, aalen_johansen
from apps.judgement.statistics.grouped import GroupedTimes, from_causes
from apps.judgement.statistics.survival import KaplanMeier, kaplan_meier

from .definition import Direction, Found, Measure, Reading, Unit
from .span import Span

REPAIRED, REFUSED = "repaired", "refused"


@dataclass(frozen=True)
class RepairTimes:
    """Days from filing to repair, with denial and withdrawal as competing ends; open claims are censored.

    ``older_open``: claims filed before the period that wait still; no curve of the period holds them, so they are told.
    """

    grouped: GroupedTimes
    repaired: int
    refused: int
    open: int
    older_open: int = 0

    @property
    def cases(self) -> int:
        return self.repaired + self.refused + self.open

    def waiting(self) -> KaplanMeier:
        """Share still waiting for the repair by day; denied ones leave as if censored."""
        refused = self.grouped.events[REFUSED]
        alone = from_causes(
            self.grouped.times, {REPAIRED: self.grouped.events[REPAIRED]}, self.grouped.censored + refused
        )
        return kaplan_meier(alone)

    def shares(self) -> CumulativeIncidence:
        """Shares repaired, refused and still open by day; they sum to 1."""
        return aalen_johansen(self.grouped)


def repair_times(
    *, filed_from: datetime, as_of: datetime, manufacturer_id: int, country: str = "", powertrain: str = ""
) -> RepairTimes | None:
    """Warranty claims of a manufacturer filed in a period, as they stood at ``as_of``; None when there are none.

    What happened after ``as_of`` is left out, so a past day can be looked at again (index claim_cell_filed). A repair
    counts unless the owner found by then that it is none; a denial, unless it was taken back by then.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT CASE WHEN filed_at >= %(first)s
                        THEN floor(extract(epoch FROM ended - filed_at) / 86400)::int END AS days,
                   count(*) FILTER (WHERE cause = 'repaired'), count(*) FILTER (WHERE cause = 'refused'),
                   count(*) FILTER (WHERE cause = 'open')
            FROM (
                SELECT filed_at, coalesce(v.repaired_at, d.denied_at, withdrawn_at, %(as_of)s) AS ended,
                       CASE WHEN v.repaired_at IS NOT NULL THEN 'repaired'
                            WHEN d.denied_at IS NOT NULL OR withdrawn_at IS NOT NULL THEN 'refused'
                            ELSE 'open' END AS cause
                FROM (
                    SELECT *,
                           CASE WHEN status = 'withdrawn' AND closed_at <= %(as_of)s THEN closed_at END AS withdrawn_at
                    FROM claims_claim
                ) c
                LEFT JOIN LATERAL (
                    SELECT max(repaired_at) AS repaired_at FROM claims_visit
                    WHERE claim_id = c.id AND repaired_at <= %(as_of)s
                      AND (reopened_at IS NULL OR reopened_at > %(as_of)s)
                ) v ON true
                LEFT JOIN LATERAL (
                    SELECT max(denied_at) AS denied_at FROM claims_denial
                    WHERE claim_id = c.id AND denied_at <= %(as_of)s
                      AND (reversed_at IS NULL OR reversed_at > %(as_of)s)
                ) d ON true
                WHERE manufacturer_id = %(maker)s AND in_warranty AND filed_at < %(as_of)s
                  AND (filed_at >= %(first)s OR closed_at IS NULL OR closed_at > %(as_of)s)
                  AND (%(country)s = '' OR country = %(country)s)
                  AND (%(powertrain)s = '' OR powertrain = %(powertrain)s)
            ) ends WHERE filed_at >= %(first)s OR cause = 'open' GROUP BY 1 ORDER BY 1
            """,
            {
                "as_of": as_of,
                "first": filed_from,
                "maker": manufacturer_id,
                "country": country,
                "powertrain": powertrain,
            },
        )
        rows = cursor.fetchall()
    older = sum(row[3] for row in rows if row[0] is None)
    rows = [row for row in rows if row[0] is not None]
    if not rows:
        return None
    days, repaired, refused, still_open = zip(*rows, strict=True)
    grouped = from_causes(days, {REPAIRED: repaired, REFUSED: refused}, still_open)
    return RepairTimes(grouped, sum(repaired), sum(refused), sum(still_open), older)


def find(span: Span, own_view: bool) -> RepairTimes | None:
    """The repair times of a span (1 query)."""
    return repair_times(
        filed_from=span.start,
        as_of=span.end,
        manufacturer_id=span.manufacturer_id,
        country=span.country,
        powertrain=span.powertrain,
    )


def _say(measure: Measure, share: float, found: Found) -> Reading:
    times = found[find]
    if times is None:
        return Reading(measure, None, counted=_("no claims in the year"))
    counted = _("%(claims)d claims, %(open)d of them still open") % {"claims": times.cases, "open": times.open}
    if times.older_open:
        counted += "; " + ngettext(
            "%(n)d filed before still waits", "%(n)d filed before still wait", times.older_open
        ) % {"n": times.older_open}
    quantile = times.waiting().quantile(share)
    return Reading(measure, quantile.value, quantile.lower, quantile.upper, counted, reached=quantile.value is not None)


MEDIAN: Measure = Measure(
    code="median_days_to_repair",
    name=gettext_noop("Days to repair, median"),
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    formula=gettext_noop("First day by which half of all claims, open ones included, are repaired (Kaplan–Meier)."),
    source="Kaplan & Meier (1958); Brookmeyer & Crowley (1982)",
    find=find,
    say=lambda found: _say(MEDIAN, 0.5, found),
    claims=Span.claims,
)
NINETIETH: Measure = Measure(
    code="ninetieth_days_to_repair",
    name=gettext_noop("Days to repair, 90th percentile"),
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    formula=gettext_noop("First day by which nine in ten of all claims, open ones included, are repaired."),
    source="Kaplan & Meier (1958); Brookmeyer & Crowley (1982)",
    find=find,
    say=lambda found: _say(NINETIETH, 0.9, found),
    claims=Span.claims,
)
