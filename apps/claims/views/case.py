"""The page of one claim, whoever looks at it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side

from .. import machine, selectors
from ..models import Claim, ClaimPhoto
from .step_forms import STEPS, form_of


def case_page(request: ScopedRequest, claim: Claim, *, status: int = 200, **in_error: object) -> HttpResponse:
    """The page of one claim, with the forms of the steps that may be taken now (one of them perhaps in error)."""
    case = selectors.case_of(claim)
    steps = []
    for step in machine.allowed(claim, request.actor):
        if step.verb in STEPS:
            form = in_error.get(step.verb) or form_of(step.verb, claim)
            steps.append({"verb": step.verb, "label": step.label, "form": form, "open": step.verb in in_error})
    context = {
        "claim": claim,
        "case": case,
        "photos": [
            {"url": photo_url(photo), "alt": f"{claim.number} · {n}"}
            for n, photo in enumerate(claim.photos.all(), start=1)
        ],
        "steps": steps,
        "now": timezone.now(),
        "base": "base.html" if request.actor.side is Side.OWNER else "desk.html",
        "conflict": in_error.get("conflict"),
        "form": next((value for key, value in in_error.items() if key != "conflict"), None),
    }
    return render(request, "claims/detail.html", context, status=status)


def photo_url(photo: ClaimPhoto) -> str:
    return reverse("claims:photo", args=[photo.claim.number, photo.pk])
