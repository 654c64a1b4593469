"""Payment batches: what is owed, gathering it, one batch with its lines and files, payment and receipt."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.core.errors import Refused
from apps.core.form_answers import attempt
from apps.core.pagination import page_of
from apps.core.tables.writers import csv_answer, csv_lines, xlsx_answer
from apps.organizations.models import Organization
from apps.organizations.permissions import dealers, for_sides, manufacturers
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side

from ..batch_files import HEAD, rows_of
from ..desk_lists import BATCHES
from ..filters import BatchFilter
from ..forms import PaymentForm
from ..lists import batch_columns, batch_line_columns
from ..models import Batch
from ..navigation import FIRMS
from ..selectors import batches as selectors
from ..services.batches import confirm_receipt, gather, record_payment

_firms = for_sides(*FIRMS)


@require_safe
@_firms
def listing(request: ScopedRequest) -> HttpResponse:
    """Batches of the reader's firm, newest first; a manufacturer sees what waits to be gathered (2 queries)."""
    chosen = BatchFilter(request.GET, queryset=selectors.batches(), request=request)
    order = BATCHES.asked(request)
    page = page_of(request, chosen.qs, ordering=order.columns)
    makers = request.actor.side is Side.MANUFACTURER
    context = {
        "filter": chosen,
        "page": page,
        "order": order,
        "columns": batch_columns(),
        "owed": selectors.owed_by_dealer() if makers else (),
        "may_gather": makers and request.actor.may_write,
    }
    return render(request, "settlements/batches.html", context)


@require_POST
@manufacturers
def gather_batch(request: ScopedRequest) -> HttpResponse:
    """Gather what is owed to a dealer in a currency."""
    asked = request.POST.get("dealer", "")
    key = int(asked[:18]) if asked.isascii() and asked.isdigit() else 0
    dealer = get_object_or_404(Organization, pk=key, kind=Organization.Kind.DEALER)
    try:
        made = gather(dealer=dealer, currency=request.POST.get("currency", "")[:3], by=request.actor, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused.message))
        return redirect("settlements:batches")
    messages.success(request, _("%(number)s is gathered.") % {"number": made.number})
    return redirect(made)


@require_safe
@_firms
def detail(request: ScopedRequest, number: str) -> HttpResponse:
    """One batch with its lines (2 queries)."""
    return _page(request, _found(number))


@require_POST
@manufacturers
def pay(request: ScopedRequest, number: str) -> HttpResponse:
    """Record that a batch was paid."""
    batch, form = _found(number), PaymentForm(request.POST)
    _made, status = attempt(form, record_payment, batch=batch, by=request.actor, at=timezone.now())
    if status:
        return _page(request, batch, form=form, status=status)
    messages.success(request, _("The payment is recorded. The dealer has been told."))
    return redirect(batch)


@require_POST
@dealers
def receive(request: ScopedRequest, number: str) -> HttpResponse:
    """Confirm that the payment came."""
    batch = _found(number)
    try:
        confirm_receipt(batch=batch, by=request.actor, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("You confirmed that the payment came."))
    return redirect(batch)


@require_safe
@_firms
def batch_csv(request: ScopedRequest, number: str) -> HttpResponseBase:
    """The batch for books, as CSV."""
    batch = _found(number)
    return csv_answer(f"{batch.number}.csv", ["\ufeff", *csv_lines([HEAD, *rows_of(batch)])])


@require_safe
@_firms
def batch_xlsx(request: ScopedRequest, number: str) -> HttpResponse:
    """The batch for books, as a workbook."""
    batch = _found(number)
    return xlsx_answer(f"{batch.number}.xlsx", [HEAD, *rows_of(batch)])


def _found(number: str) -> Batch:
    return get_object_or_404(selectors.batches(), number=number)


def _page(request: ScopedRequest, batch: Batch, *, form: PaymentForm | None = None, status: int = 200) -> HttpResponse:
    payment = getattr(batch, "payment", None)
    pays = request.actor.side is Side.MANUFACTURER and request.actor.may_write and payment is None
    context = {
        "batch": batch,
        "payment": payment,
        "lines": list(selectors.lines_of(batch)),
        "columns": batch_line_columns(),
        "pay_form": (form or PaymentForm()) if pays else None,
        "may_confirm": request.actor.side is Side.DEALER
        and request.actor.may_write
        and payment is not None
        and payment.received_at is None,
        "form": form,
    }
    return render(request, "settlements/batch.html", context, status=status)
