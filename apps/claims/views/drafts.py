"""Requests that are not sent yet: taken up again, deleted, and the files that wait with them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.organizations.permissions import owners
from apps.organizations.requests import ScopedRequest, person_of
from apps.vehicles.models import Vehicle

from .. import photo_store, services
from ..forms import FileForm
from ..models import Draft
from .filing import write
from .gathering import Gathered, stash_of
from .papers import attached
from .pictures import picture


@require_safe
@owners
def draft(request: ScopedRequest, key: str) -> HttpResponse:
    """Where somebody stopped; of a car that is sold, only what they wrote themselves."""
    found = get_object_or_404(Draft, request_key=key)
    vehicle = Vehicle.objects.filter(vin=found.vin).first()
    stash = stash_of(request, key)
    kept = Gathered(photo_store.stashed(*stash), photo_store.stashed_paper(*stash, found.paper_name))
    if vehicle is None:
        return render(request, "claims/draft_sold.html", {"draft": found, "kept": kept, "key": key})
    form = FileForm(vehicle=vehicle, at=timezone.now(), initial={**found.answers, "request_key": key})
    return write(request, form, vehicle, kept, key=key)


@require_POST
@owners
def drop(request: ScopedRequest, key: str) -> HttpResponse:
    """Delete a draft; once more does nothing."""
    get_object_or_404(Draft, request_key=key)
    services.end_draft(owner_id=person_of(request.actor), request_key=key)
    messages.success(request, _("The draft is deleted, with its photos."))
    return redirect("portal:home")


@require_safe
@owners
def kept_photo(request: ScopedRequest, key: str, digest: str) -> HttpResponseBase:
    """A photo that waits for its form to be sent; only its owner's own."""
    photo = photo_store.stashed_one(person_of(request.actor), key, digest)
    if photo is None:
        raise Http404
    return picture(photo.content, f"{digest[:8]}.jpg")


@require_safe
@owners
def kept_paper(request: ScopedRequest, key: str) -> HttpResponseBase:
    """The PDF that waits for its form to be sent, as a file to save; only its owner's own."""
    found = get_object_or_404(Draft, request_key=key)
    return attached(photo_store.stashed_paper(person_of(request.actor), key, found.paper_name))
