"""One part with everything that its manufacturer says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Model, QuerySet

from apps.core.today import today_of_reader
from apps.organizations.scope import Actor

from ..models import CoreDeposit, Fitting, Interchange, Part, PartPhoto, PartPrice, Supersession
from .catalogue import parts_offered
from .prices import prices_on
from .successions import Forward, chain, forwards

#: What is said of a part and may be ended.
SAID: dict[str, type[Model]] = {"fitting": Fitting, "supersession": Supersession, "interchange": Interchange}


@dataclass
class PartPage:
    """A part as its page and the API show it on a day; each list is one or two queries, however long the catalogue."""

    part: Part
    on: date

    @cached_property
    def photo(self) -> PartPhoto | None:
        return self.part.photos.filter(ended_at=None).first()

    @cached_property
    def fittings(self) -> list[Fitting]:
        return list(self.part.fittings.filter(ended_at=None))

    @cached_property
    def interchanges(self) -> list[Interchange]:
        return list(self.part.interchanges.filter(ended_at=None))

    @cached_property
    def prices(self) -> list[PartPrice]:
        return prices_on(self.part, on=self.on)

    @cached_property
    def deposit(self) -> CoreDeposit | None:
        """What an order of the day carries; None: nothing."""
        rows = self.part.deposits.filter(starts_on__lte=self.on)
        found = rows.order_by("-starts_on", "-id").first()
        return found if found is not None and found.amount else None

    @cached_property
    def chain(self) -> list[Supersession]:
        return chain(self.part, on=self.on)

    @cached_property
    def forward(self) -> Forward | None:
        return forwards([self.part], on=self.on).get(self.part.pk) if self.chain else None


def part_page(actor: Actor, pk: int, *, at: datetime, on: date | None = None) -> PartPage:
    """A part that the actor may look up, as of a day (today of the reader). Raises Part.DoesNotExist."""
    return PartPage(parts_offered(actor, at=at).get(pk=pk), on or today_of_reader(at))


def said_of(part: Part, what: str) -> QuerySet[Any]:
    """The rows of a kind that name the part; a supersession names two."""
    rows: QuerySet[Any] = SAID[what]._default_manager.filter(manufacturer_id=part.manufacturer_id)
    if what == "supersession":
        return rows.filter(old=part) | rows.filter(new=part)
    return rows.filter(part=part)
