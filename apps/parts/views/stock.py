"""Stock: the list, a part at all points with what may be done with it, a bin and what lies in it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.errors import Refused
from apps.core.form_answers import attempt, refuse
from apps.core.pagination import page_of
from apps.core.tables.workbooks import workbook_answer
from apps.core.tables.writers import stream_csv
from apps.organizations.permissions import dealers, for_sides
from apps.organizations.requests import ScopedRequest, organization_of
from apps.organizations.selectors import standing_points

from .. import selectors, services
from ..desk_lists import STOCK
from ..filters import StockFilter
from ..forms_reserved import Shelf, ShelfForm
from ..forms_stock import FORMS, BinForm
from ..labels import CODES, labels_of
from ..lists_stock import stock_columns
from ..models import Bin, Part, Reservation
from ..sides import FIRMS

#: A page of labels that a browser still prints at once.
_LABELS_A_PAGE = 200
readers = for_sides(*FIRMS)


@require_safe
@readers
def listing(request: ScopedRequest) -> HttpResponse:
    """A dealer's own stock; for a manufacturer, the stock of its parts at its dealers."""
    chosen, order = _chosen(request), STOCK.asked(request)
    page = page_of(request, chosen.qs, ordering=order.columns)
    shown = {"filter": chosen, "page": page, "columns": stock_columns(request.actor), "order": order}
    return render(request, "parts/stock.html", shown)


@require_safe
@readers
def export(request: ScopedRequest, form: str) -> HttpResponseBase:
    """The chosen stock as a file: CSV of any length, or a workbook, which is told to be too long and never cut."""
    rows = _chosen(request).qs.order_by("part_number", "id")
    head = ["part", "name", "manufacturer", "dealer", "country", *_FIGURES]
    if form == "csv":
        return stream_csv("stock.csv", head, _lines(rows.iterator(2_000)))
    return workbook_answer(
        request, "stock.xlsx", chain([head], _lines(rows.iterator(2_000))), back=reverse("parts:stock")
    )


_FIGURES = ("on_hand", "reserved", "free", "on_order", "in_transit", "quarantined", "reorder_level")


def _lines(rows: Any) -> Iterator[list[Any]]:
    for row in rows:
        figures = [getattr(row, name) for name in _FIGURES]
        yield [row.part_number, row.part.name, row.manufacturer.name, row.dealer.name, str(row.country), *figures]


def _chosen(request: ScopedRequest) -> StockFilter:
    return StockFilter(request.GET, selectors.stock_seen_by(request.actor), side=request.actor.side, request=request)


@require_safe
@dealers
def part(request: ScopedRequest, pk: int) -> HttpResponse:
    return _show(request, _find(request, pk))


@require_POST
@dealers
def take(request: ScopedRequest, pk: int, verb: str) -> HttpResponse:
    """One act on a part's stock; says what hinders with 422 or 409."""
    found = _find(request, pk)
    if verb not in FORMS:
        raise Http404
    form, status = FORMS[verb](request.POST, shelf=_shelf(request, found), auto_id=f"{verb}_%s"), 422
    if form.is_valid():
        try:
            form.run(by=request.actor, at=timezone.now())
        except Refused as error:
            status = refuse(form, error)
        else:
            messages.success(request, form.done)
            return redirect("parts:stock-part", pk)
    return _show(request, found, status=status, refused={verb: form})


def _find(request: ScopedRequest, pk: int) -> Part:
    """A part that the dealer may order or has a shelf for, or 404."""
    return get_object_or_404(selectors.parts_of_dealer(request.actor, at=timezone.now()), pk=pk)


def _shelf(request: ScopedRequest, part: Part) -> Shelf:
    """What the forms of the page offer."""
    dealer_id = organization_of(request.actor)
    bins = list(selectors.bins_of(dealer_id, Bin.Kind.SHELF, Bin.Kind.QUARANTINE))
    shelves = [row for row in bins if row.kind == Bin.Kind.SHELF]
    wished = request.GET.get("bin", "")
    contents = list(selectors.bins_of_part(dealer_id=dealer_id, part_id=part.pk))
    there = {row.bin_id: row.on_hand for row in contents}
    # The bin that was chosen to be counted, else one where the part lies.
    ranked = sorted(shelves, key=lambda row: (str(row.pk) != wished, row.pk not in there, row.pk))
    promised = list(selectors.reserved_of_part(dealer_id=dealer_id, part_id=part.pk))
    ours = [row for row in promised if not row.is_for_dealer]
    return Shelf(
        dealer_id, part, selectors.availability(dealer_id=dealer_id, part_ids=[part.pk])[part.pk], bins,
        promised=promised,
        held=[row for row in ours if row.status == Reservation.Status.HELD],
        waiting=[row for row in ours if row.status != Reservation.Status.HELD],
        issued=selectors.given_out_lately(dealer_id=dealer_id, part_id=part.pk),
        contents=contents,
        counted=ranked[0] if ranked else None,
        seen=there.get(ranked[0].pk, 0) if ranked else 0,
    )  # fmt: skip


def _show(
    request: ScopedRequest, part: Part, *, status: int = 200, refused: dict[str, ShelfForm] | None = None
) -> HttpResponse:
    """A part at this dealer: figures, bins, promises, forms, ledger."""
    dealer_id, shelf = organization_of(request.actor), _shelf(request, part)
    forms = {verb: form(shelf=shelf, auto_id=f"{verb}_%s") for verb, form in FORMS.items()} | (refused or {})
    context = {
        "part": part,
        "have": shelf.have,
        "contents": shelf.contents,
        "reserved": shelf.promised,
        "page": page_of(request, selectors.ledger(dealer_id=dealer_id, part_id=part.pk), ordering=("-id",)),
        "forms": [(verb, form) for verb, form in forms.items() if form.useful],
        "form": next(iter((refused or {}).values()), None),
    }
    return render(request, "parts/stock_part.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@dealers
def bins(request: ScopedRequest) -> HttpResponse:
    """The dealer's bins by point; POST names a new one."""
    dealer_id = organization_of(request.actor)
    points = standing_points(dealer_id, at=timezone.now())
    form, status = BinForm(request.POST if request.method == "POST" else None, points=points), 200
    if request.method == "POST":

        def act(point: str, code: str) -> Bin:
            return services.add_bin(point=form.points.get(point), code=code, by=request.actor, at=timezone.now())

        made, status = attempt(form, act)
        if made is not None:
            messages.success(request, _("Bin %(bin)s is there.") % {"bin": made.code})
            return redirect("parts:bin", made.pk)
    rows = selectors.bins_with_counts(dealer_id)
    return render(request, "parts/bins.html", {"bins": rows, "form": form}, status=status)


@require_safe
@dealers
def labels(request: ScopedRequest, pk: int) -> HttpResponse:
    """Labels of what lies in a bin, page by page, to print from the browser; ``?code=``: as which kind of code."""
    found = get_object_or_404(Bin, pk=pk, dealer_id=organization_of(request.actor))
    code = request.GET.get("code", "")
    page = page_of(request, selectors.contents_of(found), ordering=("part_number", "id"), size=_LABELS_A_PAGE)
    labels = labels_of([row.part for row in page.items], code)
    context = {"bin": found, "page": page, "labels": labels, "codes": CODES, "code": code if code in CODES else "qr"}
    return render(request, "parts/labels.html", context)


@require_safe
@dealers
def bin(request: ScopedRequest, pk: int) -> HttpResponse:
    """One bin and what lies in it."""
    found = get_object_or_404(Bin.objects.select_related("point"), pk=pk, dealer_id=organization_of(request.actor))
    page = page_of(request, selectors.contents_of(found), ordering=("part_number", "id"))
    return render(request, "parts/bin.html", {"bin": found, "page": page})
