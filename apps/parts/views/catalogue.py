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

from apps.core.errors import Refused
from apps.core.pagination import page_of
from apps.organizations.permissions import for_sides, manufacturers
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Scope, Side, acting_as

from .. import catalogue_csv, selectors, services
from ..actors import firm_of
from ..filters import PartFilter
from ..forms import ImportForm, PartForm
from ..models import Part

readers = for_sides(Side.DEALER, Side.MANUFACTURER)
_CHUNK = 2000


@readers
def listing(request: ScopedRequest) -> HttpResponse:
    offered = selectors.parts_offered(request.actor, on=timezone.now().date())
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
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("Part %(part)s is in your catalogue.") % {"part": part.number})
            return redirect("parts:catalogue")
    return render(request, "parts/part_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@manufacturers
def edit(request: ScopedRequest, pk: int) -> HttpResponse:
    # The catalogue is a directory that every side reads: here only the own part is found.
    part = get_object_or_404(Part, pk=pk, manufacturer_id=firm_of(request.actor))
    known = {"number": part.number, "name": part.name, "active": part.active}
    form = PartForm(request.POST if request.method == "POST" else None, initial=known, keep_number=True)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_part(part=part, name=form.cleaned_data["name"], active=form.cleaned_data["active"])
        except Refused as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("Part %(part)s was changed.") % {"part": part.number})
            return redirect("parts:catalogue")
    return render(request, "parts/part_form.html", {"form": form, "part": part}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@manufacturers
def import_file(request: ScopedRequest) -> HttpResponse:
    """Read a CSV, tell row by row what is wrong with it, and take over the rows that are right."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "parts/import.html", {"form": form}, status=422 if form.errors else 200)
    staged = catalogue_csv.stage(form.cleaned_data["file"])
    report = None
    if not form.cleaned_data["only_check"]:
        report = services.import_parts(manufacturer_id=firm_of(request.actor), staged=staged)
    context = {"form": ImportForm(), "staged": staged, "report": report, "right": len(staged.rows)}
    return render(request, "parts/import.html", context, status=422 if staged.refused and not staged.rows else 200)


@require_safe
@readers
def export(request: ScopedRequest) -> StreamingHttpResponse:
    """The catalogue in scope as CSV, streamed in pieces that each open and close the reader's scope."""
    offered = selectors.parts_offered(request.actor, on=timezone.now().date())
    chosen = PartFilter(request.GET, offered, side=request.actor.side, request=request)
    headers = {"Content-Disposition": 'attachment; filename="parts.csv"'}
    return StreamingHttpResponse(
        _csv(request.scope, chosen.qs), content_type="text/csv; charset=utf-8", headers=headers
    )


def _csv(scope: Scope, rows: QuerySet[Part]) -> Iterator[str]:
    """Chunks of lines. The view's transaction has ended by then, and no slow reader may hold one open."""
    yield catalogue_csv.lines([("manufacturer", *catalogue_csv.COLUMNS)])
    last: tuple[str, int] | None = None
    while True:
        with acting_as(scope):
            parts = selectors.catalogue_after(rows, last, _CHUNK)
        yield catalogue_csv.lines(
            (part.manufacturer.name, part.number, part.name, "yes" if part.active else "no") for part in parts
        )
        if len(parts) < _CHUNK:
            return
        last = (parts[-1].number, parts[-1].pk)
