"""One manufacturer at a closer look, two side by side, and the manufacturer's own view of the same figures."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_countries import countries

from apps.core.charts import StepCurve
from apps.duties.models import Clock, Obligation
from apps.organizations.models import Organization
from apps.organizations.permissions import manufacturers, regulators
from apps.organizations.requests import ScopedRequest

from .. import drawing, figures, selectors
from ..durations import RepairTimes, repair_times
from ..filters import Selection
from .desk import case_url, chosen, target_of

_AT_RISK = timedelta(days=7)


def scorecard(maker: Organization, selection: Selection) -> dict[str, Any]:
    """All figures of one manufacturer in the selection."""
    duties = {duty.pk: duty for duty in Obligation.objects.filter(judged=True)}
    by_duty = figures.by(selection, "obligation_id")
    by_country = figures.by(selection, "country")
    weekly = figures.weekly(selection, "obligation_id")
    times = _times(maker, selection)
    return {
        "maker": maker,
        "selection": selection,
        "target": target_of(selection),
        "now": figures.total(selection),
        "before": figures.total(selection.before()),
        "state": figures.gravest_states(selection).get(maker.pk, "not_enough_data"),
        "judgements": selectors.judgements(maker.pk),
        "duty_bars": [
            drawing.interval_row(str(duties[key]), share, "unknown", case_url(selection, obligation=key))
            for key, share in by_duty.items()
            if key in duties
        ],
        "country_bars": [
            drawing.interval_row(
                str(countries.name(str(key))), share, "unknown", case_url(selection, country=key, outcome="missed")
            )
            for key, share in by_country.items()
        ],
        "periods": drawing.week_words(weekly.weeks),
        "series": drawing.series(weekly, {key: str(duty) for key, duty in duties.items()}),
        "times": times,
        "median": times.waiting().quantile(0.5) if times else None,
        "tenth": times.waiting().quantile(0.9) if times else None,
        "flags": selectors.flags().filter(manufacturer=maker)[:20],
        "missed_url": case_url(selection, outcome="missed"),
        "all_url": case_url(selection),
    }


def _times(maker: Organization, selection: Selection) -> RepairTimes | None:
    """Repair times of claims filed in the year that ends with the period: fewer would not show long waits."""
    as_of = datetime.combine(selection.last + timedelta(days=1), time(), UTC)
    return repair_times(
        filed_from=as_of - timedelta(days=max(365, selection.days)),
        as_of=as_of,
        manufacturer_id=maker.pk,
        country=selection.country,
        powertrain=selection.powertrain,
    )


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
def manufacturer(request: ScopedRequest, slug: str) -> HttpResponse:
    maker = _maker(slug)
    form, selection = chosen(request, manufacturer=maker.pk)
    card = scorecard(maker, selection)
    curves = [curve(maker.name, card["times"])] if card["times"] else []
    return render(request, "compliance/manufacturer.html", {"form": form, "curves": curves, **card})


def _maker(slug: str) -> Organization:
    return get_object_or_404(Organization, kind=Organization.Kind.MANUFACTURER, slug=slug)


@regulators
def compare(request: ScopedRequest) -> HttpResponse:
    """Two manufacturers side by side: ``?a=slug&b=slug``."""
    form, selection = chosen(request)
    makers = Organization.objects.filter(kind=Organization.Kind.MANUFACTURER).order_by("name")
    cards = []
    for name in ("a", "b"):
        slug = request.GET.get(name)
        if slug:
            maker = _maker(slug)
            cards.append(scorecard(maker, chosen(request, manufacturer=maker.pk)[1]))
    curves = [curve(card["maker"].name, card["times"]) for card in cards if card["times"]]
    context = {"form": form, "selection": selection, "makers": makers, "cards": cards, "curves": curves}
    return render(request, "compliance/compare.html", context)


@manufacturers
def own(request: ScopedRequest) -> HttpResponse:
    """The manufacturer's own view: the same figures, the clocks at risk this week, its flags and what to answer."""
    maker = get_object_or_404(Organization, pk=request.actor.organization_id)
    form, selection = chosen(request, manufacturer=maker.pk)
    card = scorecard(maker, selection)
    now = timezone.now()
    at_risk = Clock.objects.filter(stopped_at=None, counts=True, due_at__gte=now, due_at__lt=now + _AT_RISK)
    context = {
        "form": form,
        "curves": [curve(_("All claims"), card["times"])] if card["times"] else [],
        "at_risk": at_risk.select_related("obligation", "dealer").order_by("due_at", "id")[:50],
        "worklist": selectors.worklist(request.actor.side),
        "cases_url": reverse("compliance:cases"),
        "present": now,
        **card,
    }
    return render(request, "compliance/own.html", context)
