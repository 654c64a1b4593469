"""The cases behind a figure, and the runs of the evaluation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from apps.core.csv import stream_csv
from apps.core.pagination import page_of
from apps.duties.models import Clock
from apps.organizations.permissions import regulators

from .. import selectors
from ..filters import CaseFilter
from .flags import watchers_and_makers


@watchers_and_makers
def cases(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    found = CaseFilter(request.GET, queryset=selectors.cases(at=now), request=request)
    page = page_of(request, found.qs, ordering=("-due_at", "-id"))
    context = {"filter": found, "page": page, "now": now, "query": request.GET.urlencode()}
    return render(request, "compliance/cases.html", context)


@watchers_and_makers
def cases_csv(request: HttpRequest) -> HttpResponseBase:
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


@regulators
def evaluations(request: HttpRequest) -> HttpResponse:
    """How the evaluations went: progress of the running one, history of the others."""
    page = page_of(request, selectors.evaluations(), ordering=("-started_at", "-id"), size=30)
    return render(request, "compliance/evaluations.html", {"page": page})
