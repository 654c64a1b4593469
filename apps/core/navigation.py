"""What an app offers in the menu; the portal gathers the ``navigation.ITEMS`` of all apps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerChoices
from django.utils.translation import pgettext_lazy


class Room(IntegerChoices):
    """What a long menu is grouped by, in its order, and what stands above each group."""

    DESK = 0, ""
    REPAIRS = 1, pgettext_lazy("menu", "Repairs")
    PARTS = 2, pgettext_lazy("menu", "Spare parts")
    CARS = 3, pgettext_lazy("menu", "Cars and exports")
    CONDUCT = 4, pgettext_lazy("menu", "Promises kept")
    HOUSE = 5, pgettext_lazy("menu", "Organisation and rules")


@dataclass(frozen=True)
class NavItem:
    """One entry: shown to the listed sides (database roles), by room and order; ``badge`` counts what waits there."""

    sides: tuple[str, ...]
    label: Any
    url_name: str
    icon: str = ""
    order: int = 100
    badge: Callable[[Any], int] | None = None
    room: Room = Room.DESK
