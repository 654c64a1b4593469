"""What a workshop does on one request's page: somebody in charge, notes, appointments, a replacement car."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.claims.models import Claim
from apps.core.errors import Refused
from apps.core.form_answers import refuse
from apps.organizations.permissions import dealers, owners
from apps.organizations.requests import ScopedRequest, organization_of
from apps.organizations.scope import Side

from .. import services
from ..forms import AssignForm, LendForm, NoteForm, OfferForm, ReturnForm, WishForm
from ..models import Loan


def _claim(number: str) -> Claim:
    return get_object_or_404(Claim.objects.select_related("dealer"), number=number)


def _form_page(
    request: ScopedRequest, claim: Claim, form: Any, title: str, send: str, act: Callable[[], Any], done: str
) -> HttpResponse:
    """A page with one form about a request: shown, sent, shown again with what hinders."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                act()
            except Refused as refused:
                status = refuse(form, refused)
            else:
                messages.success(request, done)
                return redirect(claim)
    base = "base.html" if request.actor.side is Side.OWNER else "desk.html"
    context = {"claim": claim, "form": form, "title": title, "send": send, "base": base}
    return render(request, "workshop/claim_form.html", context, status=status)


@require_POST
@dealers
def assign(request: ScopedRequest, number: str) -> HttpResponse:
    claim = _claim(number)
    form = AssignForm(request.POST, dealer_id=organization_of(request.actor))
    return _form_page(
        request,
        claim,
        form,
        _("Who sees to it"),
        _("Assign"),
        lambda: services.assign(claim=claim, by=request.actor, at=timezone.now(), **form.cleaned_data),
        _("Your colleagues see who is in charge."),
    )


@require_POST
@dealers
def note(request: ScopedRequest, number: str) -> HttpResponse:
    claim = _claim(number)
    form = NoteForm(request.POST)
    return _form_page(
        request,
        claim,
        form,
        _("Internal note"),
        _("Note it"),
        lambda: services.write_note(claim=claim, by=request.actor, at=timezone.now(), **form.cleaned_data),
        _("It is noted, for your colleagues only."),
    )


@dealers
def offer(request: ScopedRequest, number: str) -> HttpResponse:
    """The workshop offers an appointment."""
    claim = _claim(number)
    form = OfferForm(request.POST or None, claim=claim)
    return _form_page(
        request,
        claim,
        form,
        _("Offer an appointment"),
        _("Offer it"),
        lambda: services.offer(claim=claim, by=request.actor, at=timezone.now(), **form.arguments()),
        _("The owner has been asked."),
    )


@owners
def wish(request: ScopedRequest, number: str) -> HttpResponse:
    """The owner wishes an appointment."""
    claim = _claim(number)
    form = WishForm(request.POST or None)
    return _form_page(
        request,
        claim,
        form,
        _("Wish an appointment"),
        _("Send the wish"),
        lambda: services.wish(claim=claim, by=request.actor, at=timezone.now(), **form.cleaned_data),
        _("The workshop has been asked."),
    )


@dealers
def lend(request: ScopedRequest, number: str) -> HttpResponse:
    """Lend a replacement car for the time of a repair."""
    claim = _claim(number)
    form = LendForm(
        request.POST or None, dealer_id=organization_of(request.actor), initial={"lent_at": timezone.localtime()}
    )
    return _form_page(
        request,
        claim,
        form,
        _("Lend a replacement car"),
        _("Lend it"),
        lambda: services.lend(claim=claim, by=request.actor, at=timezone.now(), **form.cleaned_data),
        _("The loan is on record."),
    )


@dealers
def take_back(request: ScopedRequest, pk: int) -> HttpResponse:
    """Take a replacement car back."""
    loan = get_object_or_404(Loan.objects.select_related("claim__dealer"), pk=pk)
    form = ReturnForm(request.POST or None, initial={"returned_at": timezone.localtime()})
    return _form_page(
        request,
        loan.claim,
        form,
        _("Take %(car)s back") % {"car": loan.car},
        _("Take it back"),
        lambda: services.take_back(loan=loan, by=request.actor, at=timezone.now(), **form.cleaned_data),
        _("The loan has ended."),
    )
