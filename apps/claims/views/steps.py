"""Every step on a claim is one form on its page and one address that takes it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.errors import Conflict, Refused
from apps.organizations.permissions import everybody
from apps.organizations.requests import ScopedRequest

from ..models import Claim
from .case import case_page
from .step_forms import STEPS, form_of


@require_POST
@everybody
def take(request: ScopedRequest, number: str, verb: str) -> HttpResponse:
    """Take a step; a refusal shows the page again with everything that was written."""
    if verb not in STEPS:
        raise Http404
    claim = get_object_or_404(Claim, number=number)
    form = form_of(verb, claim, request.POST)
    if not form.is_valid():
        return case_page(request, claim, status=422, **{verb: form})
    wanted = {name: form.cleaned_data.get(name) for name in STEPS[verb].fields}
    try:
        STEPS[verb].service(claim=claim, by=request.actor, at=timezone.now(), **wanted)
    except Conflict as conflict:
        claim.refresh_from_db()
        return case_page(request, claim, status=409, conflict=conflict, **{verb: form})
    except Refused as error:
        form.add_error(error.field if error.field in form.fields else None, str(error.message))
        return case_page(request, claim, status=422, **{verb: form})
    messages.success(request, _("Done. The other side has been told."))
    return redirect(claim)
