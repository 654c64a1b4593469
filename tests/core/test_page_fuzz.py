"""No page breaks, whatever is sent to it: a bounded run with a fixed seed (``SANBAO_REQUESTS=50`` sends more)."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.cast import Cast
from tests.core.test_api_description import ROLES, known  # noqa: F401
from tests.pages import browser

REQUESTS = int(os.environ.get("SANBAO_REQUESTS", "1"))
#: What people, programs and mischief put where something else is asked for.
ODD = (
    "", " ", "0", "-1", "1e400", "99999999999999999999", "NaN", "true", "2026-02-30", "05/10/2026", "٢٠٢٦-٠٣-٠١", "KE",
    "zz", "LHN00000000000001", "x" * 5000, "\u202e\ufeff", "ключ", "车", "<script>alert(1)</script>", "' OR 1=1 --",
    "%00", "\x00", "../../etc/passwd", "[]", "{}", "on", "eyJhIjoxfQ",
)  # fmt: skip
#: Names that pages read from the address.
ASKED = (
    "vin",
    "cursor",
    "page",
    "country",
    "known",
    "until",
    "since",
    "status",
    "component",
    "sort",
    "q",
    "year",
    "on",
)
_STOPS = ("api/", "ops/", "accounts/", "i18n/", "healthz", "readyz")


def addresses(patterns: Any = None, before: str = "") -> Iterator[str]:
    """Every address of a page, with its places in angle brackets."""
    for pattern in patterns or get_resolver().url_patterns:
        here = before + str(pattern.pattern)
        if here.startswith(_STOPS):
            continue
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, here)
        elif isinstance(pattern, URLPattern):
            yield "/" + here


def fields_of(page: str) -> list[str]:
    return sorted(set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page)))


@pytest.mark.parametrize("who", ROLES)
def test_no_page_breaks(cast: Cast, known: dict[str, dict[str, str]], who: str) -> None:  # noqa: F811
    client = browser(cast, getattr(cast, who))
    client.raise_request_exception = False
    dice = random.Random(20261126)
    places = [value for values in known.values() for value in values.values()]
    broken = [fault for address in addresses() for fault in faults_of(client, address, places, dice)]
    assert not broken, "\n".join(broken)


def faults_of(client: Client, address: str, places: list[str], dice: random.Random) -> list[str]:
    """What breaks at an address: odd places, odd questions, odd forms."""
    faults = []
    for _number in range(REQUESTS):
        place = dice.choice([*places, *places, "1", "x"])
        url = re.sub(r"<[^>]+>", place, address)
        asked = {name: dice.choice(ODD) for name in dice.sample(ASKED, 3)}
        page = client.get(url, asked)
        body = b"".join(page) if page.streaming else page.content
        names = [name for name in fields_of(body.decode(errors="replace")) if name != "csrfmiddlewaretoken"]
        sent = {name: dice.choice(ODD) for name in names or ("name", "vin")}
        for answer, what in ((page, asked), (client.post(url, sent), sent)):
            if answer.status_code >= 500:
                faults.append(f"{answer.request['REQUEST_METHOD']} {url} {what}: {answer.status_code}")
    return faults
