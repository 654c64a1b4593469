"""Tables out: CSV that streams, workbooks, and no cell that a spreadsheet would run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

import xlsxwriter
from django.http import HttpResponse, StreamingHttpResponse

from ..db import session
from .cells import harmless

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _Echo:
    def write(self, value: str) -> str:
        return value


def csv_lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Rows as lines of CSV, one at a time."""
    writer = csv.writer(_Echo())
    for row in rows:
        yield writer.writerow([harmless(value) for value in row])


def write_csv(file: BinaryIO, rows: Iterable[Iterable[Any]]) -> None:
    """Write rows to a binary file as CSV; UTF-8 with a mark, so that spreadsheets read it right."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    for line in csv_lines(rows):
        text.write(line)
    text.flush()
    text.detach()


def stream_csv(filename: str, head: Sequence[str], rows: Iterable[Iterable[Any]]) -> StreamingHttpResponse:
    """Answer with a CSV file of ``rows``.

    The response streams after the request's transaction has ended, so its scope is opened again around the rows.
    """
    settings = session.current()

    def lines() -> Iterator[str]:
        yield "\ufeff"
        yield from csv_lines([head])
        with session.use(settings):
            yield from csv_lines(rows)

    return csv_answer(filename, lines())


def csv_answer(filename: str, lines: Iterable[str]) -> StreamingHttpResponse:
    """Answer with lines of CSV as they come."""
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return StreamingHttpResponse(lines, content_type=CSV_TYPE, headers=headers)


def xlsx_answer(filename: str, rows: Iterable[Iterable[Any]]) -> HttpResponse:
    """Answer with a workbook of one sheet; decimals are numbers, and no text is taken for a formula.

    Written whole in memory: for tables of some thousand rows.
    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, [harmless(value) for value in row])
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return HttpResponse(file.getvalue(), content_type=XLSX_TYPE, headers=headers)
