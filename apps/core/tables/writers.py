"""Tables out: CSV that streams, XLSX in constant memory, and no cell that a spreadsheet would run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

import xlsxwriter
from django.http import StreamingHttpResponse

from ..db import session
from .cells import harmless

#: What a sheet of a workbook can hold.
MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
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


def write_xlsx(file: BinaryIO, heading: Sequence[str], rows: Iterable[Iterable[Any]]) -> None:
    """Write a workbook of one sheet with a bold heading that stays in sight; one row is in memory at a time.

    Raises ValueError for more rows than a sheet can hold.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
        "default_date_format": "yyyy-mm-dd hh:mm",
    }
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(heading):
            sheet.write_string(0, column, str(harmless(name)), bold)
        for number, row in enumerate(rows, start=1):
            if number >= MOST_ROWS:
                raise ValueError(f"a sheet holds {MOST_ROWS:,} rows with its heading")
            for column, value in enumerate(row):
                _write(sheet, number, column, value, day)


def _write(sheet: Any, number: int, column: int, value: Any, day: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(number, column, value)
    elif isinstance(value, date) and not isinstance(value, datetime):
        sheet.write_datetime(number, column, value, day)
    elif isinstance(value, int | float | datetime):
        sheet.write(number, column, value)
    else:
        sheet.write_string(number, column, str(harmless(str(value)))[:MOST_CHARACTERS])


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
