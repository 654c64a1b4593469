"""The page of one claim, whoever looks at it."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side

from .. import machine, selectors
from ..models import Claim, ClaimPhoto
from .step_forms import STEPS, form_of


def case_page(
    request: ScopedRequest,
    claim: Claim,
    *,
    status: int = 200,
    conflict: object = None,
    written: list[tuple[str, str]] | None = None,
    in_error: Mapping[str, forms.Form] | None = None,
) -> HttpResponse:
    """The page of one claim, with the forms of the steps that may be taken now.

    ``in_error`` are forms by verb as they were sent; ``conflict`` says who was faster, and ``written`` is shown with
    it when the form it was written in is gone.
    """
    case, sent = selectors.case_of(claim), in_error or {}
    steps = []
    for step in machine.allowed(claim, request.actor):
        if step.verb in STEPS:
            form = sent.get(step.verb) or form_of(step.verb, claim)
            steps.append({"verb": step.verb, "label": step.label, "form": form, "open": step.verb in sent})
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
        "conflict": conflict,
        "written": [] if any(step["open"] for step in steps) else written,
        "form": next(iter(sent.values()), None),
    }
    return render(request, "claims/detail.html", context, status=status)


def photo_url(photo: ClaimPhoto) -> str:
    return reverse("claims:photo", args=[photo.claim.number, photo.pk])
