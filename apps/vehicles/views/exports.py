"""A manufacturer's pages: one exported vehicle, a file of them, and what came of files."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.casework import documents
from apps.casework.models import Document, Job
from apps.casework.selectors import jobs
from apps.casework.views import import_page
from apps.core.form_answers import attempt
from apps.core.tables.writers import csv_answer, csv_lines
from apps.organizations.permissions import for_sides, manufacturers
from apps.organizations.requests import ScopedRequest, organization_of
from apps.organizations.scope import Side

from .. import services
from ..forms import ExportForm
from ..models import Vehicle
from ..services.imports import EXPORTS
from ..vin_photo_pages import answer_to_photo

_writers = for_sides(Side.MANUFACTURER, write=True)


@_writers
def new_export(request: ScopedRequest) -> HttpResponse:
    if answer := answer_to_photo(request, ExportForm, "vehicles/new_export.html"):
        return answer
    form = ExportForm(request.POST or None)
    status = 200
    if request.method == "POST":
        vehicle, status = attempt(form, _register, request=request)
        if not status:
            messages.success(request, _("%(vin)s is on record.") % {"vin": vehicle.vin})
            return redirect(vehicle)
    return render(request, "vehicles/new_export.html", {"form": form}, status=status)


def _register(*, request: ScopedRequest, plate_checked: bool, **facts: object) -> Vehicle:
    return services.register_export(
        manufacturer_id=organization_of(request.actor),
        by=request.actor,
        at=timezone.now(),
        **facts,  # type: ignore[arg-type]
    )


@manufacturers
def imports(request: ScopedRequest) -> HttpResponse:
    """Send a file, and see what came of earlier ones."""
    return import_page(request, EXPORTS, "vehicles/imports.html", earlier=jobs(EXPORTS.name))


@manufacturers
def import_detail(request: ScopedRequest, pk: int) -> HttpResponse:
    """What came of a file: the page of its job."""
    return redirect(get_object_or_404(Job, pk=pk, kind=EXPORTS.name))


@manufacturers
def import_report(request: ScopedRequest, pk: int) -> HttpResponseBase:
    """The rows of a file that were refused or warned of, as CSV."""
    job = get_object_or_404(Job, pk=pk, kind=EXPORTS.name, errors__isnull=False)
    return documents.answer(cast(Document, job.errors))


@manufacturers
def import_template(request: ScopedRequest) -> HttpResponseBase:
    """An empty file with the right heading."""
    return csv_answer("vehicles.csv", csv_lines([[column.name for column in EXPORTS.columns]]))
