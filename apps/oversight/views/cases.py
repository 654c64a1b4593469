"""The cases behind a figure, and the runs of the evaluation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from apps.compliance import selectors
from apps.core.pagination import page_of
from apps.core.tables.writers import stream_csv
from apps.duties.models import Clock
from apps.organizations.models import Organization
from apps.organizations.permissions import regulators
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side, system_scope

from ..filters import CaseFilter, CellFilter
from ..knowledge import as_known_then
from ..lists import case_columns
from .flags import watchers_and_makers


@watchers_and_makers
@as_known_then
def cases(request: ScopedRequest) -> HttpResponse:
    now = timezone.now()
    found = CaseFilter(request.GET, queryset=selectors.cases(at=now), request=request)
    page = page_of(request, found.qs, ordering=("-due_at", "-id"))
    context = {"filter": found, "page": page, "columns": case_columns(now), "query": request.GET.urlencode()}
    return render(request, "oversight/cases.html", context)


@watchers_and_makers
def cases_csv(request: ScopedRequest) -> HttpResponseBase:
    """The same list as rows, streamed."""
    now = timezone.now()
    found = CaseFilter(request.GET, queryset=selectors.cases(at=now), request=request)
    head = ["case", "duty", "manufacturer", "dealer", "country", "started_at", "due_at", "stopped_at", "outcome"]
    return stream_csv("cases.csv", head, _lines(found.qs, now))


def _lines(rows: QuerySet[Clock], now: Any) -> Iterator[list[Any]]:
    for clock in rows.iterator(chunk_size=2000):
        yield [
            clock.subject_label,
            clock.obligation_id,
            clock.manufacturer.name if clock.manufacturer else "",
            clock.dealer.name if clock.dealer else "",
            clock.country,
            clock.started_at.isoformat(),
            clock.due_at.isoformat() if clock.due_at else "",
            clock.stopped_at.isoformat() if clock.stopped_at else "",
            clock.state(now),
        ]


@watchers_and_makers
@as_known_then
def cells(request: ScopedRequest) -> HttpResponse:
    """Every judged cell in sight: manufacturer, duty and place with window, limits and target."""
    found = CellFilter(request.GET, queryset=selectors.judgements(), request=request)
    page = page_of(request, found.qs, ordering=("manufacturer_id", "obligation_id", "scope_kind", "scope_code", "id"))
    return render(request, "oversight/cells.html", {"filter": found, "page": page})


@regulators
def evaluations(request: ScopedRequest) -> HttpResponse:
    """How the evaluations went: progress of the running one, history of the others.

    A run judges everybody, so its record stands behind no side's wall: its figures are read by the system, and the
    names of manufacturers that could not be judged are for the authority alone. htmx asks for the running one only.
    """
    with system_scope("history of evaluations for the desk"):
        running = selectors.running_evaluation()
        if request.htmx:
            return render(request, "oversight/_running.html", {"run": running})
        page = page_of(request, selectors.evaluations(), ordering=("-started_at", "-id"), size=30)
    failed = [row["manufacturer"] for run in page.items for row in run.errors]
    names = Organization.objects.in_bulk(failed) if request.actor.side is Side.AUTHORITY else {}
    context = {"page": page, "run": running, "names": {pk: maker.name for pk, maker in names.items()}}
    return render(request, "oversight/evaluations.html", context)
