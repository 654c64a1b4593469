"""All measures of one manufacturer as lines of a page: figure, limits, what was counted, and the definition."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_countries import countries

from apps.judgement.statistics import measures as m
from apps.judgement.statistics.funnel import Place
from apps.judgement.statistics.measures import Direction, Measure, Unit
from apps.judgement.statistics.proportion import ShareInterval
from apps.judgement.statistics.survival import Quantile

from ..repair_times import RepairTimes, repair_times
from . import coverage, downtime, repairs, supply
from .span import Span

DIRECTIONS: dict[Direction, Promise] = {
    Direction.HIGHER: gettext_lazy("Higher is better"),
    Direction.LOWER: gettext_lazy("Lower is better"),
    Direction.NEAR_PEERS: gettext_lazy("Near the peers"),
}
PLACES: dict[Place, tuple[str, Promise]] = {
    "inside": ("ok", gettext_lazy("As the peers")),
    "above_alert": ("warn", gettext_lazy("Above the 95 % limit")),
    "above_alarm": ("bad", gettext_lazy("Above the 99.8 % limit")),
    "below_alert": ("neutral", gettext_lazy("Below the 95 % limit")),
    "below_alarm": ("warn", gettext_lazy("Below the 99.8 % limit")),
}


@dataclass(frozen=True)
class Reading:
    """A measure with its figure in the measure's unit; None: no data, or not reached (``reached`` is false)."""

    measure: Measure
    value: float | None
    low: float | None = None
    high: float | None = None
    counted: str = ""
    reached: bool = True
    badge: tuple[str, Any] | None = None

    @property
    def name(self) -> str:
        return _(self.measure.name)

    @property
    def formula(self) -> str:
        return _(self.measure.formula)

    @property
    def better(self) -> str:
        return str(DIRECTIONS[self.measure.direction])

    @property
    def is_share(self) -> bool:
        return self.measure.unit is Unit.SHARE

    @property
    def unit(self) -> str:
        """The word after the figure; shares carry their own sign."""
        words = {Unit.DAYS: _("days"), Unit.VEHICLES: _("vehicles"), Unit.LINES: _("lines")}
        return words.get(self.measure.unit, "")


@dataclass(frozen=True)
class Sheet:
    """The readings, and what some of them hold for charts and lists."""

    span: Span
    readings: list[Reading]
    times: RepairTimes | None
    backorders: Any
    network: coverage.Network
    downtime: downtime.Downtime


def sheet_of(span: Span, *, own_view: bool = False) -> Sheet:
    """Take all readings of one manufacturer (12 queries, whatever the size)."""
    times = repair_times(
        filed_from=span.start,
        as_of=span.end,
        manufacturer_id=span.manufacturer_id,
        country=span.country,
        powertrain=span.powertrain,
    )
    late, places = supply.backorders(span), coverage.network(span)
    out = downtime.vehicles_beyond_limit(span)
    readings = [
        *_durations(times),
        _out_of_service(out, {place.country for place in places.places}),
        _fill(supply.fill_rate(span)),
        _backorders(late),
        _denials(repairs.denials(span, own_view=own_view)),
        _repeats(repairs.repeat_rate(span)),
        _coverage(places),
    ]
    return Sheet(span, readings, times, late, places, out)


def _durations(times: RepairTimes | None) -> list[Reading]:
    if times is None:
        nothing = _("no claims in the year")
        return [Reading(row, None, counted=nothing) for row in (m.MEDIAN_DAYS_TO_REPAIR, m.NINETIETH_DAYS_TO_REPAIR)]
    counted = _("%(claims)d claims, %(open)d of them still open") % {"claims": times.cases, "open": times.open}
    curve = times.waiting()
    return [
        _quantile(m.MEDIAN_DAYS_TO_REPAIR, curve.quantile(0.5), counted),
        _quantile(m.NINETIETH_DAYS_TO_REPAIR, curve.quantile(0.9), counted),
    ]


def _quantile(measure: Measure, found: Quantile, counted: str) -> Reading:
    return Reading(measure, found.value, found.lower, found.upper, counted, reached=found.value is not None)


def _share(measure: Measure, share: ShareInterval | None, counted: str) -> Reading:
    if share is None:
        return Reading(measure, None, counted=counted)
    return Reading(measure, share.share, share.lower, share.upper, counted)


def _out_of_service(found: downtime.Downtime, sold_in: Collection[str]) -> Reading:
    """The limits named are those of countries where vehicles are covered, or are out for too long."""
    named = {*sold_in, *(row.country for row in found.beyond)} & {*found.limits}
    if not named:
        return Reading(m.OUT_OF_SERVICE, None, counted=_("no limit by law is on record here"))
    limits = ", ".join(
        _("%(country)s %(days)d days") % {"country": countries.name(code), "days": found.limits[code].value}
        for code in sorted(named)
    )
    counted = _("of %(vehicles)d that were out of service at all; limits by law: %(limits)s") % {
        "vehicles": found.judged,
        "limits": limits,
    }
    return Reading(m.OUT_OF_SERVICE, len(found.beyond), counted=counted)


def _fill(found: supply.LineFill) -> Reading:
    counted = ngettext("%(n)d line promised for the year", "%(n)d lines promised for the year", found.promised)
    return _share(m.LINE_FILL_RATE, found.share, counted % {"n": found.promised})


def _backorders(found: supply.BackorderAge) -> Reading:
    if not found.lines:
        return Reading(m.BACKORDER_AGE, None, counted=_("no line is waiting"))
    counted = ngettext(
        "median of %(n)d waiting line; 90 %% are younger than %(ninetieth)d days, the oldest is %(oldest)d days old",
        "median of %(n)d waiting lines; 90 %% are younger than %(ninetieth)d days, the oldest is %(oldest)d days old",
        found.lines,
    ) % {"n": found.lines, "ninetieth": (found.ninetieth or 0) + 1, "oldest": found.oldest or 0}
    return Reading(m.BACKORDER_AGE, found.median, counted=counted)


def _denials(found: repairs.Denials) -> Reading:
    counted = ngettext("%(n)d claim decided", "%(n)d claims decided", found.decided) % {"n": found.decided}
    if found.reversed:
        taken_back = ngettext("%(n)d denial taken back", "%(n)d denials taken back", found.reversed)
        counted += f"; {taken_back % {'n': found.reversed}}"
    if found.limits is None or found.place is None:
        return Reading(m.DENIAL_RATE, found.share, counted=f"{counted}; {_('too few peers to compare')}")
    counted += "; " + _("peers deny %(share)s, by chance up to %(high)s") % {
        "share": f"{100 * found.limits.reference:.1f} %",
        "high": f"{100 * found.limits.alarm_high:.1f} %",
    }
    return Reading(
        m.DENIAL_RATE,
        found.share,
        found.limits.alarm_low,
        found.limits.alarm_high,
        counted,
        badge=PLACES[found.place],
    )


def _repeats(found: repairs.RepeatRate) -> Reading:
    counted = ngettext("%(n)d repair followed", "%(n)d repairs followed", found.followed) % {"n": found.followed}
    return _share(m.REPEAT_REPAIR_RATE, found.share, counted)


def _coverage(found: coverage.Network) -> Reading:
    counted = _("%(vehicles)d vehicles under warranty; %(active)d of %(promised)d service points repaired") % {
        "vehicles": found.coverage.vehicles,
        "active": found.promised.active,
        "promised": found.promised.promised,
    }
    return Reading(m.SERVICE_POINT_COVERAGE, found.coverage.share, counted=counted)
