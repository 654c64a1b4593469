"""Where the parts of a remedy lie: told by the app of parts, which knows stock and orders and stands above this one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class PartsThere:
    """Of one part number in a country, in pieces: on shelves of workshops, ordered and not there, of that promised."""

    number: str
    #: Empty: the manufacturer's catalogue has no such part.
    name: str
    country: str
    on_hand: int
    on_order: int
    promised: int


#: (manufacturer, part numbers) → rows, as far as the caller's walls show them.
Teller = Callable[[int, Sequence[str]], list[PartsThere]]

_tellers: list[Teller] = []


def told_by(teller: Teller) -> Teller:
    """Register who tells; also a decorator. The app does so when it is ready."""
    if teller not in _tellers:
        _tellers.append(teller)
    return teller


def parts_there(manufacturer_id: int, numbers: Sequence[str]) -> list[PartsThere]:
    """Availability of a remedy's parts by number and country; nothing without numbers."""
    return [row for teller in _tellers for row in teller(manufacturer_id, numbers)] if numbers else []
