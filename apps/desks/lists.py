"""The lists of desks that people keep views of: each app names its own in ``desk_lists.py``, as ``LISTS``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.urls import resolve, reverse
from django.utils.translation import get_language

from apps.core.list_orders import ChosenOrder, ListOrder
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Side


@dataclass(frozen=True)
class DeskList:
    """A list by the route of its page, which needs no arguments, and the orders that it has.

    It begins with the first of them that a side is offered, or, for a side, with what ``begins`` says (``-filed``).
    """

    route: str
    orders: tuple[ListOrder, ...] = ()
    begins: Mapping[Side, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return reverse(self.route)

    @property
    def sides(self) -> tuple[Side, ...]:
        """Who may open the page, as its view says (``for_sides``)."""
        sides: tuple[Side, ...] = resolve(self.address).func.sides  # type: ignore[attr-defined]
        return sides

    def asked(self, request: ScopedRequest) -> ChosenOrder:
        """The order that a request asks for; whatever it cannot have is what the list begins with."""
        side, language = request.actor.side, get_language()
        offered = [
            order for order in self.orders if (not order.sides or side in order.sides) and language not in order.not_in
        ]
        return ChosenOrder(offered, request, begins=self.begins.get(side, ""))


@cache
def desk_lists() -> dict[str, DeskList]:
    """Every list by its route."""
    found = {}
    for config in apps.get_app_configs():
        name = f"{config.name}.desk_lists"
        if config.name.startswith("apps.") and find_spec(name) is not None:
            found.update({listed.route: listed for listed in import_module(name).LISTS})
    return found
