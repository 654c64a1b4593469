"""Parts of both makers, and the short way to an order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import html5lib
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.organizations.models import Organization
from apps.organizations.scope import acting_as, system_scope
from apps.parts import services
from apps.parts.models import Part, PartsOrder
from tests.cast import NOW, Cast

SignIn = Callable[[Organization], Client]


@dataclass
class Shop:
    """The cast with a catalogue: pads, filter and pump of Hanhai, lamp of Lanting."""

    cast: Cast
    pads: Part
    filter: Part
    pump: Part
    lamp: Part

    def draft(self, *lines: tuple[Part, int], at: datetime = NOW, **fields: Any) -> PartsOrder:
        """An order of Savanna Motors to the maker of the first part, in draft."""
        cast = self.cast
        lines = lines or ((self.pads, 4), (self.filter, 10))
        fields = {"request_key": str(uuid4()), "in_warranty": True, **fields}
        with acting_as(cast.scope(cast.dealer_nairobi)):
            return services.create_order(
                by=cast.actor(cast.dealer_nairobi),
                dealer_id=cast.dealer_nairobi.pk,
                manufacturer_id=lines[0][0].manufacturer_id,
                country="KE",
                lines=[(part.pk, quantity) for part, quantity in lines],
                at=at,
                **fields,
            )

    def submitted(self, *lines: tuple[Part, int], at: datetime = NOW, **fields: Any) -> PartsOrder:
        order = self.draft(*lines, at=at, **fields)
        submitted: PartsOrder = self.as_dealer(services.submit_order, order=order, at=at)
        return submitted

    def as_dealer(self, verb: Any, **arguments: Any) -> Any:
        return self._act(self.cast.dealer_nairobi, verb, arguments)

    def as_maker(self, verb: Any, **arguments: Any) -> Any:
        return self._act(self.cast.maker_hanhai, verb, arguments)

    def _act(self, who: Any, verb: Any, arguments: dict[str, Any]) -> Any:
        with acting_as(self.cast.scope(who)):
            return verb(by=self.cast.actor(who), **({"at": NOW} | arguments))


@pytest.fixture
def shop(cast: Cast) -> Shop:
    return build_shop(cast)


def build_shop(cast: Cast) -> Shop:
    with system_scope("test: catalogue"):

        def part(maker: Any, number: str, name: str) -> Part:
            return services.add_part(manufacturer_id=maker.pk, number=number, name=name)

        return Shop(
            cast,
            pads=part(cast.maker_hanhai, "8450-03100A", "Brake pads, front"),
            filter=part(cast.maker_hanhai, "2810-11000", "Oil filter"),
            pump=part(cast.maker_hanhai, "3610-20500", "Coolant pump"),
            lamp=part(cast.maker_lanting, "LT-77.001", "Head lamp, left"),
        )


@pytest.fixture
def sign_in(client: Client, cast: Cast) -> SignIn:
    """``sign_in(cast.dealer_nairobi)`` gives a browser of that firm's staff."""

    def enter(firm: Organization) -> Client:
        browser = Client()
        browser.force_login(cast.staff[firm.pk], backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return enter


def sound(response: HttpResponse) -> str:
    """The page's text, after a look at its HTML: it nests as it should and carries no inline style or handler."""
    text = response.content.decode()
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(text)
    assert [error for _place, error, _more in parser.errors] == []
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), sorted(i for i in ids if ids.count(i) > 1)
    assert not [e.tag for e in tree.iter() for name in e.attrib if name == "style" or name.startswith("on")]
    return text


def queries_of(browser: Client, address: str) -> int:
    """How many queries a page takes, once everything that is kept in memory has been kept."""
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)
