"""Every step on a claim is one form on its page and one address that takes it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
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
        return case_page(request, claim, status=422, in_error={verb: form})
    wanted = {name: form.cleaned_data.get(name) for name in STEPS[verb].fields}
    try:
        STEPS[verb].service(claim=claim, by=request.actor, at=timezone.now(), **wanted)
    except Conflict as conflict:
        claim.refresh_from_db()
        again = _as_of_now(verb, claim, request.POST)
        return case_page(request, claim, status=409, conflict=conflict, written=_written(form), in_error={verb: again})
    except Refused as error:
        form.add_error(error.field if error.field in form.fields else None, str(error.message))
        return case_page(request, claim, status=422, in_error={verb: form})
    messages.success(request, _("Done. The other side has been told."))
    return redirect(claim)


def _as_of_now(verb: str, claim: Claim, data: QueryDict) -> forms.Form:
    """The same form over the newer claim: whoever has looked at that may send it as it is."""
    newer = data.copy()
    newer[f"{verb}-version"] = str(claim.version)
    return form_of(verb, claim, newer)


def _written(form: forms.Form) -> list[tuple[str, str]]:
    """What the person wrote, to be shown even when the step is no longer possible and its form is gone."""
    shown = ((str(field.label), str(form.cleaned_data.get(field.name) or "")) for field in form.visible_fields())
    return [(label, value) for label, value in shown if value]
