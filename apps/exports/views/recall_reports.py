"""The quarterly report of recalls: a line for each recall and country, on a page and as a file."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.core.tables.writers import csv_answer, csv_lines, xlsx_answer
from apps.core.today import day_of_figures
from apps.organizations.permissions import for_sides
from apps.organizations.requests import ScopedRequest

from ..navigation import RECORD_READERS
from ..recall_reports import COLUMNS, Quarter, lines_of, quarter_named, values_of

_readers = for_sides(*RECORD_READERS)


@require_safe
@_readers
def report(request: ScopedRequest) -> HttpResponse:
    """Numbers at the end of a quarter, and what was remedied in it."""
    quarter, known = _asked(request)
    context = {
        "quarter": quarter,
        "unknown": "" if known else request.GET.get("quarter", ""),
        "quarters": quarter.around(timezone.now()),
        "runs": day_of_figures(timezone.now()) <= quarter.last,
        "lines": lines_of(request.actor, quarter),
    }
    return render(request, "exports/recall_report.html", context, status=200 if known else 422)


@require_safe
@_readers
def report_csv(request: ScopedRequest) -> HttpResponseBase:
    """The same as CSV."""
    quarter, known = _asked(request)
    if not known:
        return _no_quarter()
    return csv_answer(f"recalls-{quarter}.csv", ["\ufeff", *csv_lines(_table(request, quarter))])


@require_safe
@_readers
def report_xlsx(request: ScopedRequest) -> HttpResponse:
    """The same as a workbook."""
    quarter, known = _asked(request)
    return xlsx_answer(f"recalls-{quarter}.xlsx", _table(request, quarter)) if known else _no_quarter()


def _table(request: ScopedRequest, quarter: Quarter) -> list[list[Any]]:
    """The names of the columns, and a row a line."""
    return [[column for column, _label in COLUMNS], *(values_of(line) for line in lines_of(request.actor, quarter))]


def _no_quarter() -> HttpResponse:
    return HttpResponse(_("Write a quarter as 2026-Q3."), status=422, content_type="text/plain; charset=utf-8")


def _asked(request: ScopedRequest) -> tuple[Quarter, bool]:
    """The quarter of the address; the one before this one where there is none, or what is no quarter."""
    text = request.GET.get("quarter", "")
    named = quarter_named(text) if text else None
    return named or Quarter.before(timezone.now()), bool(named) or not text
