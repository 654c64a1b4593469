"""How near a workshop is to where a car stands: by words of cities and countries, without a map. Pure.

Nobody is asked where a city lies: the service points say it themselves, and the owner says where the car is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from enum import IntEnum


class Nearness(IntEnum):
    """Near ones first."""

    CITY = 0
    COUNTRY = 1
    ELSEWHERE = 2

    @property
    def code(self) -> str:
        """As the API writes it."""
        return self.name.lower()


def nearness(points: Iterable[tuple[str, str]], *, city: str, country: str) -> Nearness:
    """Of a workshop with service points (city, country code) to a place; ``city`` may be empty."""
    places = list(points)
    if any(there == country and is_same_city(point, city) for point, there in places):
        return Nearness.CITY
    return Nearness.COUNTRY if any(there == country for _city, there in places) else Nearness.ELSEWHERE


def is_same_city(one: str, other: str) -> bool:
    """Whether two people mean the same city: case, accents and what is added (“Nairobi West”, 北京市) do not count."""
    first, second = sorted((_plain(one), _plain(other)), key=len)
    if not first:
        return False
    # Scripts without letters of two cases put no blanks between words.
    blankless = first.upper() == first.lower() and second.startswith(first)
    return blankless or set(first.split()) <= set(second.split())


def _plain(city: str) -> str:
    split = unicodedata.normalize("NFKD", city.casefold())
    marked = "".join(c if c.isalnum() else " " for c in split if not unicodedata.combining(c))
    return " ".join(marked.split())
