"""The regulator's first screen: who is lagging, where, getting better or worse, what waits for me."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from apps.core.csv import stream_csv
from apps.duties.models import ObligationVersion
from apps.organizations.models import Organization
from apps.organizations.permissions import regulators
from apps.organizations.requests import ScopedRequest

from .. import drawing, figures, selectors
from ..filters import DeskForm, Selection
from ..targets import Targets

#: Small multiples show the manufacturers with most at stake first; the table has them all.
MULTIPLES = 12


def chosen(request: ScopedRequest, *, manufacturer: int | None = None) -> tuple[DeskForm, Selection]:
    """The form of the address and what it selects."""
    form = DeskForm({"period": "90", **request.GET.dict()}, seen=selectors.seen_countries())
    return form, form.selection(at=timezone.now(), manufacturer=manufacturer)


def case_url(selection: Selection, **more: Any) -> str:
    """Address of the cases behind a figure of the selection."""
    query = {
        "first": selection.first.isoformat(),
        "last": selection.last.isoformat(),
        "country": selection.country,
        "obligation": selection.obligation,
        "powertrain": selection.powertrain,
        "manufacturer": selection.manufacturer or "",
        **more,
    }
    return f"{reverse('compliance:cases')}?{urlencode({k: v for k, v in query.items() if v})}"


def target_of(selection: Selection) -> float:
    """The target of the selected duty and country; for several duties, the one that the first of them has."""
    obligation = selection.obligation or "repair"
    return Targets().on(obligation, selection.country, selection.last).millionths / 1_000_000


@regulators
def desk(request: ScopedRequest) -> HttpResponse:
    form, selection = chosen(request)
    rows = figures.league(selection)
    query = request.GET.urlencode()

    def maker_url(maker: Any) -> str:
        return f"{reverse('compliance:manufacturer', args=[maker.slug])}?{query}"

    countries = figures.by(selection, "country")
    weekly = figures.weekly(selection, "manufacturer_id")
    names: dict[object, str] = {row.manufacturer.pk: row.manufacturer.name for row in rows[:MULTIPLES]}
    makers: dict[object, Organization] = {row.manufacturer.pk: row.manufacturer for row in rows}
    context = {
        "form": form,
        "selection": selection,
        "target": target_of(selection),
        "rows": rows,
        "headline": selectors.headline({row.manufacturer.pk: row.state for row in rows}),
        "now": figures.total(selection),
        "before": figures.total(selection.before()),
        "bars": drawing.league_bars(rows, maker_url),
        "tiles": drawing.country_tiles(countries, lambda code: f"?{_with(request, country=code)}"),
        "tile_names": drawing.tile_names(countries),
        "periods": drawing.week_words(weekly.weeks),
        "series": drawing.series(weekly, names, lambda key: maker_url(makers[key])),
        "worklist": selectors.worklist(request.actor.side)[:8],
        "missed_url": case_url(selection, outcome="missed"),
        "csv_url": f"{reverse('compliance:league-csv')}?{query}",
        "report_url": f"{reverse('compliance:report')}?{query}",
        "query": query,
    }
    return render(request, "compliance/desk.html", context)


def _with(request: ScopedRequest, **changes: Any) -> str:
    return urlencode({**request.GET.dict(), **changes})


@regulators
def league_csv(request: ScopedRequest) -> HttpResponseBase:
    """The league table as rows, with its limits."""
    _form, selection = chosen(request)
    head = ["manufacturer", "from", "to", "due", "kept", "share", "lower_95", "upper_95", "state", "change_points"]
    return stream_csv("league.csv", head, (_league_line(row, selection) for row in figures.league(selection)))


def _league_line(row: figures.LeagueRow, selection: Selection) -> list[Any]:
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
def report(request: ScopedRequest) -> HttpResponse:
    """The same figures to print, each defined where it stands."""
    form, selection = chosen(request)
    rows = figures.league(selection)
    context = {
        "form": form,
        "selection": selection,
        "target": target_of(selection),
        "rows": rows,
        "headline": selectors.headline({row.manufacturer.pk: row.state for row in rows}),
        "now": figures.total(selection),
        "bars": drawing.league_bars(rows, lambda maker: ""),
        "flags": selectors.flags().filter(ended_at=None),
        "printed_at": timezone.now(),
        "versions": _versions(selection),
    }
    return render(request, "compliance/report.html", context)


def _versions(selection: Selection) -> Any:
    rows = ObligationVersion.objects.filter(obligation__judged=True).select_related("obligation")
    if selection.obligation:
        rows = rows.filter(obligation_id=selection.obligation)
    return rows.filter(country__in=["", selection.country]) if selection.country else rows
