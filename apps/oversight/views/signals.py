"""Signals: the list, and one with its rows and what was said of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.claims.models import Claim
from apps.core.form_answers import attempt
from apps.core.pagination import page_of
from apps.organizations.requests import ScopedRequest
from apps.parts.models import OrderLine

from .. import signals as service
from ..forms import NoteForm
from ..knowledge import as_known_then
from ..measures import MEASURES
from ..models import Signal
from .flags import watchers_and_makers

#: Rows on the page of a signal, the newest first.
ROWS_SHOWN = 50


@watchers_and_makers
@as_known_then
def signals(request: ScopedRequest) -> HttpResponse:
    """All signals in sight, newest first."""
    page = page_of(request, service.signals(), ordering=("-began_on", "-id"))
    return render(request, "oversight/signals.html", {"page": page})


@watchers_and_makers
def signal(request: ScopedRequest, number: str) -> HttpResponse:
    """One signal; its manufacturer and those who watch say what is so."""
    found = get_object_or_404(Signal.objects.select_related("manufacturer"), number=number)
    form = NoteForm(request.POST or None) if request.actor.may_write else None
    status = 200
    if form is not None and request.method == "POST":
        made, status = attempt(form, service.say_of, signal=found, by=request.actor, at=timezone.now())
        if made:
            messages.success(request, _("Your note is on record."))
            return redirect(found)
    more = max(0, len(found.row_ids) - ROWS_SHOWN)
    context = {"signal": found, "notes": found.notes.all(), "form": form, "more": more, **_rows(found)}
    return render(request, "oversight/signal.html", context, status=status or 200)


def _rows(found: Signal) -> dict[str, Any]:
    """The cases in which it was done, as far as the reader sees them."""
    known = MEASURES.get(found.measure)
    ids = found.row_ids[-ROWS_SHOWN:]
    if known is not None and known.lines is not None:
        return {"lines": OrderLine.objects.filter(pk__in=ids).select_related("order", "part").order_by("-pk")}
    return {"claims": Claim.objects.filter(pk__in=ids).order_by("-filed_at", "-pk")}
