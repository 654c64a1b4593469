"""For whom a person acts: their organisations, what waits for their answer, and leaving."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from apps.casework import engine
from apps.casework.step_forms import form_of
from apps.core.errors import Refused
from apps.core.form_answers import refuse
from apps.organizations.models import Membership
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


@require_POST
@signed_in
def leave(request: ScopedRequest, pk: int) -> HttpResponse:
    """End one's own membership; the last administrator is told what to do first."""
    with as_oneself(request) as me:
        membership = get_object_or_404(Membership.objects.select_related("organization"), pk=pk)
        form = form_of(membership, "leave", me, request.POST)
        if form.is_valid():
            data = form.cleaned_data
            try:
                engine.take(membership, "leave", by=me, at=timezone.now(), version=data["version"], key=data["key"])
            except Refused as refused:
                refuse(form, refused)
        if not form.errors:
            messages.success(request, form.step.done)
            return redirect("organizations:mine")
        context = {"membership": membership, "events": membership.events.all(), "leave_form": form, "form": form}
        return render(request, "network/member.html", context, status=422)
