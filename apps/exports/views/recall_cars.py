"""The cars of a recall: their list as of any day, adding by rule and by file, and telling what became of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from apps.casework.selectors import jobs
from apps.casework.views import import_page
from apps.core.errors import Refused
from apps.core.form_answers import attempt, refuse
from apps.core.pagination import page_of
from apps.core.tables.writers import csv_answer, csv_lines, stream_csv
from apps.organizations.permissions import for_sides
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side
from apps.vehicles.masked_vins import seen_by

from .. import recall_selectors as selectors
from ..columns import RECALL_COLUMNS
from ..lists import recall_car_columns
from ..models import Recall, RecallCar
from ..navigation import RECORD_READERS
from ..recall_forms import TAKE_BACK, CarsForm, MarkForm, RuleForm
from ..recall_states import end_of
from ..services.recall_files import RECALL_LIST, put_by_rule
from ..services.recall_lists import CarRule, cars_by_rule, may_list
from ..services.recall_marks import mark_cars, take_back
from .recalls import found, page

_readers = for_sides(*RECORD_READERS)
_writers = for_sides(*RECORD_READERS, write=True)
_makers = for_sides(Side.MANUFACTURER, write=True)


@require_safe
@_readers
def listing(request: ScopedRequest, number: str) -> HttpResponse:
    """The rows behind each number of a recall: its cars in a state, of a country, as of a day; 50 a page."""
    recall = found(number)
    form, rows, at = _chosen(request, recall)
    context = {
        "recall": recall,
        "form": form,
        "as_of": at,
        **_said(form),
        "in_use": any(form.data.get(name) for name in form.fields),
        "page": page_of(request, rows, ordering=selectors.CARS_IN_ORDER),
        "columns": recall_car_columns(request.actor),
    }
    return render(request, "exports/recall_cars.html", context, status=200 if form.is_valid() else 422)


@require_safe
@_readers
def cars_csv(request: ScopedRequest, number: str) -> HttpResponseBase:
    """The same as a file that streams."""
    recall = found(number)
    _form, rows, _at = _chosen(request, recall)
    actor = request.actor

    def lines() -> Iterator[list[Any]]:
        for car in rows.iterator(chunk_size=2_000):
            yield [seen_by(car.vin, actor), str(car.country), getattr(car, "state", ""), car.added_at.isoformat()]

    return stream_csv(f"{recall.number}.csv", ["vin", "country", "state", "added_at"], lines())


def _chosen(request: ScopedRequest, recall: Recall) -> tuple[CarsForm, Any, datetime]:
    form = CarsForm(request.GET or {})
    chosen = form.cleaned_data if form.is_valid() else {}
    at = end_of(chosen["on"]) if chosen.get("on") else timezone.now()
    state, country = chosen.get("state", ""), chosen.get("country", "").upper()
    return form, selectors.cars_of(recall, at=at, state=state, country=country), at


def _said(form: CarsForm) -> dict[str, Any]:
    """State and country that are listed, in words."""
    given = form.cleaned_data if form.is_valid() else {}
    words: Any = form.fields["state"]
    state = given.get("state", "")
    return {"chosen": dict(words.choices)[state] if state else "", "country": given.get("country", "").upper()}


def _listed_by(request: ScopedRequest, number: str) -> Recall:
    recall = found(number)
    if not may_list(recall, request.actor):
        raise PermissionDenied
    return recall


@_writers
def by_rule(request: ScopedRequest, number: str) -> HttpResponse:
    """Choose cars on record by a rule: looked at first, with how many there are; then put on the list."""
    recall = _listed_by(request, number)
    asked = request.POST or request.GET
    form = RuleForm(asked or None, recall=recall)
    context: dict[str, Any] = {"recall": recall, "form": form}
    status = 200
    if asked:
        status = 422
        try:
            if form.is_valid():
                rule = form.rule()
                if request.method == "POST":
                    return _put(request, recall, rule)
                status, context = 200, {**context, **_preview(request, recall, cars_by_rule(recall, rule))}
        except Refused as error:
            refuse(form, error)
    return render(request, "exports/recall_rule.html", context, status=status)


def _preview(request: ScopedRequest, recall: Recall, cars: Any) -> dict[str, Any]:
    there = RecallCar.objects.filter(recall=recall).values("vin")
    return {
        "count": cars.count(),
        "fresh": cars.exclude(vin__in=there).count(),
        "samples": [seen_by(vin, request.actor) for vin in cars.order_by("vin").values_list("vin", flat=True)[:5]],
    }


def _put(request: ScopedRequest, recall: Recall, rule: CarRule) -> HttpResponse:
    added, job = put_by_rule(recall=recall, rule=rule, by=request.actor, at=timezone.now())
    if job is not None:
        return redirect(job)
    text = ngettext("%(count)d car was put on the list.", "%(count)d cars were put on the list.", added)
    messages.success(request, text % {"count": added})
    return redirect(recall)


@_writers
def by_file(request: ScopedRequest, number: str) -> HttpResponse:
    """Send a list of VINs, and see what came of earlier files."""
    recall = _listed_by(request, number)
    earlier = jobs(RECALL_LIST.name).filter(arguments__recall=recall.number)
    about = {"recall": recall.number}
    return import_page(request, RECALL_LIST, "exports/recall_files.html", earlier=earlier, about=about, recall=recall)


@require_safe
@_readers
def template(request: ScopedRequest) -> HttpResponseBase:
    """An empty file with the right heading."""
    return csv_answer("recall.csv", csv_lines([[column.name for column in RECALL_COLUMNS]]))


@require_POST
@_makers
def mark(request: ScopedRequest, number: str) -> HttpResponse:
    """The manufacturer tells what became of cars, or takes that back."""
    recall = found(number)
    form = MarkForm(request.POST)

    def tell(*, vins: list[str], kind: str, **given: Any) -> int:
        who: dict[str, Any] = {"recall": recall, "vins": vins, "by": request.actor, "at": timezone.now()}
        return take_back(**who) if kind == TAKE_BACK else mark_cars(kind=kind, **who, **given)

    changed, status = attempt(form, tell)
    if status:
        return page(request, recall, status=status, mark_form=form)
    text = ngettext("%(count)d car changed its state.", "%(count)d cars changed their state.", changed)
    messages.success(request, text % {"count": changed})
    return redirect(recall)
