"""Stock-takes: the list, the sheet that is counted on a phone, and the page where differences are approved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.casework import pages
from apps.casework.step_forms import StepForm
from apps.casework.views import import_page
from apps.core.form_answers import attempt
from apps.core.pagination import page_of
from apps.core.tables.writers import stream_csv
from apps.organizations.permissions import dealers
from apps.organizations.requests import ScopedRequest, organization_of
from apps.organizations.selectors import standing_points

from .. import selectors, services
from ..forms_counts import CountSheetForm, OpenCountForm, ScanForm
from ..models import StockTake
from ..numbers import bare_number
from ..services.count_imports import COUNTS

#: Lines of a sheet: some that fit a thumb's reach, saved together.
_SHEET = 20


@require_http_methods(["GET", "HEAD", "POST"])
@dealers
def listing(request: ScopedRequest) -> HttpResponse:
    """The dealer's stock-takes, newest first; POST opens one (index stocktake_newest)."""
    points = standing_points(organization_of(request.actor), at=timezone.now())
    form, status = OpenCountForm(request.POST if request.method == "POST" else None, points=points), 200
    if request.method == "POST":

        def act(**data: Any) -> StockTake:
            return services.open_count(point=form.chosen, by=request.actor, at=timezone.now())

        made, status = attempt(form, act)
        if made is not None:
            return redirect("parts:count-sheet", made.number)
    page = page_of(request, selectors.stocktakes(), ordering=("-opened_at", "-id"))
    return render(request, "parts/counts.html", {"page": page, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@dealers
def sheet(request: ScopedRequest, number: str) -> HttpResponse:
    """Some lines to count, along the shelves; POST saves them and goes on. ``?part=`` opens at a part."""
    found = _found(number)
    lines = selectors.lines_of_count(found)
    scan = ScanForm(request.GET)
    if scan.is_valid() and scan.cleaned_data["part"]:
        lines = lines.filter(part__bare=bare_number(scan.cleaned_data["part"]))
    page = page_of(request, lines, ordering=("place", "id"), size=_SHEET)
    form = CountSheetForm(request.POST if request.method == "POST" else None, lines=page.items)
    status = 200
    if request.method == "POST":

        def act(**data: Any) -> int:
            return services.write_counts(stocktake=found, counted=form.chosen(), by=request.actor, at=timezone.now())

        written, status = attempt(form, act)
        if written is not None:
            said = ngettext("%(n)s line counted.", "%(n)s lines counted.", written)
            messages.success(request, said % {"n": written})
            here = reverse("parts:count-sheet", args=[number])
            return redirect(f"{here}?cursor={page.next_cursor}" if page.next_cursor else found)
    context = {"count": found, "page": page, "form": form, "scan": scan}
    return render(request, "parts/count_sheet.html", context, status=status)


@require_safe
@dealers
def export(request: ScopedRequest, number: str) -> HttpResponse:
    """The list as CSV: to print, to count on paper, to keep."""
    found = _found(number)
    head = ["bin", "part", "name", "expected", "counted", "difference"]
    rows = (
        [line.bin.code, line.part.number, line.part.name, line.expected, line.counted, line.difference]
        for line in selectors.lines_of_count(found).iterator(2_000)
    )
    return stream_csv(f"{found.number}.csv", head, rows)  # type: ignore[return-value]


@require_http_methods(["GET", "HEAD", "POST"])
@dealers
def import_file(request: ScopedRequest, number: str) -> HttpResponse:
    """The list sent back with what was counted; the page of its job tells row by row what came of it."""
    found = _found(number)
    return import_page(request, COUNTS, "parts/import_counts.html", about={"stocktake": found.number}, count=found)


@require_safe
@dealers
def detail(request: ScopedRequest, number: str) -> HttpResponse:
    return _page(request, _found(number))


@require_POST
@dealers
def step(request: ScopedRequest, number: str, verb: str) -> HttpResponse:
    return pages.take(request, _found(number), verb, _page)


def _found(number: str) -> StockTake:
    return get_object_or_404(selectors.stocktakes(), number=number)


def _page(
    request: ScopedRequest,
    found: StockTake,
    *,
    status: int = 200,
    sent: Mapping[str, StepForm] | None = None,
    **more: Any,
) -> HttpResponse:
    lines = selectors.lines_of_count(found)
    counted = lines.exclude(counted=None)
    context = {
        "count": found,
        "differing": counted.exclude(counted=F("by_ledger")),
        "total": lines.count(),
        "done": counted.count(),
        "events": found.events.all(),
        "steps": pages.on_page(found, request.actor, sent),
        "form": next(iter((sent or {}).values()), None),
        **more,
    }
    return render(request, "parts/count.html", context, status=status)
