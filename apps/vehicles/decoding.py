"""Decoding by the line: any number of VINs in, one answer a line out, in the same order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import orjson

from .vin import Decoded, decode
from .wmi import registry


def decode_lines(lines: Iterable[bytes]) -> Iterator[Decoded]:
    """One result for each line, the empty and the undecodable included."""
    rows = registry()
    for line in lines:
        yield decode(line.rstrip(b"\r\n").decode("utf-8", "replace"), rows)


def as_json(lines: Iterable[bytes]) -> Iterator[bytes]:
    """One JSON object a line."""
    dumps = orjson.dumps
    for found in decode_lines(lines):
        yield dumps(found.as_dict()) + b"\n"


def as_text(lines: Iterable[bytes]) -> Iterator[bytes]:
    """One line for people."""
    for found in decode_lines(lines):
        remarks = "; ".join(str(finding) for finding in (*found.errors, *found.warnings))
        word = "valid" if found.valid else "invalid"
        maker = f" {found.manufacturer} ({found.country})" if found.manufacturer else ""
        yield f"{found.vin or '-'} {word}{maker}{': ' + remarks if remarks else ''}\n".encode()
