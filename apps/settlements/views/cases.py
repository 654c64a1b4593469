"""The page of one estimate and of one settlement, with their steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from apps.casework import pages
from apps.casework.step_forms import StepForm
from apps.duties.selectors import clocks_of
from apps.organizations.permissions import for_sides
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side

from ..models import CostLine, Estimate, Settlement
from ..navigation import FIRMS
from ..papers.sheet import LANGUAGES
from ..selectors import cases
from ..selectors.batches import paid_for
from ..services.clocks import subject_of

ESTIMATE_READERS = (Side.OWNER, *FIRMS)
_estimate_readers = for_sides(*ESTIMATE_READERS)
_firms = for_sides(*FIRMS)
#: A line is filled in again with what it says, to be written anew.
_AGAIN = (
    *("kind", "words", "code", "hours", "rate", "source", "order_line", "quantity", "unit_price", "amount"),
    *("currency", "causal", "planned", "fate", "serial_old", "serial_new"),
)


@require_safe
@_estimate_readers
def estimate(request: ScopedRequest, number: str) -> HttpResponse:
    """One estimate (16 queries at most)."""
    return _page(request, get_object_or_404(cases.estimates(), number=number))


@require_safe
@_firms
def settlement(request: ScopedRequest, number: str) -> HttpResponse:
    """One settlement (18 queries at most)."""
    return _page(request, get_object_or_404(cases.settlements(), number=number))


@require_POST
@_estimate_readers
def estimate_step(request: ScopedRequest, number: str, verb: str) -> HttpResponse:
    return pages.take(request, get_object_or_404(cases.estimates(), number=number), verb, _page)


@require_POST
@_firms
def settlement_step(request: ScopedRequest, number: str, verb: str) -> HttpResponse:
    return pages.take(request, get_object_or_404(cases.settlements(), number=number), verb, _page)


def _page(
    request: ScopedRequest,
    case: Estimate | Settlement,
    *,
    status: int = 200,
    sent: Mapping[str, StepForm] | None = None,
    **more: Any,
) -> HttpResponse:
    kind = "estimate" if isinstance(case, Estimate) else "settlement"
    steps = pages.on_page(case, request.actor, sent)
    change = _to_change(request, case, steps) if not sent else None
    context = {
        "case": case,
        "kind": kind,
        "step_url": f"settlements:{kind}-step",
        "is_owner": request.actor.side is Side.OWNER,
        "base": "base.html" if request.actor.side is Side.OWNER else "desk.html",
        "costs": cases.costs_of(case),
        "steps": steps,
        "change": change,
        "may_change": any(row.step.verb == "write_line" for row in steps),
        "paid": paid_for(case) if isinstance(case, Settlement) else (),
        "clocks": clocks_of(subject_of(case), case.pk) if request.actor.side is not Side.OWNER else (),
        "events": case.events.all(),
        "form": next(iter((sent or {}).values()), None),
        "paper_languages": LANGUAGES,
        "now": timezone.now(),
        **more,
    }
    return render(request, "settlements/case.html", context, status=status)


def _to_change(request: ScopedRequest, case: Estimate | Settlement, steps: list[pages.OnPage]) -> CostLine | None:
    """The line that was chosen to be written anew: its form is filled in."""
    form = next((row.form for row in steps if row.step.verb == "write_line"), None)
    asked = request.GET.get("line", "")
    if form is None or not asked.isascii() or not asked.isdigit():
        return None
    line: CostLine | None = case.lines.standing().filter(pk=asked[:18]).first()
    if line is not None:
        form.initial = {name: _again(line, name) for name in _AGAIN if name in form.fields}
        form.initial |= {"replaces": line.pk, "part_number": line.code if line.kind == CostLine.Kind.PART else ""}
    return line


def _again(line: CostLine, name: str) -> Any:
    return getattr(line, f"{name}_id") if name in ("order_line", "planned") else getattr(line, name)
