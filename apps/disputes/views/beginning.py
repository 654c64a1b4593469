"""An owner objects to a denial, or brings a case to the authority: a page each, reached from the request."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.claims.models import Claim
from apps.claims.plain_reasons import plain_reason
from apps.core.form_answers import attempt
from apps.organizations.limits import count_address
from apps.organizations.permissions import owners
from apps.organizations.requests import ScopedRequest

from ..causes import causes_of
from ..forms import EscalationForm, ObjectionForm
from ..next_words import escalation_fact, escalation_next, objection_fact, objection_next
from ..services import escalations, objections


@owners
def object_to(request: ScopedRequest, number: str) -> HttpResponse:
    """Say why the denial is wrong."""
    claim, now = get_object_or_404(Claim, number=number), timezone.now()
    form, status = ObjectionForm(request.POST or None), 200
    if request.method == "POST":
        count_address("claims", request)
        made, status = attempt(form, objections.object_to, claim=claim, by=request.actor, at=now)
        if not status:
            sent = _("Your objection %(number)s was sent.") % {"number": made.number}
            messages.success(request, f"{sent} {objection_next(objection_fact(made))}")
            return redirect(claim)
    denial = claim.denials.filter(reversed_at=None).first()
    context = {
        "form": form, "claim": claim, "denial": denial,
        "until": objections.open_until(denial) if denial else None,
        "reason": plain_reason(denial.reason) if denial else "",
    }  # fmt: skip
    return render(request, "disputes/object.html", context, status=status)


@owners
def bring(request: ScopedRequest, number: str) -> HttpResponse:
    """Say why it is brought, and what should be done."""
    claim, now = get_object_or_404(Claim, number=number), timezone.now()
    causes = causes_of(claim, at=now)
    form, status = EscalationForm(request.POST or None, causes=causes), 200
    if request.method == "POST":
        count_address("claims", request)

        def act(*, cause: str, words: str) -> Any:
            return escalations.bring(claim=claim, by=request.actor, cause=cause, words=words, at=now)

        made, status = attempt(form, act)
        if not status:
            sent = _("Your case %(number)s lies with the authority.") % {"number": made.number}
            messages.success(request, f"{sent} {escalation_next(escalation_fact(made))}")
            return redirect(made)
    context = {"form": form, "claim": claim, "causes": causes}
    return render(request, "disputes/escalate.html", context, status=status)
