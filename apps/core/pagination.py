"""Paging by key: page 1,800 costs what page 1 costs. One mechanism for pages and API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request


class KeysetPagination(CursorPagination):
    """Newest first unless the view says otherwise; ``page_size`` up to 200."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    cursor_query_param = "cursor"
    ordering = "-id"


@dataclass(frozen=True)
class Page:
    """Rows of one page and the cursors of its neighbours (None at the ends)."""

    items: list[Any]
    next_cursor: str | None
    previous_cursor: str | None


def page_of(request: HttpRequest, rows: QuerySet[Any], *, ordering: Sequence[str], size: int = 50) -> Page:
    """Cut the page that ``request`` asks for out of ``rows``.

    ``ordering`` starts with columns that are never null and ends with a unique one, all covered by an index.
    A cursor that makes no sense is answered with 404 (DRF's NotFound is an APIException; pages show Http404).
    """
    paginator = KeysetPagination()
    paginator.page_size = size
    paginator.page_size_query_param = None  # type: ignore[assignment]  # a page has one size
    paginator.ordering = tuple(ordering)  # type: ignore[assignment]  # the stubs know one column only
    try:
        items = paginator.paginate_queryset(rows.order_by(*ordering), Request(request))
    except NotFound as error:
        raise Http404 from error
    return Page(
        items=list(items or []),
        next_cursor=_cursor(paginator.get_next_link()),
        previous_cursor=_cursor(paginator.get_previous_link()),
    )


def _cursor(link: str | None) -> str | None:
    return parse_qs(urlsplit(link).query)[KeysetPagination.cursor_query_param][0] if link else None
