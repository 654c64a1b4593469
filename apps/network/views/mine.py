"""For whom a person acts: their organisations, and what waits for their answer."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from apps.organizations.permissions import signed_in
from apps.organizations.requests import ScopedRequest, person_of

from .. import selectors
from ..greeting import greet
from .oneself import as_oneself


@signed_in
def mine(request: ScopedRequest) -> HttpResponse:
    """The organisations that the person may act for, and invitations that wait for an answer."""
    me = person_of(request.actor)
    greet(me, at=timezone.now())
    with as_oneself(request):
        context = {"memberships": selectors.my_memberships(me), "invitations": selectors.my_invitations(me)}
        return render(request, "network/mine.html", context)
