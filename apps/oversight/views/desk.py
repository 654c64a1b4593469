"""The regulator's first screen: who is lagging, where, getting better or worse, what waits for me."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from apps.compliance import selectors
from apps.compliance.models import State
from apps.compliance.targets import Targets
from apps.core.tables.writers import stream_csv
from apps.duties.models import ObligationVersion
from apps.judgement.version import CURRENT_RULE
from apps.organizations.models import Organization
from apps.organizations.permissions import regulators
from apps.organizations.requests import ScopedRequest

from .. import league, pictures, signals
from ..filters import DeskForm, Selection
from ..knowledge import as_known_then, knowledge_of
from ..measures.repeat_repairs import FOLLOW_UP_DAYS
from ..safety import open_too_long
from .words import definitions

#: Small multiples show the manufacturers with most at stake first; the table has them all.
MULTIPLES = 12
WORKLIST = 8
REPORT_FLAGS = 200


def chosen(request: ScopedRequest, *, manufacturer: int | None = None) -> tuple[DeskForm, Selection]:
    """The form of the address and what it selects."""
    form = DeskForm({"period": "90", **request.GET.dict()}, seen=selectors.seen_countries())
    return form, form.selection(at=timezone.now(), judged=selectors.newest_judgement(), manufacturer=manufacturer)


def case_url(selection: Selection, **more: Any) -> str:
    """Address of the cases behind a figure of the selection."""
    query = {
        "first": selection.first.isoformat(),
        "last": selection.last.isoformat(),
        "country": selection.country,
        "obligation": selection.obligation,
        "powertrain": selection.powertrain,
        "manufacturer": selection.manufacturer or "",
        "known": selection.known.isoformat() if selection.known else "",
        **more,
    }
    return f"{reverse('oversight:cases')}?{urlencode({k: v for k, v in query.items() if v})}"


def period_words(selection: Selection) -> str:
    """The query of the address without the page's own parts, for links that keep what is chosen."""
    query = {
        "period": selection.days,
        "country": selection.country,
        "obligation": selection.obligation,
        "powertrain": selection.powertrain,
        "until": selection.last.isoformat() if selection.pinned else "",
        "known": selection.known.isoformat() if selection.known else "",
    }
    return urlencode({name: value for name, value in query.items() if value})


@regulators
@as_known_then
def desk(request: ScopedRequest) -> HttpResponse:
    """The first screen; ``?state=`` narrows its table to manufacturers in one state."""
    form, selection = chosen(request)
    now, before = league.figures(selection), league.figures(selection.before())
    everybody = league.league(now, before)
    state = request.GET.get("state", "")
    rows = [row for row in everybody if row.state == state] if state in State.values else everybody
    query = period_words(selection)
    links = _Links(query)
    at = timezone.now()
    context = {
        "form": form,
        "selection": selection,
        "rows": rows,
        "state": state if state in State.values else "",
        "everybody": len(everybody),
        "headline": selectors.headline(row.state for row in everybody),
        "worklist": selectors.worklist(request.actor.side, at=at)[:WORKLIST],
        "waiting": selectors.worklist(request.actor.side, at=at).count(),
        "signals": signals.open_signals()[:WORKLIST],
        "signal_count": signals.open_signals().count(),
        "safety": open_too_long(at=at).select_related("manufacturer")[:WORKLIST],
        "safety_count": open_too_long(at=at).count(),
        "missed_url": case_url(selection, outcome="missed"),
        "all_url": case_url(selection),
        "csv_url": f"{reverse('oversight:league-csv')}?{query}",
        "report_url": f"{reverse('oversight:report')}?{query}",
        "query": query,
        "present": at,
        **_totals(now, before),
        **_pictures(request, now, rows, links),
    }
    return render(request, "oversight/desk.html", context)


@dataclass(frozen=True)
class _Links:
    """Addresses of manufacturers that keep what is chosen."""

    query: str

    def maker(self, maker: Any) -> str:
        return f"{reverse('oversight:manufacturer', args=[maker.slug])}?{self.query}"


def _totals(now: league.Figures, before: league.Figures) -> dict[str, Any]:
    return {
        "now": now.total,
        "before": before.total,
        "target": now.target(Targets()),
        "knowledge": knowledge_of(now.selection),
    }


def _pictures(
    request: ScopedRequest, now: league.Figures, rows: list[league.LeagueRow], links: _Links
) -> dict[str, Any]:
    """The rows of the charts: league, countries, trend."""
    countries = now.by("country")
    weekly = league.weekly(now.selection, "manufacturer_id")
    names: dict[object, str] = {row.manufacturer.pk: row.manufacturer.name for row in rows[:MULTIPLES]}
    makers: dict[object, Organization] = {row.manufacturer.pk: row.manufacturer for row in rows}
    return {
        "bars": pictures.league_bars(rows, links.maker),
        "tiles": pictures.country_tiles(countries, lambda code: f"?{_with(request, country=code)}"),
        "tile_names": pictures.tile_names(countries),
        "periods": pictures.week_words(weekly.weeks),
        "series": pictures.series(weekly, names, lambda key: links.maker(makers[key])),
    }


def _with(request: ScopedRequest, **changes: Any) -> str:
    return urlencode({**request.GET.dict(), **changes})


@regulators
@as_known_then
def league_csv(request: ScopedRequest) -> HttpResponseBase:
    """The league table as rows, with its limits."""
    _form, selection = chosen(request)
    rows = league.league(league.figures(selection), league.figures(selection.before()))
    head = ["manufacturer", "from", "to", "due", "kept", "share", "lower_95", "upper_95", "state", "change_points"]
    return stream_csv("league.csv", head, (_league_line(row, selection) for row in rows))


def _league_line(row: league.LeagueRow, selection: Selection) -> list[Any]:
    interval = row.share.interval
    return [
        row.manufacturer.name,
        selection.first,
        selection.last,
        row.share.due,
        row.share.met,
        *((round(v, 4) for v in (interval.share, interval.lower, interval.upper)) if interval else ("", "", "")),
        row.state,
        "" if row.change is None else round(row.change, 1),
    ]


@regulators
@as_known_then
def report(request: ScopedRequest) -> HttpResponse:
    """The same figures to print, each defined where it stands."""
    form, selection = chosen(request)
    now, before = league.figures(selection), league.figures(selection.before())
    rows = league.league(now, before)
    context = {
        "form": form,
        "selection": selection,
        "rows": rows,
        "headline": selectors.headline(row.state for row in rows),
        "bars": pictures.league_bars(rows, lambda maker: ""),
        "flags": selectors.flags().filter(ended_at=None)[:REPORT_FLAGS],
        "printed_at": timezone.now(),
        "versions": versions_of(selection),
        "rule": CURRENT_RULE,
        "measures": definitions(),
        "follow_days": FOLLOW_UP_DAYS,
        **_totals(now, before),
    }
    return render(request, "oversight/report.html", context)


def versions_of(selection: Selection) -> QuerySet[ObligationVersion]:
    """The rules in force in the period for what is chosen: amounts, targets, and who set them when."""
    rows = (
        ObligationVersion.objects.filter(obligation__judged=True, effective_from__lte=selection.last)
        .filter(Q(effective_to=None) | Q(effective_to__gt=selection.first))
        .select_related("obligation")
        .order_by("obligation_id", "country", "effective_from")
    )
    if selection.obligation:
        rows = rows.filter(obligation_id=selection.obligation)
    return rows.filter(country__in=["", selection.country]) if selection.country else rows
