"""What a maker says of its parts, in a line each."""

from __future__ import annotations

from datetime import date
from typing import Any

from apps.organizations.scope import acting_as
from apps.parts import services
from apps.parts.models import Part, Supersession
from tests.cast import NOW
from tests.parts.conftest import Shop

TODAY = NOW.date()


def replaced(shop: Shop, old: list[Part], new: list[tuple[Part, int]], **said: Any) -> list[Supersession]:
    """``new`` replace ``old`` by Hanhai's word, from some day before the tests' present."""
    given = {"starts_on": date(2026, 1, 1), "stock": "use_first", **said}
    edges: list[Supersession] = shop.as_maker(services.supersede, old=old, new=new, **given)
    return edges


def another(shop: Shop, number: str, **said: Any) -> Part:
    """One more part of Hanhai."""
    with acting_as(shop.cast.scope(shop.cast.maker_hanhai)):
        return services.add_part(manufacturer_id=shop.cast.maker_hanhai.pk, number=number, name=number, **said)
