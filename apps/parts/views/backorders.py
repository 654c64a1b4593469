"""The backorder board: part by part who waits, and when the part comes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from apps.core.errors import Refused
from apps.core.form_answers import refuse
from apps.core.tables.workbooks import workbook_answer
from apps.core.tables.writers import csv_answer, csv_lines
from apps.organizations.permissions import for_sides, manufacturers
from apps.organizations.requests import ScopedRequest, organization_of
from apps.organizations.scope import Side

from .. import services
from ..desk_lists import BACKORDERS
from ..filters_backorders import BackorderFilter
from ..forms_supply import PlanForm, ShareForm
from ..lists import board_columns
from ..models import Part, PlannedReceipt
from ..selectors import board as backorders
from ..selectors.board import BoardRow
from ..sides import READERS

readers = for_sides(*READERS)


@require_safe
@readers
def listing(request: ScopedRequest) -> HttpResponse:
    """The parts that lines in sight wait for, the worst first unless ``?sort=`` says otherwise (5 queries)."""
    order = BACKORDERS.asked(request)
    # One too many says that there are more.
    chosen, rows = _board(request, most=backorders.MOST_PARTS + 1, ordering=order.columns)
    context = {
        "filter": chosen,
        "rows": rows[: backorders.MOST_PARTS],
        "most": backorders.MOST_PARTS if len(rows) > backorders.MOST_PARTS else 0,
        "columns": board_columns(request.actor, at=timezone.now()),
        "order": order,
    }
    return render(request, "parts/backorders.html", context)


@require_safe
@readers
def export(request: ScopedRequest, form: str) -> HttpResponseBase:
    """The same parts as a file, and those that the page has no room for."""
    _chosen, rows = _board(request)
    if form == "csv":
        return csv_answer("backorders.csv", csv_lines(_lines(rows)))
    return workbook_answer(request, "backorders.xlsx", _lines(rows), back=reverse("parts:backorders"))


def _board(
    request: ScopedRequest, *, most: int | None = None, ordering: tuple[str, ...] = backorders.WORST
) -> tuple[BackorderFilter, list[BoardRow]]:
    chosen = BackorderFilter(request.GET, backorders.open_lines(), side=request.actor.side, request=request)
    return chosen, backorders.board(chosen.qs, at=timezone.now(), most=most, ordering=ordering)


def _lines(rows: list[BoardRow]) -> Iterator[list[str]]:
    yield [
        *("manufacturer", "part", "name", "lines", "pieces", "off_road", "repairs", "late", "countries", "since"),
        *("next_in", "next_pieces"),
    ]
    for row in rows:
        coming = row.next_in
        yield [
            row.part.manufacturer.name, row.part.number, row.part.name,
            *map(str, (row.lines, row.units, row.still, row.cars, row.late)),
            " ".join(row.countries), row.since.date().isoformat(),
            *((coming.expected_on.isoformat(), str(coming.quantity)) if coming else ("", "")),
        ]  # fmt: skip


@require_safe
@readers
def part(request: ScopedRequest, pk: int) -> HttpResponse:
    return _show(request, get_object_or_404(Part.objects.select_related("manufacturer"), pk=pk))


@require_POST
@manufacturers
def plan(request: ScopedRequest, pk: int) -> HttpResponse:
    """Say how many of the part are expected, and when."""
    found = _own(request, pk)
    form = _plan_form(backorders.receipts_ahead(found, at=timezone.now()), request.POST)
    if form.is_valid():
        data = form.cleaned_data
        given = {name: data[name] for name in ("quantity", "expected_on", "reference", "replaces")}
        try:
            services.plan_receipt(part=found, key=data["request_key"], by=request.actor, at=timezone.now(), **given)
        except Refused as refused:
            return _show(request, found, status=refuse(form, refused), plan_form=form)
        messages.success(request, _("The plan is on record; dealers that wait for the part see it."))
        return redirect("parts:backorder-part", pk)
    return _show(request, found, status=422, plan_form=form)


@require_POST
@manufacturers
def share(request: ScopedRequest, pk: int) -> HttpResponse:
    """Share out what there is of the part, by rule."""
    found = _own(request, pk)
    form = ShareForm(request.POST, auto_id="share_%s")
    if form.is_valid():
        data = form.cleaned_data
        common = {"key": data["request_key"], "by": request.actor, "at": timezone.now()}
        try:
            services.share_part(part=found, available=data["available"], **common)
        except Refused as refused:
            return _show(request, found, status=refuse(form, refused), share_form=form)
        messages.success(request, _("Shared out by rule: each line says what it gets and why."))
        return redirect("parts:backorder-part", pk)
    return _show(request, found, status=422, share_form=form)


def _own(request: ScopedRequest, pk: int) -> Part:
    return get_object_or_404(Part, pk=pk, manufacturer_id=organization_of(request.actor))


def _plan_form(receipts: Iterable[PlannedReceipt], data: Any = None) -> PlanForm:
    plans = [(row.pk, f"{row.quantity} × {date_format(row.expected_on)} {row.reference}".strip()) for row in receipts]
    return PlanForm(data, plans=plans, auto_id="plan_%s")


def _show(request: ScopedRequest, found: Part, *, status: int = 200, **forms: Any) -> HttpResponse:
    """A part with its queue, what is planned, and for its manufacturer the forms."""
    actor = request.actor
    own = actor.side is Side.MANUFACTURER and found.manufacturer_id == organization_of(actor)
    now = timezone.now()
    queue = backorders.queue_of(found, at=now)
    context = {
        "part": found,
        "queue": queue,
        "now": now,
        "form": next(iter(forms.values()), None),
    }
    if own and actor.may_write:
        context |= {"plan_form": _plan_form(queue.receipts), "share_form": ShareForm(auto_id="share_%s"), **forms}
    return render(request, "parts/backorder_part.html", context, status=status)
