"""Reads of recalls. What is published is public: these read it in the system's scope, and tell nothing of a person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.core.db import session
from apps.organizations.models import Organization
from apps.organizations.scope import Actor, Side, system_scope
from apps.vehicles.models import Vehicle

from .models import Recall, RecallCar, RecallCountry, RecallMark
from .recall_states import OPEN, STATES, end_of, in_state, with_state

NEWEST_RECALLS = ("-began_at", "-id")
CARS_IN_ORDER = ("id",)
_MOST_MODELS = 300
_MOST_OF_A_WORKSHOP = 100


class OpenRecall(NamedTuple):
    """A recall that waits for a car: ``since`` is the moment at which it was published."""

    number: str
    title: str
    risk: str
    remedy: str
    since: datetime


@dataclass(frozen=True)
class CarOfRecall:
    """What one recall says of one car: its state, and the claim that booked it, if one did."""

    recall: Recall
    state: str
    claim_number: str

    @property
    def tone(self) -> str:
        """How loudly a page says it."""
        return "bad" if self.recall.kind == Recall.Kind.SAFETY else "info"

    @property
    def state_name(self) -> Any:
        """What is to be done with the car, in words."""
        return STATES[self.state]

    @property
    def is_open(self) -> bool:
        """Whether the remedy still waits for this car, booked or not."""
        return self.state in (OPEN, RecallMark.Kind.BOOKED)


def open_recalls(vin: str, at: datetime) -> list[OpenRecall]:
    """Published recalls that wait for this car, the newest first; public, with no word of its owner (2 queries)."""
    rows = [row.recall for row in recalls_of_car(vin, at=at) if row.is_open]
    return [
        OpenRecall(
            recall.number,
            recall.title,
            f"{recall.get_hazard_display()}. {recall.risk}",
            recall.remedy,
            recall.published_at or recall.began_at,
        )
        for recall in rows
    ]


def recalls_of_car(vin: str, *, at: datetime) -> list[CarOfRecall]:
    """All published recalls of a car with its state in each, the newest first (2 queries, index recallcar_by_vin)."""
    with system_scope("published recalls of a car are public"):
        cars = RecallCar.objects.filter(vin=vin, recall__status__in=Recall.PUBLIC).select_related("recall")
        rows = list(with_state(cars, at=at).order_by("-recall__published_at", "-pk"))
        booked = RecallMark.objects.filter(car__in=[row.pk for row in rows], kind="booked", ended_at=None)
        claims = dict(booked.values_list("car_id", "claim_number")) if rows else {}
    return [CarOfRecall(row.recall, getattr(row, "state", OPEN), claims.get(row.pk, "")) for row in rows]


def recall_of_car(number: str, vin: str) -> Recall | None:
    """The published recall with this number, if it concerns the car (1 query)."""
    with system_scope("published recalls of a car are public"):
        rows = Recall.objects.filter(number=number, status__in=Recall.PUBLIC)
        return rows.filter(Exists(RecallCar.objects.filter(recall=OuterRef("pk"), vin=vin))).first()


def recall_named(number: str) -> Recall | None:
    """A recall that the reader may read: one's own, one ordered for one's country, or any that is published."""
    found = Recall.objects.select_related("manufacturer", "ordered_by").filter(number=number).first()
    if found is not None:
        return found
    with system_scope("published recalls are public"):
        return (
            Recall.objects.select_related("manufacturer", "ordered_by")
            .filter(number=number, status__in=Recall.PUBLIC)
            .first()
        )


@contextmanager
def recalls_seen_by(actor: Actor) -> Iterator[QuerySet[Recall]]:
    """The recalls that concern somebody, newest first, to be read within (indexes recall_*newest).

    A manufacturer's own; of a regulator's countries those ordered for them or published with cars there; a workshop's
    those published by makers that appoint it; for the authority all but drafts. Read in the system's scope: a
    published recall stands behind nobody's wall.
    """
    here = watched_by(actor)
    with system_scope("recalls that concern the reader"):
        yield Recall.objects.select_related("manufacturer").filter(_concerns(actor, here)).order_by(*NEWEST_RECALLS)


def _concerns(actor: Actor, here: tuple[str, ...]) -> Any:
    public, ordered = Q(status__in=Recall.PUBLIC), Q(ordered_by__isnull=False)
    if actor.side is Side.MANUFACTURER:
        return Q(manufacturer_id=actor.organization_id)
    if actor.side is Side.REGULATOR:
        with_cars = Exists(RecallCountry.objects.filter(recall=OuterRef("pk"), country__in=here))
        return (ordered & Q(country__in=here)) | (public & with_cars)
    if actor.side is Side.DEALER:
        makers = Organization.objects.filter(appointments_given__dealer_id=actor.organization_id)
        return public & Q(manufacturer__in=makers)
    return public | ordered if actor.side is Side.AUTHORITY else public


def watched_by(actor: Actor) -> tuple[str, ...]:
    """The countries that a regulator watches; none for the authority, which watches the world."""
    return session.current().countries if actor.side is Side.REGULATOR else ()


def cars_of(recall: Recall, *, at: datetime, state: str = "", country: str = "") -> QuerySet[RecallCar]:
    """The cars of a recall that the reader sees, each with its state at a moment (index recallcar_list)."""
    rows = with_state(recall.cars.order_by(*CARS_IN_ORDER), at=at)
    rows = in_state(rows, state, at=at) if state else rows
    return rows.filter(country=country) if country else rows


def waiting_at(recall: Recall, *, dealer_id: int, at: datetime) -> list[RecallCar]:
    """Cars of a published recall that wait, and whose owners use this workshop; a hundred at most (1 query).

    A workshop sees the cars of its customers; that one of them is recalled, everybody may know who has the VIN.
    """
    with system_scope("which customers' cars wait for a published recall"):
        mine = Vehicle.objects.filter(dealer_id=dealer_id, vin=OuterRef("vin"))
        rows = with_state(recall.cars.filter(Exists(mine)).order_by(*CARS_IN_ORDER), at=at)
        return list(in_state(rows, "unremedied", at=at)[:_MOST_OF_A_WORKSHOP])


def models_of(manufacturer_id: int) -> list[str]:
    """Names of models that a manufacturer has on record, as far as the reader's walls show its cars.

    By steps along the index vehicle_maker_model: one look-up a name, however many cars there are.
    """
    names: list[str] = []
    rows = Vehicle.objects.filter(manufacturer_id=manufacturer_id).order_by("model_name")
    while name := rows.filter(model_name__gt=names[-1] if names else "").values_list("model_name", flat=True).first():
        names.append(name)
        if len(names) == _MOST_MODELS:
            break
    return names


def published_between(rows: QuerySet[Recall], *, first: date, last: date) -> QuerySet[Recall]:
    """Those that a report of these days (UTC) tells of: published by their end, and not closed before they began."""
    closed_in_it = Q(closed_at=None) | Q(closed_at__gt=end_of(first - timedelta(days=1)))
    return rows.filter(closed_in_it, published_at__lte=end_of(last))
