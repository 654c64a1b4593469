"""Lists as workbooks, which are written in memory: one that would be too long is told, and never cut."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ..wording import number_text
from .writers import xlsx_answer

#: Who has more takes the CSV.
MOST_ROWS = 20_000


def workbook_answer(
    request: HttpRequest, filename: str, lines: Iterable[Iterable[Any]], *, back: str
) -> HttpResponseBase:
    """A workbook of ``lines``, the first of which is the heading; too long, the list at ``back`` says what to do."""
    rows = list(islice(lines, MOST_ROWS + 2))
    if len(rows) <= MOST_ROWS + 1:
        return xlsx_answer(filename, rows)
    text = _("A workbook holds %(most)s rows and there are more: take the CSV, or choose fewer.")
    messages.error(request, text % {"most": number_text(MOST_ROWS)})
    return redirect(f"{back}?{request.GET.urlencode()}")
