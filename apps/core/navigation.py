"""What an app offers in the menu; the portal gathers the ``navigation.ITEMS`` of all apps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class NavItem:
    """One entry: shown to the listed sides (database roles), in order; ``badge`` counts what waits there."""

    sides: tuple[str, ...]
    label: Any
    url_name: str
    icon: str = ""
    order: int = 100
    badge: Callable[[Any], int] | None = None
