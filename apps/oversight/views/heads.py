"""The heads of each day, for anybody to keep a copy of: who holds one can tell whether the past was rewritten."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.compliance import selectors
from apps.core.pagination import page_of


@require_safe
def heads(request: HttpRequest) -> HttpResponse:
    """The newest first, 50 a page."""
    page = page_of(request, selectors.heads(), ordering=("-day",))
    return render(request, "oversight/heads.html", {"page": page})


@require_safe
def heads_text(request: HttpRequest) -> HttpResponse:
    """All of them, a line each, the oldest first: what ``manage.py audit --heads`` compares with."""
    text = "".join(f"{head.line}\n" for head in selectors.heads().order_by("day"))
    headers = {"Content-Disposition": 'attachment; filename="sanbao-heads.txt"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)
