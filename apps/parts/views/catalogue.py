"""The catalogue: manufacturers keep theirs, dealers read those they may order from."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.casework.views import import_page
from apps.core.errors import Refused
from apps.core.form_answers import refuse
from apps.core.pagination import page_of
from apps.core.tables.cells import text_of
from apps.core.tables.workbooks import workbook_answer
from apps.core.tables.writers import csv_answer, csv_lines
from apps.organizations.permissions import for_sides, manufacturers
from apps.organizations.requests import ScopedRequest, organization_of
from apps.organizations.scope import Scope, acting_as

from .. import selectors, services
from ..desk_lists import CATALOGUE as CATALOGUE_LIST
from ..filters import PartFilter
from ..forms_catalogue import PartForm
from ..models import Part
from ..services.imports import CATALOGUE
from ..services.price_imports import PRICES
from ..services.said_files import FITTINGS, INTERCHANGES
from ..services.supersession_files import SUPERSESSIONS
from ..sides import FIRMS

readers = for_sides(*FIRMS)
_CHUNK = 2000
#: Files of what is said of many parts, by the word in their page's address.
SAID_IN_FILES = {"prices": PRICES, "fittings": FITTINGS, "others": INTERCHANGES, "successors": SUPERSESSIONS}


@readers
def listing(request: ScopedRequest) -> HttpResponse:
    """Parts by number or name, 50 a page (3 queries). A number or barcode as scanners type it leads to its part."""
    offered = selectors.parts_offered(request.actor, at=timezone.now())
    scanned = request.GET.get("q", "")[:80]
    only = selectors.exactly(offered, scanned) if scanned and "cursor" not in request.GET else None
    if only is not None:
        return redirect(only)
    chosen = PartFilter(request.GET, offered, side=request.actor.side, request=request)
    order = CATALOGUE_LIST.asked(request)
    page = page_of(request, chosen.qs, ordering=order.columns)
    return render(request, "parts/catalogue.html", {"filter": chosen, "page": page, "order": order})


@require_http_methods(["GET", "HEAD", "POST"])
@manufacturers
def new(request: ScopedRequest) -> HttpResponse:
    form = PartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            part = services.add_part(manufacturer_id=organization_of(request.actor), **form.cleaned_data)
        except Refused as error:
            refuse(form, error)
        else:
            messages.success(request, _("Part %(part)s is in your catalogue.") % {"part": part.number})
            return redirect(part)
    return render(request, "parts/part_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@manufacturers
def edit(request: ScopedRequest, pk: int) -> HttpResponse:
    # The catalogue is a directory that every side reads: here only the own part is found.
    part = get_object_or_404(Part, pk=pk, manufacturer_id=organization_of(request.actor))
    known = {name: getattr(part, name) for name in PartForm.base_fields}
    form = PartForm(request.POST if request.method == "POST" else None, initial=known, keep_number=True)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_part(
                part=part, **{key: form.cleaned_data[key] for key in form.cleaned_data if key != "number"}
            )
        except Refused as error:
            refuse(form, error)
        else:
            messages.success(request, _("Part %(part)s was changed.") % {"part": part.number})
            return redirect(part)
    return render(request, "parts/part_form.html", {"form": form, "part": part}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@manufacturers
def import_file(request: ScopedRequest) -> HttpResponse:
    """Send a catalogue; the page of its job tells row by row what came of it."""
    return import_page(request, CATALOGUE, "parts/import.html")


@require_http_methods(["GET", "HEAD", "POST"])
@manufacturers
def import_said(request: ScopedRequest, what: str) -> HttpResponse:
    """Send what is said of many parts; the page of its job tells row by row what came of it."""
    if what not in SAID_IN_FILES:
        raise Http404
    others = {name: importer.label for name, importer in SAID_IN_FILES.items()}
    return import_page(request, SAID_IN_FILES[what], "parts/import_said.html", what=what, kinds=others)


@require_safe
@readers
def export(request: ScopedRequest, form: str) -> HttpResponseBase:
    """The catalogue in scope as a file; CSV is streamed in pieces that each open and close the reader's scope."""
    offered = selectors.parts_offered(request.actor, at=timezone.now())
    chosen = PartFilter(request.GET, offered, side=request.actor.side, request=request)
    rows = _rows(request.scope, chosen.qs)
    if form == "csv":
        return csv_answer("parts.csv", csv_lines(rows))
    return workbook_answer(request, "parts.xlsx", rows, back=reverse("parts:catalogue"))


def _rows(scope: Scope, parts: QuerySet[Part]) -> Iterator[list[str]]:
    """The rows, a piece at a time. The view's transaction has ended by then, and no slow reader may hold one open."""
    names = [column.name for column in CATALOGUE.columns]
    yield ["manufacturer", *names]
    last: tuple[str, int] | None = None
    while True:
        with acting_as(scope):
            piece = selectors.catalogue_after(parts, last, _CHUNK)
        for part in piece:
            yield [part.manufacturer.name, *(text_of(getattr(part, name)) for name in names)]
        if len(piece) < _CHUNK:
            return
        last = (piece[-1].number, piece[-1].pk)
