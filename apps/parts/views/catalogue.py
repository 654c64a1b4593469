"""The catalogue: manufacturers keep theirs, dealers read those they may order from."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.casework.views import import_page
from apps.core.errors import Refused
from apps.core.form_answers import refuse
from apps.core.pagination import page_of
from apps.core.tables.writers import csv_answer, csv_lines
from apps.organizations.permissions import for_sides, manufacturers
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Scope, Side, acting_as

from .. import selectors, services
from ..actors import firm_of
from ..filters import PartFilter
from ..forms import PartForm
from ..models import Part
from ..services.imports import CATALOGUE

readers = for_sides(Side.DEALER, Side.MANUFACTURER)
_CHUNK = 2000


@readers
def listing(request: ScopedRequest) -> HttpResponse:
    offered = selectors.parts_offered(request.actor, at=timezone.now())
    chosen = PartFilter(request.GET, offered, side=request.actor.side, request=request)
    page = page_of(request, chosen.qs, ordering=("number", "id"))
    return render(request, "parts/catalogue.html", {"filter": chosen, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@manufacturers
def new(request: ScopedRequest) -> HttpResponse:
    form = PartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            part = services.add_part(manufacturer_id=firm_of(request.actor), **form.cleaned_data)
        except Refused as error:
            refuse(form, error)
        else:
            messages.success(request, _("Part %(part)s is in your catalogue.") % {"part": part.number})
            return redirect("parts:catalogue")
    return render(request, "parts/part_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@manufacturers
def edit(request: ScopedRequest, pk: int) -> HttpResponse:
    # The catalogue is a directory that every side reads: here only the own part is found.
    part = get_object_or_404(Part, pk=pk, manufacturer_id=firm_of(request.actor))
    known = {"number": part.number, "name": part.name, "active": part.active, "component": part.component}
    form = PartForm(request.POST if request.method == "POST" else None, initial=known, keep_number=True)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_part(part=part, **{key: form.cleaned_data[key] for key in ("name", "active", "component")})
        except Refused as error:
            refuse(form, error)
        else:
            messages.success(request, _("Part %(part)s was changed.") % {"part": part.number})
            return redirect("parts:catalogue")
    return render(request, "parts/part_form.html", {"form": form, "part": part}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@manufacturers
def import_file(request: ScopedRequest) -> HttpResponse:
    """Send a catalogue; the page of its job tells row by row what came of it."""
    return import_page(request, CATALOGUE, "parts/import.html")


@require_safe
@readers
def export(request: ScopedRequest) -> StreamingHttpResponse:
    """The catalogue in scope as CSV, streamed in pieces that each open and close the reader's scope."""
    offered = selectors.parts_offered(request.actor, at=timezone.now())
    chosen = PartFilter(request.GET, offered, side=request.actor.side, request=request)
    return csv_answer("parts.csv", csv_lines(_rows(request.scope, chosen.qs)))


def _rows(scope: Scope, parts: QuerySet[Part]) -> Iterator[list[str]]:
    """The rows, a piece at a time. The view's transaction has ended by then, and no slow reader may hold one open."""
    yield ["manufacturer", *(column.name for column in CATALOGUE.columns)]
    last: tuple[str, int] | None = None
    while True:
        with acting_as(scope):
            piece = selectors.catalogue_after(parts, last, _CHUNK)
        for part in piece:
            active = "yes" if part.active else "no"
            yield [part.manufacturer.name, part.number, part.name, part.component, active]
        if len(piece) < _CHUNK:
            return
        last = (piece[-1].number, piece[-1].pk)
