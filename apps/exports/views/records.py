"""Export records: the list, one record with its corrections, and manifests."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.casework.selectors import jobs
from apps.casework.views import import_page
from apps.core.form_answers import attempt
from apps.core.pagination import page_of
from apps.core.tables.writers import csv_answer, csv_lines
from apps.organizations.permissions import for_sides
from apps.organizations.requests import ScopedRequest
from apps.vehicles.masked_vins import seen_by, seen_whole

from .. import selectors, services
from ..columns import MANIFEST_COLUMNS
from ..filters import RecordFilter
from ..forms import CorrectionForm, RecordForm
from ..lists import record_columns
from ..models import ExportRecord
from ..navigation import READERS, RECORD_READERS
from ..services.imports import MANIFEST
from ..services.records import facts_of

_readers = for_sides(*RECORD_READERS)
_senders = for_sides(*READERS)
_writers = for_sides(*READERS, write=True)


@require_safe
@_readers
def listing(request: ScopedRequest) -> HttpResponse:
    """What was exported, as far as it concerns the reader: own exports, own countries, or all; 50 a page (1 query)."""
    chosen = RecordFilter(request.GET, queryset=selectors.records(), request=request)
    context = {
        "filter": chosen,
        "page": page_of(request, chosen.qs, ordering=selectors.NEWEST_RECORDS),
        "columns": record_columns(request.actor),
        "may_send": request.actor.side in READERS and request.actor.may_write,
    }
    return render(request, "exports/records.html", context)


@require_safe
@_readers
def detail(request: ScopedRequest, pk: int) -> HttpResponse:
    """One record, what it took the place of, and what took its place; its certificates (6 queries)."""
    found = get_object_or_404(ExportRecord.objects.select_related("exporter"), pk=pk)
    later = selectors.record_after(found)
    context = {
        "record": found,
        "vin": seen_by(found.vin, request.actor),
        "later": later,
        "certificates": selectors.certificates_of(found) if request.actor.side in READERS else (),
        "chain": selectors.chain_of(found),
        "licence": selectors.licence_of(found) if request.actor.side in READERS else None,
        "may_correct": later is None and _may_correct(request),
        "known": _known_of(found) if seen_whole(request.actor) else "",
        "reads_exporters": request.actor.side in READERS,
    }
    return render(request, "exports/record.html", context)


@_writers
def new(request: ScopedRequest) -> HttpResponse:
    form = RecordForm(request.POST or None)
    status = 200
    if request.method == "POST":

        def record(**_clean: Any) -> ExportRecord:
            return services.record_export(declared=form.declared(), by=request.actor, at=timezone.now())

        made, status = attempt(form, record)
        if not status:
            messages.success(request, _("The export is on record."))
            return redirect(made)
    return render(request, "exports/record_form.html", {"form": form}, status=status)


@_writers
def correct(request: ScopedRequest, pk: int) -> HttpResponse:
    """The facts as they should have been, with the reason; both records stay."""
    found = get_object_or_404(ExportRecord, pk=pk)
    form = CorrectionForm(request.POST or None, initial=asdict(facts_of(found)))
    status = 200
    if request.method == "POST":

        def replace(*, reason: str, **_clean: Any) -> ExportRecord:
            return services.correct_record(
                record=found, declared=form.declared(), reason=reason, by=request.actor, at=timezone.now()
            )

        made, status = attempt(form, replace)
        if not status:
            messages.success(request, _("Corrected: the new record counts, and the old one stays on record."))
            return redirect(made)
    context = {"form": form, "record": found, "vin": seen_by(found.vin, request.actor)}
    return render(request, "exports/record_form.html", context, status=status)


def _known_of(record: ExportRecord) -> str:
    """What the form of its certificate begins with, for whoever sees the VIN whole."""
    return "?" + urlencode({"vin": record.vin, "exporter": record.exporter_id})


def _may_correct(request: ScopedRequest) -> bool:
    return request.actor.side in READERS and request.actor.may_write


@_senders
def manifests(request: ScopedRequest) -> HttpResponse:
    """Send a manifest, and see what came of earlier ones."""
    return import_page(request, MANIFEST, "exports/manifests.html", earlier=jobs(MANIFEST.name))


@require_safe
@_senders
def template(request: ScopedRequest) -> HttpResponseBase:
    """An empty file with the right heading."""
    return csv_answer("manifest.csv", csv_lines([[column.name for column in MANIFEST_COLUMNS]]))
