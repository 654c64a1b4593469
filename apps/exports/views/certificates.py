"""Registration certificates: the list, one with its corrections and scan, and files of many."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.casework import documents
from apps.casework.selectors import jobs
from apps.casework.views import import_page
from apps.core.form_answers import attempt
from apps.core.pagination import page_of
from apps.core.tables.writers import csv_answer, csv_lines
from apps.organizations.permissions import for_sides
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side
from apps.vehicles.masked_vins import seen_by

from .. import selectors, services
from ..certificate_columns import CERTIFICATE_COLUMNS
from ..certificate_forms import CertificateCorrectionForm, CertificateForm
from ..filters import CertificateFilter
from ..lists import certificate_columns
from ..models import Certificate
from ..navigation import READERS
from ..services.certificate_imports import CERTIFICATES
from ..services.certificates import facts_of

_readers = for_sides(*READERS)
_writers = for_sides(*READERS, write=True)


@require_safe
@_readers
def listing(request: ScopedRequest) -> HttpResponse:
    """The certificates in scope, newest on record first; 50 a page (1 query)."""
    chosen = CertificateFilter(request.GET, queryset=selectors.certificates(), request=request)
    context = {
        "filter": chosen,
        "page": page_of(request, chosen.qs, ordering=selectors.NEWEST_RECORDS),
        "columns": certificate_columns(request.actor),
    }
    return render(request, "exports/certificates/list.html", context)


@require_safe
@_readers
def detail(request: ScopedRequest, pk: int) -> HttpResponse:
    """One certificate, what it took the place of, and what took its place (3 queries)."""
    found = get_object_or_404(Certificate, pk=pk)
    later = selectors.certificate_after(found)
    context = {
        "certificate": found,
        "vin": seen_by(found.vin, request.actor),
        "later": later,
        "chain": selectors.chain_of(found),
        "may_correct": later is None and request.actor.may_write,
    }
    return render(request, "exports/certificates/detail.html", context)


@require_safe
@_readers
def scan(request: ScopedRequest, pk: int) -> HttpResponseBase:
    """The scan as it was sent, as a file to save."""
    found = get_object_or_404(Certificate, pk=pk)
    if found.document_id is None:
        raise Http404
    return documents.answer_of(found)


@_writers
def new(request: ScopedRequest) -> HttpResponse:
    """Put a certificate on record; ``vin`` of the query fills in the car."""
    own = request.actor.side is Side.MANUFACTURER
    start = {"vin": request.GET.get("vin", ""), "exporter": request.GET.get("exporter", "")}
    form = CertificateForm(request.POST or None, request.FILES or None, initial=start, named=own)
    status = 200
    if request.method == "POST":

        def record(**_clean: Any) -> Certificate:
            return services.record_certificate(told=form.told(), scan=form.paper(), by=request.actor, at=timezone.now())

        made, status = attempt(form, record)
        if not status:
            messages.success(request, _("The certificate is on record."))
            return redirect(made)
    return render(request, "exports/certificates/form.html", {"form": form}, status=status)


@_writers
def correct(request: ScopedRequest, pk: int) -> HttpResponse:
    """What it says in truth, with the reason; both rows stay."""
    found = get_object_or_404(Certificate, pk=pk)
    form = CertificateCorrectionForm(request.POST or None, request.FILES or None, initial=asdict(facts_of(found)))
    status = 200
    if request.method == "POST":

        def replace(*, reason: str, **_clean: Any) -> Certificate:
            return services.correct_certificate(
                certificate=found, told=form.told(), scan=form.paper(), reason=reason, by=request.actor,
                at=timezone.now(),
            )  # fmt: skip

        made, status = attempt(form, replace)
        if not status:
            messages.success(request, _("Corrected: the new one counts, and the old one stays on record."))
            return redirect(made)
    context = {"form": form, "certificate": found, "vin": seen_by(found.vin, request.actor)}
    return render(request, "exports/certificates/form.html", context, status=status)


@_readers
def files(request: ScopedRequest) -> HttpResponse:
    """Send a file of certificates, and see what came of earlier ones."""
    return import_page(request, CERTIFICATES, "exports/certificates/files.html", earlier=jobs(CERTIFICATES.name))


@require_safe
@_readers
def template(request: ScopedRequest) -> HttpResponseBase:
    """An empty file with the right heading."""
    return csv_answer("certificates.csv", csv_lines([[column.name for column in CERTIFICATE_COLUMNS]]))
