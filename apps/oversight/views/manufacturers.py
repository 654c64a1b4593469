"""One manufacturer at a closer look, two side by side, and the manufacturer's own view of the same figures."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django_countries import countries

from apps.compliance import selectors
from apps.compliance.models import Judgement, State
from apps.compliance.targets import Targets
from apps.duties.models import Clock, Obligation
from apps.organizations.models import Organization
from apps.organizations.permissions import manufacturers, regulators
from apps.organizations.requests import ScopedRequest

from .. import league, pictures, signals
from ..filters import Selection
from ..forms import CompareForm
from ..knowledge import as_known_then, knowledge_of
from ..measures.span import span_of
from ..sheet import sheet_of
from ..whose_delay import by_party
from .closer import curves_of
from .desk import case_url, chosen, period_words, versions_of

_AT_RISK = timedelta(days=7)
AT_RISK_SHOWN = 30


def scorecard(maker: Organization, selection: Selection) -> dict[str, Any]:
    """What one manufacturer kept in the selection, and how its cells are judged; its measures: measures_of."""
    cells = list(selectors.judgements().filter(manufacturer=maker))
    now = league.figures(selection)
    return {
        "maker": maker,
        "selection": selection,
        "target": now.target(Targets()),
        "now": now.total,
        "before": league.figures(selection.before()).total,
        "state": league.gravest_of(cell.state for cell in _chosen_cells(cells, selection)),
        "cells": sorted(_chosen_cells(cells, selection), key=_gravest_first),
        "parties": _parties(now),
        "knowledge": knowledge_of(selection),
        "flags": selectors.flags().filter(manufacturer=maker)[:20],
        "signals": signals.open_signals().filter(manufacturer=maker)[:20],
        "missed_url": case_url(selection, outcome="missed"),
        "all_url": case_url(selection),
        "query": period_words(selection),
        **_bars(now, cells),
    }


def _parties(now: league.Figures) -> list[dict[str, Any]]:
    """What each party kept of its own duties, with the address of what it missed."""
    return [
        {
            "label": row.label,
            "share": row.share,
            "url": case_url(now.selection, responsible=row.party, outcome="missed"),
        }
        for row in by_party(now)
    ]


def _chosen_cells(cells: list[Judgement], selection: Selection) -> list[Judgement]:
    """The judged cells that the selection is about; those without enough data only when nothing else is there."""
    fitting = [
        cell
        for cell in cells
        if (not selection.country or cell.country == selection.country)
        and (not selection.obligation or cell.obligation_id == selection.obligation)
    ]
    return [cell for cell in fitting if cell.state != State.NOT_ENOUGH_DATA] or fitting


def _gravest_first(cell: Judgement) -> tuple[int, float]:
    return league.GRAVITY.index(State(cell.state)), cell.upper if cell.upper is not None else 1.0


def _bars(now: league.Figures, cells: list[Judgement]) -> dict[str, Any]:
    """Shares by duty and by country as chart rows, coloured by what the judgement says of their cells."""
    selection = now.selection
    duties = {duty.pk: duty for duty in Obligation.objects.filter(judged=True)}
    states: dict[str, list[str]] = defaultdict(list)
    for cell in _chosen_cells(cells, selection):
        for key in (cell.obligation_id, str(cell.country)):  # a duty's code is longer than a country's
            states[key].append(cell.state)
    weekly = league.weekly(selection, "obligation_id")
    return {
        "duty_bars": [
            pictures.interval_row(
                str(duties[key]),
                share,
                league.gravest_of(states[str(key)]),
                case_url(selection, obligation=key, outcome="missed"),
            )
            for key, share in now.by("obligation").items()
            if key in duties
        ],
        "country_bars": [
            pictures.interval_row(
                str(countries.name(str(key))),
                share,
                league.gravest_of(states[str(key)]),
                case_url(selection, country=key, outcome="missed"),
            )
            for key, share in now.by("country").items()
        ],
        "periods": pictures.week_words(weekly.weeks),
        "series": pictures.series(weekly, {key: str(duty) for key, duty in duties.items()}),
    }


@regulators
@as_known_then
def manufacturer(request: ScopedRequest, slug: str) -> HttpResponse:
    maker = maker_of(slug)
    form, selection = chosen(request, manufacturer=maker.pk)
    context = {
        "form": form,
        "versions": versions_of(selection),
        "closer": f"{reverse('oversight:closer', args=[slug])}?{period_words(selection)}",
        **scorecard(maker, selection),
    }
    return render(request, "oversight/manufacturer.html", context)


def maker_of(slug: str) -> Organization:
    return get_object_or_404(Organization, kind=Organization.Kind.MANUFACTURER, slug=slug)


@regulators
@as_known_then
def compare(request: ScopedRequest) -> HttpResponse:
    """Two manufacturers side by side: ``?a=slug&b=slug``."""
    form, selection = chosen(request)
    makers = Organization.objects.filter(kind=Organization.Kind.MANUFACTURER).order_by("name")
    pair = CompareForm(request.GET or None, makers=[(maker.slug, maker.name) for maker in makers])
    cards = []
    if pair.is_valid():
        for name in ("a", "b"):
            maker = maker_of(pair.cleaned_data[name])
            mine = chosen(request, manufacturer=maker.pk)[1]
            cards.append(scorecard(maker, mine) | {"sheet": sheet_of(span_of(mine, maker.pk))})
    curves = [one for card in cards for one in curves_of(card["maker"].name, card["sheet"])]
    context = {"form": form, "pair": pair, "selection": selection, "cards": cards, "curves": curves}
    context["readings"] = list(zip(*(card["sheet"].readings for card in cards), strict=True)) if cards else []
    return render(request, "oversight/compare.html", context)


@manufacturers
@as_known_then
def own(request: ScopedRequest) -> HttpResponse:
    """The manufacturer's own view: the same figures, the clocks at risk this week, its flags and what to answer."""
    maker = get_object_or_404(Organization, pk=request.actor.organization_id)
    form, selection = chosen(request, manufacturer=maker.pk)
    now = timezone.now()
    at_risk = Clock.objects.filter(stopped_at=None, counts=True, due_at__gte=now, due_at__lt=now + _AT_RISK)
    context = {
        "form": form,
        "at_risk": at_risk.select_related("obligation", "dealer").order_by("due_at", "id")[:AT_RISK_SHOWN],
        "at_risk_count": at_risk.count(),
        "worklist": selectors.worklist(request.actor.side, at=now),
        "present": now,
        "versions": versions_of(selection),
        "closer": f"{reverse('oversight:own-closer')}?{period_words(selection)}",
        **scorecard(maker, selection),
    }
    return render(request, "oversight/own.html", context)
