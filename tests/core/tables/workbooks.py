"""Workbooks as people send them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter


def workbook(heading: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """A workbook of one sheet: figures as figures, days as days, everything else as text."""
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    with xlsxwriter.Workbook(out, {**options, "default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate([heading, *rows]):
            for column, value in enumerate(row):
                _write(sheet, number, column, value, day)
    return out.getvalue()


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
        sheet.write_string(number, column, str(value))
