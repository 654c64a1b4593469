"""Decoding by the line: any number of VINs in, one answer a line out, in the same order. No Django here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Protocol

import orjson

from .vin import Decoded, decode
from .wmi import registry

#: Bytes of one line that are looked at: many times the longest text that the decoder reads. The rest is skipped, so
#: that no line, however long, fills the memory.
_LONGEST_LINE = 4096
_CHUNK = 1 << 16


class Readable(Protocol):
    """A binary stream that gives what has arrived without waiting for more, as ``sys.stdin.buffer`` does."""

    def read1(self, size: int, /) -> bytes: ...


Form = Callable[[Iterable[bytes], int | None], Iterator[bytes]]


def decode_stream(source: Readable, out: BinaryIO, *, form: Form, at_year: int | None = None) -> None:
    """Answer every line of ``source`` on ``out``, as lines arrive.

    What has been read is answered and flushed before more is waited for, so a program may talk to us by the line.
    """
    for lines in lines_in(source):
        out.write(b"".join(form(lines, at_year)))
        out.flush()


def lines_in(source: Readable) -> Iterator[list[bytes]]:
    """Whole lines without their ends, in lists as they arrive; a last line need not end. Memory stays bounded."""
    rest = b""
    while chunk := source.read1(_CHUNK):
        *lines, tail = (rest + chunk).split(b"\n")
        rest = tail[:_LONGEST_LINE]
        if lines:
            yield lines
    if rest:
        yield [rest]


def decode_lines(lines: Iterable[bytes], at_year: int | None = None) -> Iterator[Decoded]:
    """One result for each line, the empty and the undecodable included."""
    rows = registry()
    for line in lines:
        yield decode(line.rstrip(b"\r\n").decode("utf-8", "replace"), rows, at_year=at_year)


def as_json(lines: Iterable[bytes], at_year: int | None = None) -> Iterator[bytes]:
    """One JSON object a line."""
    dumps = orjson.dumps
    for found in decode_lines(lines, at_year):
        yield dumps(found.as_dict()) + b"\n"


def as_text(lines: Iterable[bytes], at_year: int | None = None) -> Iterator[bytes]:
    """One line for people."""
    for found in decode_lines(lines, at_year):
        remarks = "; ".join(str(finding) for finding in (*found.errors, *found.warnings))
        word = "valid" if found.valid else "invalid"
        maker = f" {found.manufacturer} ({found.country})" if found.manufacturer else ""
        yield f"{found.vin or '-'} {word}{maker}{': ' + remarks if remarks else ''}\n".encode()
