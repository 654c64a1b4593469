"""Pages of long work: what runs and ran, one job with its progress and findings, its files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.core.errors import Refused
from apps.core.form_answers import attempt
from apps.core.pagination import page_of
from apps.organizations.permissions import everybody
from apps.organizations.requests import ScopedRequest

from . import documents, imports, selectors
from .forms import ImportForm
from .imports import Importer
from .jobs import ask_cancel
from .models import Document, Job

FILES = ("input", "output", "errors")


@require_safe
@everybody
def listing(request: ScopedRequest) -> HttpResponse:
    page = page_of(request, selectors.jobs(), ordering=selectors.NEWEST, size=20)
    return render(request, "casework/jobs.html", {"page": page})


@require_safe
@everybody
def job(request: ScopedRequest, pk: int) -> HttpResponse:
    """How far a job is and what came of it; an unfinished one asks again every few seconds."""
    found = get_object_or_404(selectors.jobs().select_related("parent", "input", "output", "errors"), pk=pk)
    context = {"job": found, "findings": selectors.findings(found), "notes": found.result.get("notes", [])}
    partial = request.headers.get("HX-Request")
    return render(request, "casework/_job.html" if partial else "casework/job.html", context)


@require_safe
@everybody
def job_file(request: ScopedRequest, pk: int, which: str) -> HttpResponseBase:
    """The file a job was given, the one it made, or the rows it could not take."""
    found = get_object_or_404(Job, pk=pk)
    document: Document | None = getattr(found, which) if which in FILES else None
    if document is None:
        raise Http404
    return documents.answer(document)


@require_POST
@everybody
def cancel(request: ScopedRequest, pk: int) -> HttpResponse:
    found = ask_cancel(job=get_object_or_404(Job, pk=pk), by=request.actor, at=timezone.now())
    if not found.finished:
        messages.info(request, _("It stops before its next step."))
    return redirect(found)


@require_POST
@everybody
def take_over(request: ScopedRequest, pk: int) -> HttpResponse:
    return _follow(request, pk, imports.take_over)


@require_POST
@everybody
def undo(request: ScopedRequest, pk: int) -> HttpResponse:
    return _follow(request, pk, imports.undo)


def _follow(request: ScopedRequest, pk: int, verb: Any) -> HttpResponse:
    found = get_object_or_404(Job, pk=pk)
    try:
        return redirect(verb(job=found, by=request.actor, at=timezone.now()))
    except Refused as refused:
        messages.error(request, str(refused.message))
        return redirect(found)


def import_page(
    request: ScopedRequest,
    importer: Importer,
    template: str,
    *,
    earlier: QuerySet[Job] | None = None,
    about: Mapping[str, Any] | None = None,
    **context: Any,
) -> HttpResponse:
    """The page on which a table's file is sent, with what came of ``earlier`` ones; a file sent leads to its job.

    The template gets ``form``, ``columns`` and, where there are earlier jobs to show, ``page``.
    """
    form, status = ImportForm(request.POST or None, request.FILES or None), 200
    if request.method == "POST":
        job, status = attempt(form, _send, request=request, importer=importer, about=about)
        if not status:
            return redirect(job)
    if earlier is not None:
        context["page"] = page_of(request, earlier, ordering=selectors.NEWEST, size=20)
    context |= {"form": form, "columns": [column.describe() for column in importer.columns]}
    return render(request, template, context, status=status)


def _send(
    *,
    request: ScopedRequest,
    importer: Importer,
    file: UploadedFile[Any],
    only_check: bool,
    request_key: str,
    about: Mapping[str, Any] | None,
) -> Job:
    return imports.send_file(
        importer=importer,
        file=file,  # type: ignore[arg-type]  # an uploaded file reads and seeks as one
        name=file.name or "",
        size=file.size or 0,
        only_check=only_check,
        by=request.actor,
        at=timezone.now(),
        request_key=request_key,
        about=about,
    )
