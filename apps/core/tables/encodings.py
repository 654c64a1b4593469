"""Which encoding a text file is in, as spreadsheets write them, and its lines."""

from __future__ import annotations

import codecs
import io
from typing import BinaryIO

from django.utils.translation import gettext as _

from ..errors import Refused

_CHUNK = 1024 * 1024
#: What files begin with that are no text, and what to say of them.
_OTHERS = (
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old"),
    (b"%PDF", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"\x1f\x8b", "packed"),
    (b"Rar!", "packed"),
    (b"7z\xbc\xaf", "packed"),
)


def kind_of(file: BinaryIO) -> str:
    """What the first bytes tell: ``zip`` (a workbook?), ``old``, ``pdf``, ``picture``, ``packed`` or ``text``."""
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    return next((kind for begin, kind in _OTHERS if head.startswith(begin)), "text")


def encoding_of(file: BinaryIO) -> str:
    """The encoding in which the whole file is text: one reading of it, a piece at a time.

    UTF-8 (with or without a mark), UTF-16 (by its mark or by its zero bytes), else GB18030 as Chinese spreadsheets
    save CSV. Raises Refused (field ``file``) when it is none of them.
    """
    file.seek(0)
    head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif len(head) == 4 and head[1::2] == b"\0\0" and head[0] and head[2]:
        candidates = ["utf-16-le"]
    elif len(head) == 4 and head[0::2] == b"\0\0" and head[1] and head[3]:
        candidates = ["utf-16-be"]
    else:
        candidates = ["utf-8-sig", "gb18030"]
    broken = [(_first_error(file, name), name) for name in candidates]
    good = [name for error, name in broken if error is None]
    file.seek(0)
    if good:
        return good[0]
    raise Refused(
        _("Line %(line)s is no text in %(encodings)s: save the file as “CSV UTF-8”.")
        % {"line": _line_of(file, broken[0][0] or 0), "encodings": "UTF-8, GB18030" if len(broken) > 1 else "UTF-16"},
        field="file",
    )


def _first_error(file: BinaryIO, encoding: str) -> int | None:
    """The place of the piece that is no text, or None; memory stays that of a piece."""
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    place = 0
    while True:
        piece = file.read(_CHUNK)
        try:
            decoder.decode(piece, final=not piece)
        except UnicodeError as error:
            return place + getattr(error, "start", 0)
        if not piece:
            return None
        place += len(piece)


def _line_of(file: BinaryIO, place: int) -> int:
    file.seek(0)
    lines = 1
    while place > 0 and (piece := file.read(min(_CHUNK, place))):
        lines += piece.count(b"\n")
        place -= len(piece)
    file.seek(0)
    return lines


def text_lines(file: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """The file as text; its line ends are left as they are. ``detach`` it when done, or the file closes with it."""
    file.seek(0)
    return io.TextIOWrapper(file, encoding=encoding, newline="")
