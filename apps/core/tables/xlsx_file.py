"""XLSX: looked over before it is opened, since a small file can hold a table that no memory does."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from ..errors import Refused
from .csv_file import HEAD_LINES, Found, RawRow, Score

#: What a workbook may come to when it is unpacked, in bytes.
_MOST_UNPACKED = 200 * 1024 * 1024
_MOST_PARTS = 2_000
#: The reader keeps a place for each cell between the first and the last: about 32 bytes.
_MOST_CELLS = 5_000_000
_CHUNK = 1024 * 1024
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,7})([0-9]{1,10})["']""")


def read_xlsx(file: BinaryIO, score: Score) -> Found:
    """The first visible sheet with a heading that ``score`` likes, and the rows below it.

    Raises Refused (field ``file``) for what is no workbook, is locked, damaged, or would not fit into memory.
    """
    _look_over(file)
    file.seek(0)
    try:
        return _found(CalamineWorkbook.from_object(file), score)
    except Refused:
        raise
    except BaseException as error:
        # The parser's own panics are no Exception, but only about the file all the same.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise _damaged() from error


def _found(book: CalamineWorkbook, score: Score) -> Found:
    best: tuple[int, RawRow, CalamineSheet] | None = None
    for about in book.sheets_metadata:
        if about.visible is not SheetVisibleEnum.Visible:
            continue
        try:
            sheet = book.get_sheet_by_name(about.name)
        except CalamineError:
            continue  # a sheet of charts has no rows
        for row in _rows(sheet):
            if row.line > HEAD_LINES:
                break
            reached = score(row.cells)
            if best is None or reached > best[0]:
                best = (reached, row, sheet)
    if best is None:
        raise Refused(_("The file is empty: send one with a heading and rows."), field="file")
    _reached, heading, sheet = best
    rows = (row for row in _rows(sheet) if row.line > heading.line)
    return Found(heading, rows, "xlsx", max(0, sheet.total_height - heading.line))


def _rows(sheet: CalamineSheet) -> Iterator[RawRow]:
    first = sheet.start[0] if sheet.start else 0
    for number, cells in enumerate(sheet.iter_rows(), start=first + 1):
        if any(cell not in ("", None) for cell in cells):
            yield RawRow(number, list(cells))


def _look_over(file: BinaryIO) -> None:
    """Unpack every part once, in pieces, and refuse what is too much; nothing is kept."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as parts:
            if "[Content_Types].xml" not in parts.namelist():
                raise Refused(
                    _("This is a ZIP archive and no workbook: unpack it and send the table in it."), field="file"
                )
            _measure(parts)
    except Refused:
        raise
    except Exception as error:  # whatever zipfile and its unpackers make of damaged bytes
        raise _damaged() from error


def _measure(parts: zipfile.ZipFile) -> None:
    unpacked = 0
    if len(parts.infolist()) > _MOST_PARTS or sum(part.file_size for part in parts.infolist()) > _MOST_UNPACKED:
        raise _too_large()
    for part in parts.infolist():
        rows = columns = 1
        rest = b""
        with parts.open(part) as unpacking:
            while piece := unpacking.read(_CHUNK):
                unpacked += len(piece)
                if unpacked > _MOST_UNPACKED:
                    raise _too_large()
                text = rest + piece
                for match in _PLACE.finditer(text):
                    rows = max(rows, int(match[2]))
                    columns = max(columns, _column(match[1]))
                rest = text[-64:]
        if part.filename.endswith(".xml") and rows * columns > _MOST_CELLS:
            raise _too_large()


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _too_large() -> Refused:
    return Refused(
        _("The workbook is too large when it is unpacked: send it as CSV, or in pieces of 500,000 rows."), field="file"
    )


def _damaged() -> Refused:
    return Refused(
        _("The workbook cannot be read: it is damaged, locked, or no workbook. Save it anew as .xlsx or as CSV."),
        field="file",
    )
