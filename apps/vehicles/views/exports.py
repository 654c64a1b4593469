"""A manufacturer's pages: one exported vehicle, a file of them, and what came of files."""

from __future__ import annotations

import csv
import io

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.form_answers import attempt
from apps.core.pagination import page_of
from apps.organizations.permissions import for_sides, manufacturers
from apps.organizations.requests import ScopedRequest, organization_of
from apps.organizations.scope import Side

from .. import selectors, services
from ..forms import ExportForm, ImportForm
from ..import_rows import COLUMNS
from ..models import ExportImport, Vehicle
from ..services.imports import upload

_writers = for_sides(Side.MANUFACTURER, write=True)


@_writers
def new_export(request: ScopedRequest) -> HttpResponse:
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
    form = ImportForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        job, status = attempt(form, _upload, request=request)
        if not status:
            return redirect(job)
    page = page_of(request, selectors.imports(), ordering=("-uploaded_at", "-id"), size=20)
    context = {"form": form, "page": page, "columns": COLUMNS}
    return render(request, "vehicles/imports.html", context, status=status)


def _upload(*, request: ScopedRequest, file: UploadedFile, request_key: object) -> ExportImport:
    return upload(
        manufacturer_id=organization_of(request.actor),
        file_name=file.name or "",
        content=file.read(),
        by=request.actor,
        at=timezone.now(),
        request_key=str(request_key),
    )


@manufacturers
def import_detail(request: ScopedRequest, pk: int) -> HttpResponse:
    """What came of a file, with the first lines of its report; a waiting one asks again every few seconds."""
    job = get_object_or_404(ExportImport.objects.defer("content"), pk=pk)
    rows = list(csv.reader(io.StringIO(job.report)))
    context = {"job": job, "head": rows[:1], "rows": rows[1:51], "more": max(0, len(rows) - 51)}
    partial = request.headers.get("HX-Request")
    return render(request, "vehicles/_import.html" if partial else "vehicles/import.html", context)


@manufacturers
def import_report(request: ScopedRequest, pk: int) -> HttpResponse:
    """The whole report of a file, as CSV."""
    job = get_object_or_404(ExportImport.objects.defer("content"), pk=pk)
    return _csv("\ufeff" + job.report, f"report-{job.pk}.csv")


@manufacturers
def import_template(request: ScopedRequest) -> HttpResponse:
    """An empty file with the right heading."""
    return _csv(",".join(COLUMNS) + "\r\n", "vehicles.csv")


def _csv(text: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)
