"""The page of one claim, whoever looks at it."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.casework.pages import on_page
from apps.casework.step_forms import StepForm
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side

from .. import selectors
from ..contact import contact_of
from ..models import Claim, ClaimPhoto
from ..sections import sections_of
from ..seen_vins import vin_of


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
    it when the form it was written in is gone.
    """
    now = timezone.now()
    case, steps = selectors.case_of(claim), on_page(claim, request.actor, sent)
    asked = selectors.open_question(case) if request.actor.side is Side.OWNER else None
    answer = next((row for row in steps if row.step.verb == "message"), None) if asked else None
    if answer:
        answer.form.fields["message"].label = _("Your answer")
    context = {
        "claim": claim,
        "case": case,
        "photos": [
            {"url": photo_url(photo), "alt": f"{claim.number} · {n}"}
            for n, photo in enumerate(claim.photos.all(), start=1)
        ],
        "asked": asked,
        "answer": answer,
        "steps": [row for row in steps if row is not answer],
        "now": now,
        "sections": sections_of(claim, request.actor),
        "contact": contact_of(claim),
        "vin": vin_of(claim, actor=request.actor, events=case.events, at=now),
        "base": "base.html" if request.actor.side is Side.OWNER else "desk.html",
        "conflict": conflict,
        "written": [] if any(row.open for row in steps) else written,
        "form": next(iter((sent or {}).values()), None),
    }
    return render(request, "claims/detail.html", context, status=status)


def photo_url(photo: ClaimPhoto) -> str:
    return reverse("claims:photo", args=[photo.claim.number, photo.pk])
