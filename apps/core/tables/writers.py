"""Tables out: CSV that streams, and no cell that a spreadsheet would run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from django.http import StreamingHttpResponse

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
