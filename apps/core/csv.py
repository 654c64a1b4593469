"""CSV that streams: rows leave as they are read, inside the scope of whoever asked."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import StreamingHttpResponse

from .db import session

#: A cell that begins like this would be run as a formula by spreadsheets.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    def write(self, value: str) -> str:
        return value


def stream_csv(filename: str, head: list[str], rows: Iterable[Iterable[Any]]) -> StreamingHttpResponse:
    """Answer with a CSV file of ``rows``; UTF-8 with a mark, so that spreadsheets read it right.

    The response streams after the request's transaction has ended, so its scope is opened again around the rows.
    """
    writer = csv.writer(_Echo())
    settings = session.current()

    def lines() -> Iterator[str]:
        yield "\ufeff"
        yield writer.writerow(head)
        with session.use(settings):
            for row in rows:
                yield writer.writerow([harmless(value) for value in row])

    return StreamingHttpResponse(
        lines(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )


def harmless(value: Any) -> Any:
    """A text that a spreadsheet will not take for a formula; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
