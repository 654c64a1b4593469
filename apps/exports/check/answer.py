"""The one answer about a car, for the page and for registries: made once in ten minutes, the same for everybody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from apps.organizations.scope import public_scope
from apps.vehicles.vin_reading import Reading

from .asked import ask
from .section import Section
from .sections import SECTIONS

#: So long an answer is given again as it was; its page says of when it is.
KEPT: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class Answer:
    """``on_record``: a maker or an exporter on record exported the car. ``as_of``: when it was looked up.

    ``maker_here``: its maker is on this portal, whatever the registry of codes knows.
    """

    vin: str
    on_record: bool
    maker_here: bool
    as_of: datetime
    sections: tuple[Section, ...]


def answer_of(reading: Reading, *, at: datetime) -> Answer:
    """What anybody may learn of a car, in the active language (about a dozen queries, or none).

    ``reading`` is without errors. It never says, by words or by the work done, whether somebody registered the car.
    """
    place = _place(reading.vin)
    kept: Answer | None = cache.get(place)
    if kept is not None and at - KEPT < kept.as_of <= at:
        return replace(kept, vin=reading.vin)
    with public_scope(reading.vin):
        asked = ask(reading, at=at)
        sections = tuple(part for part in (say(asked) for say in SECTIONS) if part is not None)
    made = Answer("", asked.on_record, asked.manufacturer_id is not None, at, sections)
    cache.set(place, made, timeout=KEPT.total_seconds())
    return replace(made, vin=reading.vin)


def _place(vin: str) -> str:
    """Where an answer waits: by a digest under the site's key, so that the cache holds no VIN."""
    return f"check:{get_language()}:{salted_hmac('apps.exports.check', vin, algorithm='sha256').hexdigest()}"
