"""The part of an address that says what a list shows."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from apps.core.addresses import PAGING


def kept_query(query: str) -> str:
    """Filters and order of ``query`` (as ``status=filed&cursor=x``), by name: without pages and without empty values.

    Two addresses that show the same give the same text.
    """
    return urlencode(sorted(pair for pair in parse_qsl(query) if pair[0] not in PAGING))
