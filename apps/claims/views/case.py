"""The page of one claim, whoever looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.casework.pages import OnPage, on_page
from apps.casework.step_forms import StepForm
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side

from .. import selectors
from ..contact import contact_of
from ..models import Claim, Rating
from ..plain_reasons import plain_reason
from ..sections import sections_of
from ..seen_vins import vin_of
from .owner import owner_context, talk_of
from .pictures import shown


def case_page(
    request: ScopedRequest,
    claim: Claim,
    *,
    status: int = 200,
    conflict: object = None,
    written: list[tuple[str, str]] | None = None,
    sent: Mapping[str, StepForm] | None = None,
) -> HttpResponse:
    """The page of one claim, with the forms of the steps that may be taken now.

    ``sent`` are forms by verb as they came back; ``conflict`` says who was faster, and ``written`` is shown with
    it when the form it was written in is gone. Owners have a page of their own.
    """
    now = timezone.now()
    case, steps = selectors.case_of(claim), on_page(claim, request.actor, sent)
    photos = list(claim.photos.select_related("claim"))
    context = {
        "claim": claim,
        "case": case,
        "steps": steps,
        "now": now,
        "sections": sections_of(claim, request.actor),
        "contact": contact_of(claim),
        "vin": vin_of(claim, actor=request.actor, events=case.events, at=now),
        "conflict": conflict,
        "written": [] if any(row.open for row in steps) else written,
        "form": next(iter((sent or {}).values()), None),
    }
    if request.actor.side is Side.OWNER:
        context |= owner_context(case, steps, photos, at=now) | _asked(case, steps)
        return render(request, "claims/owner_detail.html", context, status=status)
    proposal = claim.proposals.filter(decided_at=None).first()
    context |= {
        "photos": shown(photos),
        "talk": {row["event"].pk: row["photos"] for row in talk_of(case.events, photos)},
        "proposal": proposal,
        "rating": Rating.objects.filter(claim=claim).first(),
        "reason": plain_reason(claim.denial_reason),
    }
    return render(request, "claims/detail.html", context, status=status)


def _asked(case: selectors.Case, steps: list[OnPage]) -> dict[str, Any]:
    """The question that waits for the owner, with the box for the answer."""
    asked = selectors.open_question(case)
    answer = next((row for row in steps if row.step.verb == "message"), None) if asked else None
    if answer:
        answer.form.fields["message"].label = _("Your answer")
    return {"asked": asked, "answer": answer}
