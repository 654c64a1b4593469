"""What is printed, as PDF in a language: on demand; a decision is kept as it was made."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from apps.casework import documents
from apps.claims.models import Claim
from apps.organizations.permissions import dealers, for_sides
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side

from ..models import Decision
from ..papers.costs import estimate_paper
from ..papers.sheet import LANGUAGES, Sheet
from ..papers.workshop import hand_back, job_card
from ..selectors import cases
from ..services.letters import letter_of
from .cases import ESTIMATE_READERS

_readers = for_sides(*ESTIMATE_READERS)


@require_safe
@dealers
def job_card_pdf(request: ScopedRequest, number: str) -> HttpResponse:
    """The job card of a claim."""
    claim, language = _claim(number), _language(request)
    with translation.override(language):
        return _answer(job_card(claim, language, day=timezone.localdate()), "job-card")


@require_safe
@for_sides(Side.OWNER, Side.DEALER)
def hand_back_pdf(request: ScopedRequest, number: str) -> HttpResponse:
    """The protocol with which a car is handed back."""
    claim, language = _claim(number), _language(request)
    with translation.override(language):
        return _answer(hand_back(claim, language, day=timezone.localdate()), "hand-back")


@require_safe
@_readers
def estimate_pdf(request: ScopedRequest, number: str) -> HttpResponse:
    """An estimate as it stands."""
    found, language = get_object_or_404(cases.estimates(), number=number), _language(request)
    with translation.override(language):
        return _answer(estimate_paper(found, language, day=timezone.localdate()), "estimate")


@require_safe
@_readers
def decision_pdf(request: ScopedRequest, pk: int) -> HttpResponseBase:
    """The letter of a decision: made once in each language, and kept."""
    firms = ("settlement__claim", "estimate__claim", "settlement__dealer", "estimate__dealer")
    makers = ("settlement__manufacturer", "estimate__manufacturer")
    found = get_object_or_404(Decision.objects.select_related(*firms, *makers), pk=pk)
    letter = letter_of(decision=found, language=_language(request), by=request.actor, at=timezone.now())
    return documents.answer_of(letter)


def _claim(number: str) -> Claim:
    return get_object_or_404(Claim.objects.select_related("dealer", "manufacturer", "vehicle"), number=number)


def _language(request: ScopedRequest) -> str:
    """The language that was asked for, else the reader's."""
    asked = request.GET.get("language") or translation.get_language() or "en"
    if asked not in LANGUAGES:
        raise Http404
    return asked


def _answer(sheet: Sheet, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}-{sheet.number}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(sheet.pdf(), content_type="application/pdf", headers=headers)
