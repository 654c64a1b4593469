"""Confirmation letters: the list, issuing one or a file of them, one letter with its PDF and steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.casework import documents, pages
from apps.casework.models import Job
from apps.casework.selectors import jobs
from apps.casework.step_forms import StepForm
from apps.casework.views import import_page
from apps.core.errors import Refused
from apps.core.form_answers import attempt
from apps.core.pagination import page_of
from apps.core.tables.writers import csv_answer, csv_lines, stream_csv
from apps.organizations.permissions import View, for_sides
from apps.organizations.requests import ScopedRequest, organization_of
from apps.organizations.scope import Side
from apps.vehicles.masked_vins import seen_by

from .. import selectors, services
from ..desk_lists import CONFIRMATIONS
from ..filters import LetterFilter
from ..letter_columns import LETTER_COLUMNS
from ..letter_forms import LetterForm, PromisesForm, ReplacementForm
from ..letters.paper import address_of
from ..lists import letter_columns, line_columns
from ..models import Exporter, Letter
from ..navigation import READERS, RECORD_READERS
from ..services.letter_imports import LETTERS
from ..services.letters import replace_letter
from ..services.people import may_issue
from ..services.sealing import SEALING, seal_left, unsealed

_readers = for_sides(*RECORD_READERS)
_parties = for_sides(*READERS)
_CSV = [
    "number", "maker", "licence_number", "status", "issued_at", "vin", "model_name", "country", "centre_name",
    "centre_firm", "centre_address", "centre_city", "centre_phone",
]  # fmt: skip


def _issuers(view: View) -> View:
    """Administrators of a manufacturer."""

    @wraps(view)
    def wrapped(request: ScopedRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_issue(request.actor):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return for_sides(Side.MANUFACTURER, write=True)(wrapped)


@require_safe
@_readers
def listing(request: ScopedRequest) -> HttpResponse:
    """A manufacturer's own, all for the authority, those that bind here for a regulator; 50 a page (2 queries)."""
    chosen = LetterFilter(request.GET, queryset=selectors.letters(), request=request)
    order, issues = CONFIRMATIONS.asked(request), may_issue(request.actor)
    context = {
        "filter": chosen,
        "page": page_of(request, chosen.qs, ordering=order.columns),
        "order": order,
        "columns": letter_columns(),
        "may_issue": issues,
        "watches": request.actor.side is Side.REGULATOR,
        "left": _left() if issues else 0,
    }
    return render(request, "exports/letters.html", context)


@require_safe
@_readers
def letters_csv(request: ScopedRequest) -> HttpResponseBase:
    """The cars of the letters that are listed, as a file that streams; a regulator's with those of its countries."""
    chosen = LetterFilter(request.GET, queryset=selectors.letters(), request=request)
    actor = request.actor

    def lines() -> Iterator[list[Any]]:
        for line in selectors.lines_in(chosen.qs).iterator(chunk_size=2_000):
            letter = line.letter
            yield [
                letter.number, letter.maker_id, letter.licence_number, letter.status, letter.issued_at.isoformat(),
                seen_by(line.vin, actor), *(str(getattr(line, name)) for name in _CSV[6:]),
            ]  # fmt: skip

    return stream_csv("letters.csv", _CSV, lines())


def _left() -> int:
    """How many letters wait for their seal; counted only while a job that seals runs or stopped before its end."""
    unfinished = jobs(SEALING.name).exclude(status=Job.Status.DONE).exists()
    return unsealed(Letter.objects.all()).count() if unfinished else 0


@_issuers
def new(request: ScopedRequest) -> HttpResponse:
    """Issue a letter; a worker seals it."""
    form = LetterForm(request.POST or None, manufacturer_id=organization_of(request.actor))

    def issue(*, maker: Exporter, licence_number: str, reason: str, **_clean: Any) -> Any:
        return _beside(
            form,
            services.issue_letter,
            maker=maker,
            licence_number=licence_number,
            promises=form.promises(),
            reason=reason,
            by=request.actor,
            at=timezone.now(),
        )

    return _written(request, form, issue, letter=None)


@_issuers
def replace(request: ScopedRequest, number: str) -> HttpResponse:
    """Put another letter in the place of one; of more cars than a form takes, by a file."""
    found = _found(number)
    form = ReplacementForm(request.POST or None, letter=found)

    def put(*, reason: str, version: int | None, key: str, **_clean: Any) -> Letter:
        old = _beside(
            form,
            replace_letter,
            letter=found,
            promises=form.promises(),
            note=reason,
            version=version,
            key=key,
            by=request.actor,
            at=timezone.now(),
        )
        return Letter.objects.get(replaces=old)

    return _written(request, form, put, letter=found)


def _beside(form: PromisesForm, act: Any, **arguments: Any) -> Any:
    try:
        return act(**arguments)
    except Refused as refused:
        raise form.beside(refused) from refused


def _written(request: ScopedRequest, form: PromisesForm, act: Any, *, letter: Letter | None) -> HttpResponse:
    status = 200
    if request.method == "POST":
        made, status = attempt(form, act)
        if not status:
            messages.success(request, _("Issued. It is being sealed: its PDF is here in a moment."))
            return redirect(made)
    return render(request, "exports/letter_form.html", {"form": form, "letter": letter}, status=status)


@require_safe
@_readers
def detail(request: ScopedRequest, number: str) -> HttpResponse:
    """One letter with its cars, its history and steps (3 queries)."""
    return _page(request, _found(number))


def _found(number: str) -> Letter:
    return get_object_or_404(selectors.letters().select_related("seal", "replaces", "replaced_by"), number=number)


def _page(
    request: ScopedRequest,
    found: Letter,
    *,
    status: int = 200,
    sent: Mapping[str, StepForm] | None = None,
    **more: Any,
) -> HttpResponse:
    context = {
        "letter": found,
        "sealed": hasattr(found, "seal"),
        "public_address": address_of(found.number),
        "page": page_of(request, selectors.lines_of(found), ordering=selectors.LINES),
        "columns": line_columns(request.actor),
        "is_party": request.actor.side in READERS,
        "events": found.events.all(),
        "steps": pages.on_page(found, request.actor, sent),
        "may_replace": may_issue(request.actor) and found.status == Letter.Status.ISSUED,
        "form": next(iter((sent or {}).values()), None),
        **more,
    }
    return render(request, "exports/letter.html", context, status=status)


@require_safe
@_parties
def pdf(request: ScopedRequest, number: str) -> HttpResponseBase:
    """The bytes that were sealed. The wall showed the letter; its file, with all its cars, belongs to the maker."""
    found = _found(number)
    if not hasattr(found, "seal"):
        raise Http404
    return documents.answer_of(found.seal)


@require_POST
@_parties
def step(request: ScopedRequest, number: str, verb: str) -> HttpResponse:
    return pages.take(request, _found(number), verb, _page)


@_issuers
def files(request: ScopedRequest) -> HttpResponse:
    """Send a file of letters, and see what came of earlier ones and of their sealing."""
    earlier = jobs().filter(kind__in=[LETTERS.name, SEALING.name])
    return import_page(request, LETTERS, "exports/letter_files.html", earlier=earlier)


@require_safe
@_issuers
def template(request: ScopedRequest) -> HttpResponseBase:
    """An empty file with the right heading."""
    return csv_answer("letters.csv", csv_lines([[column.name for column in LETTER_COLUMNS]]))


@require_POST
@_issuers
def seal(request: ScopedRequest) -> HttpResponse:
    """Seal once more what a job that stopped has left."""
    job = seal_left(manufacturer_id=organization_of(request.actor), by=request.actor, at=timezone.now())
    return redirect(job or "exports:letters")
