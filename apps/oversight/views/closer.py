"""A closer look at one manufacturer: its measures, how long repairs wait, what becomes of claims, whose delay it was.

It counts cases one by one, which takes longer than the shares kept: pages of a manufacturer load it after themselves,
and without scripts it is a page of its own.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.charts import Share, StepCurve
from apps.duties.models import Party
from apps.organizations.models import Organization
from apps.organizations.permissions import manufacturers, regulators
from apps.organizations.requests import ScopedRequest

from ..filters import Selection
from ..knowledge import as_known_then, knowledge_of
from ..measures.days_to_repair import REFUSED, REPAIRED, RepairTimes
from ..measures.span import span_of
from ..sheet import Sheet, sheet_of
from ..whose_delay import legal_misses, waiting_days
from .desk import chosen, period_words

#: Days after filing at which the three outcomes are shown.
OUTCOME_DAYS = (7, 14, 30, 45, 60)


@regulators
@as_known_then
def closer(request: ScopedRequest, slug: str) -> HttpResponse:
    """A regulator looks at a manufacturer."""
    maker = get_object_or_404(Organization, kind=Organization.Kind.MANUFACTURER, slug=slug)
    return _page(request, maker, reverse("oversight:manufacturer", args=[slug]), maker.name, own_view=False)


@manufacturers
@as_known_then
def own_closer(request: ScopedRequest) -> HttpResponse:
    """The manufacturer looks at itself."""
    maker = get_object_or_404(Organization, pk=request.actor.organization_id)
    return _page(request, maker, reverse("oversight:own"), _("Our figures"), own_view=True)


def _page(request: ScopedRequest, maker: Organization, back: str, back_words: str, *, own_view: bool) -> HttpResponse:
    form, selection = chosen(request, manufacturer=maker.pk)
    query = period_words(selection)
    context = {
        "form": form,
        "selection": selection,
        "knowledge": knowledge_of(selection),
        "maker": maker,
        "query": query,
        "back": f"{back}?{query}",
        "back_words": back_words,
        **_look(selection, sheet_of(span_of(selection, maker.pk), own_view=own_view)),
    }
    return render(request, "oversight/closer.html", context)


def _look(selection: Selection, sheet: Sheet) -> dict[str, Any]:
    return {
        "sheet": sheet,
        "curves": curves_of(_("All claims"), sheet),
        "waits": waits(selection),
        "legal": legal_words(selection),
        "parties_words": [str(label) for label in Party.labels],
        "outcomes": outcomes(sheet),
        "outcome_words": [_("Repaired"), _("Denied or withdrawn"), _("Still open")],
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


def curves_of(name: str, sheet: Sheet) -> list[StepCurve]:
    """How long repairs wait, as a chart's row; none without claims."""
    return [curve(name, sheet.times)] if sheet.times else []


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
