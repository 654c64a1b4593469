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
from apps.organizations.scope import Actor, Side

from .. import selectors
from ..contact import contact_of, place_words
from ..models import Claim
from ..safety_advice import Advice, advice_on
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
    contact = contact_of(claim)
    photos = list(claim.photos.select_related("claim"))
    context = {
        "claim": claim,
        "case": case,
        "steps": steps,
        "now": now,
        "sections": sections_of(claim, request.actor),
        "contact": contact,
        "place": place_words(contact.place_city, str(contact.place_country)) if contact else "",
        "advice": _advice(claim, request.actor),
        "paper": getattr(claim, "paper", None),
        "vin": vin_of(claim, actor=request.actor, events=case.events, at=now),
        "conflict": conflict,
        "written": [] if any(row.open for row in steps) else written,
        "form": next(iter((sent or {}).values()), None),
    }
    if request.actor.side is Side.OWNER:
        context |= owner_context(case, steps, photos, at=now) | _asked(case, steps)
        return render(request, "claims/owner_detail.html", context, status=status)
    waits = claim.status == Claim.Status.PROPOSED
    context |= {
        "photos": shown(photos),
        "talk": {row["event"].pk: row["photos"] for row in talk_of(case.events, photos)},
        "proposal": claim.proposals.filter(decided_at=None).first() if waits else None,
        "rating": getattr(claim, "rating", None),
    }
    return render(request, "claims/detail.html", context, status=status)


def _advice(claim: Claim, actor: Actor) -> Advice | None:
    """What to do at once, for whoever has the car in hand, until it is repaired."""
    over = claim.recall or claim.repaired_at or claim.closed_at
    return None if over or actor.side not in (Side.OWNER, Side.DEALER) else advice_on(claim.component, claim.powertrain)


def _asked(case: selectors.Case, steps: list[OnPage]) -> dict[str, Any]:
    """The question that waits for the owner, with the box for the answer."""
    asked = selectors.open_question(case)
    answer = next((row for row in steps if row.step.verb == "message"), None) if asked else None
    if answer:
        answer.form.fields["message"].label = _("Your answer")
    return {"asked": asked, "answer": answer}
