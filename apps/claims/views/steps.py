"""Every step on a claim is one form on its page and one address that takes it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from apps.casework import pages
from apps.organizations.permissions import everybody
from apps.organizations.requests import ScopedRequest

from ..models import Claim
from .case import case_page


@require_POST
@everybody
def take(request: ScopedRequest, number: str, verb: str) -> HttpResponse:
    return pages.take(request, get_object_or_404(Claim, number=number), verb, case_page)
