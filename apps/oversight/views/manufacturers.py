"""One manufacturer at a closer look, two side by side, and the manufacturer's own view of the same figures."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_countries import countries

from apps.charts import Share, StepCurve
from apps.compliance import selectors
from apps.compliance.models import Judgement, State
from apps.compliance.targets import Targets
from apps.duties.models import Clock, Obligation, Party
from apps.organizations.models import Organization
from apps.organizations.permissions import manufacturers, regulators
from apps.organizations.requests import ScopedRequest

from .. import league, pictures, signals
from ..filters import Selection
from ..forms import CompareForm
from ..knowledge import as_known_then, knowledge_of
from ..measures.days_to_repair import REFUSED, REPAIRED, RepairTimes
from ..measures.span import span_of
from ..sheet import Sheet, sheet_of
from ..whose_delay import by_party, legal_misses, waiting_days
from .desk import case_url, chosen, period_words, versions_of

_AT_RISK = timedelta(days=7)
AT_RISK_SHOWN = 30
#: Days after filing at which the three outcomes are shown.
OUTCOME_DAYS = (7, 14, 30, 45, 60)


def scorecard(maker: Organization, selection: Selection, *, own_view: bool = False) -> dict[str, Any]:
    """All figures of one manufacturer in the selection."""
    cells = list(selectors.judgements().filter(manufacturer=maker))
    return {
        "maker": maker,
        "selection": selection,
        "target": league.pooled_target(selection, Targets()),
        "now": league.total(selection),
        "before": league.total(selection.before()),
        "state": league.gravest_of(cell.state for cell in _chosen_cells(cells, selection)),
        "cells": sorted(_chosen_cells(cells, selection), key=_gravest_first),
        "parties": _parties(selection),
        "knowledge": knowledge_of(selection),
        "sheet": sheet_of(span_of(selection, maker.pk), own_view=own_view),
        "flags": selectors.flags().filter(manufacturer=maker)[:20],
        "signals": signals.open_signals().filter(manufacturer=maker)[:20],
        "missed_url": case_url(selection, outcome="missed"),
        "all_url": case_url(selection),
        "query": period_words(selection),
        **_bars(selection, cells),
    }


def _parties(selection: Selection) -> list[dict[str, Any]]:
    """What each party kept of its own duties, with the address of what it missed."""
    return [
        {"label": row.label, "share": row.share, "url": case_url(selection, responsible=row.party, outcome="missed")}
        for row in by_party(selection)
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


def _bars(selection: Selection, cells: list[Judgement]) -> dict[str, Any]:
    """Shares by duty and by country as chart rows, coloured by what the judgement says of their cells."""
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
            for key, share in league.by(selection, "obligation_id").items()
            if key in duties
        ],
        "country_bars": [
            pictures.interval_row(
                str(countries.name(str(key))),
                share,
                league.gravest_of(states[str(key)]),
                case_url(selection, country=key, outcome="missed"),
            )
            for key, share in league.by(selection, "country").items()
        ],
        "periods": pictures.week_words(weekly.weeks),
        "series": pictures.series(weekly, {key: str(duty) for key, duty in duties.items()}),
    }


def waits(selection: Selection) -> list[Share]:
    """For whom the repairs of the period waited, as one row of stacked shares; empty without any."""
    days = waiting_days(selection)
    if not days:
        return []
    return [Share(_("Days of all repairs"), [days.get(party, 0.0) for party in Party.values])]


def legal_words(selection: Selection) -> list[tuple[str, int]]:
    """How many limits of the law passed in the period, by who had most of the time."""
    found = legal_misses(selection)
    return [(str(Party(party).label), found[party]) for party in Party.values if party in found]


def outcomes(sheet: Sheet) -> list[Share]:
    """Of a hundred claims: repaired, denied or withdrawn, still open after so many days."""
    if sheet.times is None:
        return []
    shares = sheet.times.shares()
    rows = ((day, shares.shares_at(day)) for day in OUTCOME_DAYS)
    return [
        Share(
            ngettext("after %(n)d day", "after %(n)d days", day) % {"n": day},
            [100 * at[REPAIRED], 100 * at[REFUSED], 100 * at["open"]],
        )
        for day, at in rows
    ]


def _curves(name: str, card: dict[str, Any]) -> list[StepCurve]:
    return [curve(name, card["sheet"].times)] if card["sheet"].times else []


def _pictures(selection: Selection, card: dict[str, Any]) -> dict[str, Any]:
    """What a manufacturer's own page shows beside its card."""
    return {
        "waits": waits(selection),
        "legal": legal_words(selection),
        "parties_words": [str(label) for label in Party.labels],
        "outcomes": outcomes(card["sheet"]),
        "outcome_words": [_("Repaired"), _("Denied or withdrawn"), _("Still open")],
        "versions": versions_of(selection),
    }


def curve(name: str, times: RepairTimes) -> StepCurve:
    """The Kaplan–Meier curve as a chart row; cut where too few claims are left to say anything."""
    waiting = times.waiting()
    steps = [
        (float(day), float(share), float(low), float(high))
        for day, share, low, high, left in zip(
            waiting.times, waiting.survival, waiting.lower, waiting.upper, waiting.at_risk, strict=True
        )
        if left >= 5
    ]
    return StepCurve(name, steps=steps, median=waiting.quantile(0.5).value, count=times.cases)


@regulators
@as_known_then
def manufacturer(request: ScopedRequest, slug: str) -> HttpResponse:
    maker = _maker(slug)
    form, selection = chosen(request, manufacturer=maker.pk)
    card = scorecard(maker, selection)
    context = {"form": form, "curves": _curves(maker.name, card), **card, **_pictures(selection, card)}
    return render(request, "oversight/manufacturer.html", context)


def _maker(slug: str) -> Organization:
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
            maker = _maker(pair.cleaned_data[name])
            cards.append(scorecard(maker, chosen(request, manufacturer=maker.pk)[1]))
    curves = [one for card in cards for one in _curves(card["maker"].name, card)]
    context = {"form": form, "pair": pair, "selection": selection, "cards": cards, "curves": curves}
    context["readings"] = list(zip(*(card["sheet"].readings for card in cards), strict=True)) if cards else []
    return render(request, "oversight/compare.html", context)


@manufacturers
@as_known_then
def own(request: ScopedRequest) -> HttpResponse:
    """The manufacturer's own view: the same figures, the clocks at risk this week, its flags and what to answer."""
    maker = get_object_or_404(Organization, pk=request.actor.organization_id)
    form, selection = chosen(request, manufacturer=maker.pk)
    card = scorecard(maker, selection, own_view=True)
    now = timezone.now()
    at_risk = Clock.objects.filter(stopped_at=None, counts=True, due_at__gte=now, due_at__lt=now + _AT_RISK)
    context = {
        "form": form,
        "curves": _curves(_("All claims"), card),
        "at_risk": at_risk.select_related("obligation", "dealer").order_by("due_at", "id")[:AT_RISK_SHOWN],
        "at_risk_count": at_risk.count(),
        "worklist": selectors.worklist(request.actor.side, at=now),
        "present": now,
        **card,
        **_pictures(selection, card),
    }
    return render(request, "oversight/own.html", context)
