"""What a claim costs: fault codes, estimates and settlements of one claim, and how they begin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.claims.models import Claim
from apps.core.errors import Refused
from apps.core.form_answers import attempt
from apps.organizations.permissions import dealers, for_sides
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side

from ..forms import FaultForm
from ..models import FaultCode, Settlement
from ..navigation import FIRMS
from ..papers.sheet import LANGUAGES
from ..selectors import cases
from ..services.diagnosis import record_fault, strike_fault
from ..services.estimates import draft_estimate
from ..services.settlements import draft_settlement

_firms = for_sides(*FIRMS)
_BEGIN: dict[str, Callable[..., Any]] = {"estimate": draft_estimate, "settlement": draft_settlement}


@require_safe
@_firms
def costs(request: ScopedRequest, number: str) -> HttpResponse:
    """The costs of one claim (6 queries)."""
    return _page(request, _claim(number))


@require_POST
@dealers
def fault(request: ScopedRequest, number: str) -> HttpResponse:
    """Record a fault code."""
    claim, form = _claim(number), FaultForm(request.POST)
    made, status = attempt(form, record_fault, claim=claim, by=request.actor, at=timezone.now())
    if status:
        return _page(request, claim, form=form, status=status)
    messages.success(request, _("%(code)s is recorded.") % {"code": made.code})
    return redirect("settlements:claim", number)


@require_POST
@dealers
def strike(request: ScopedRequest, number: str, pk: int) -> HttpResponse:
    """Strike a fault code that was written by mistake."""
    found = get_object_or_404(FaultCode, claim__number=number, pk=pk)
    struck = strike_fault(fault=found, by=request.actor, at=timezone.now())
    messages.success(request, _("%(code)s is struck; it stays on record.") % {"code": struck.code})
    return redirect("settlements:claim", number)


@require_POST
@dealers
def begin(request: ScopedRequest, number: str, what: str) -> HttpResponse:
    """Begin an estimate or a settlement, or go on with the one that there is."""
    claim = _claim(number)
    if claim.dealer_id != request.actor.organization_id:
        raise PermissionDenied
    try:
        return redirect(_BEGIN[what](claim=claim, by=request.actor, at=timezone.now()))
    except Refused as refused:
        messages.error(request, str(refused.message))
        return redirect("settlements:claim", number)


def _is_settled(claim: Claim, settlements: list[Settlement]) -> bool:
    """Whether the visit that was repaired last has its settlement, which its own page goes on with."""
    last = claim.visits.filter(repaired_at__isnull=False).order_by("-number").first()
    standing = {row.visit_number for row in settlements if row.status != Settlement.Status.WITHDRAWN}
    return last is not None and last.number in standing


def _claim(number: str) -> Claim:
    return get_object_or_404(Claim.objects.select_related("dealer", "manufacturer"), number=number)


def _page(request: ScopedRequest, claim: Claim, *, form: FaultForm | None = None, status: int = 200) -> HttpResponse:
    own = request.actor.side is Side.DEALER and request.actor.may_write
    in_workshop = claim.vehicle_in_at is not None
    settlements = list(cases.settlements().filter(claim=claim))
    context = {
        "claim": claim,
        "faults": cases.fault_codes(claim),
        "estimates": cases.estimates().filter(claim=claim),
        "settlements": settlements,
        "fault_form": (form or FaultForm()) if own and in_workshop else None,
        "may_estimate": own and claim.status in (Claim.Status.RESPONDED, Claim.Status.IN_REPAIR),
        "may_settle": own and claim.repaired_at is not None and not _is_settled(claim, settlements),
        "is_dealer": request.actor.side is Side.DEALER,
        "paper_languages": LANGUAGES,
        "form": form,
        "now": timezone.now(),
    }
    return render(request, "settlements/of_claim.html", context, status=status)
