"""Suggested orders: what to order of each manufacturer, with the reason, and a draft of it by one button."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from apps.organizations.models import Appointment, Organization
from apps.organizations.permissions import dealers
from apps.organizations.requests import ScopedRequest, organization_of

from .. import selectors, services
from ..forms_reorder import SuggestionForm
from ..models import Part, PartsOrder
from ..reorder_words import demand_chart, why
from ..services.orders import MOST_LINES

#: Rows of one manufacturer on the page: a tick and a quantity of each come back, and a form has room for 1,000 fields.
MOST_SHOWN = 400


@dataclass
class Group:
    """What is suggested of one manufacturer; without an appointment it cannot be ordered."""

    maker: Organization
    appointment: Appointment | None
    rows: list[selectors.Suggestion]
    form: SuggestionForm
    #: Suggestions for which the page has no room.
    more: int

    def shown(self) -> list[tuple[selectors.Suggestion, BoundField, bool]]:
        """Each row with its quantity, and whether it is ticked."""
        data = self.form.data
        ticked = data.getlist("parts") if isinstance(data, QueryDict) and self.form.is_bound else None
        return [
            (row, self.form[f"quantity_{row.part.pk}"], ticked is None or str(row.part.pk) in ticked)
            for row in self.rows
        ]


@require_http_methods(["GET", "HEAD", "POST"])
@dealers
def suggested(request: ScopedRequest) -> HttpResponse:
    """What to order, by manufacturer; one button makes a draft of a manufacturer's parts."""
    groups = _groups(organization_of(request.actor), timezone.now())
    if request.method != "POST":
        return render(request, "parts/suggested.html", {"groups": groups})
    chosen = request.POST.get("appointment", "")
    group = next((row for row in groups if row.appointment and str(row.appointment.pk) == chosen), None)
    if group is None:
        messages.error(request, _("Choose at least one part of one list, as it stands now."))
        return redirect("parts:suggested")
    group.form = _form(group.maker, group.rows, request.POST)
    if not group.form.is_valid():
        return render(request, "parts/suggested.html", {"groups": groups, "form": group.form}, status=422)
    return _draft(request, group, group.form)


def _form(maker: Organization, rows: list[selectors.Suggestion], data: QueryDict | None = None) -> SuggestionForm:
    return SuggestionForm(data, rows=rows, auto_id=f"of_{maker.pk}_%s")


def _groups(dealer_id: int, at: datetime) -> list[Group]:
    found = selectors.suggestions(dealer_id=dealer_id, at=at)
    appointments = {row.manufacturer_id: row for row in selectors.makers_of(dealer_id=dealer_id, at=at)}
    by_maker = groupby(found, key=lambda row: (row.part.manufacturer_id, row.part.manufacturer))
    lists = [(maker_id, maker, list(rows)) for (maker_id, maker), rows in by_maker]
    groups = []
    for maker_id, maker, rows in lists:
        shown = rows[:MOST_SHOWN]
        groups.append(Group(maker, appointments.get(maker_id), shown, _form(maker, shown), len(rows) - len(shown)))
    return groups


def _draft(request: ScopedRequest, group: Group, form: SuggestionForm) -> HttpResponse:
    """Make a draft of the ticked parts, in the quantities that stand beside them: as many as one order holds."""
    assert group.appointment is not None
    lines = form.cleaned_data["lines"]
    order = services.create_order(
        by=request.actor,
        dealer_id=organization_of(request.actor),
        manufacturer_id=group.appointment.manufacturer_id,
        country=str(group.appointment.country),
        lines=lines[:MOST_LINES],
        priority=PartsOrder.Priority.STOCK,
        request_key=form.cleaned_data["request_key"],
        at=timezone.now(),
    )
    messages.success(request, _("A draft was made. Look it over and send it."))
    if len(lines) > MOST_LINES:
        left = len(lines) - MOST_LINES
        words = ngettext(
            "An order holds %(most)s parts: %(n)s more part stays suggested for the next one.",
            "An order holds %(most)s parts: %(n)s more parts stay suggested for the next one.",
            left,
        )
        messages.warning(request, words % {"most": MOST_LINES, "n": left})
    return redirect(order)


@require_safe
@dealers
def advice(request: ScopedRequest, pk: int) -> HttpResponse:
    """Why so many pieces of a part are advised, and what was advised before (3 queries)."""
    part = get_object_or_404(Part.objects.select_related("manufacturer"), pk=pk)
    rows = list(selectors.advice_on(dealer_id=organization_of(request.actor), part=part)[:12])
    newest = rows[0] if rows else None
    context: dict[str, Any] = {"part": part, "advice": newest, "earlier": rows[1:]}
    if newest:
        context |= {"why": why(newest), "chart": demand_chart(newest)}
    return render(request, "parts/advice.html", context)
