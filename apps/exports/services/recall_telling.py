"""Who is told of a published recall: owners in bites, workshops of its maker, authorities of countries with cars."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models import Count

from apps.casework import books
from apps.notifications.models import OutboxEvent
from apps.notifications.outbox import emit, emit_once
from apps.organizations.door import door
from apps.organizations.models import Appointment

from ..models import Recall, RecallCar
from .recalls import open_in_countries

#: Cars in one transaction; the next ones are another event's.
BITE = 1_000
_NAMES = uuid.UUID("b2c0f7aa-5d0b-4a0e-9f65-3a3b7b1d2c41")


def tell_offices(recall: Recall, *, at: datetime) -> None:
    """Tell the authorities of countries with cars, and the workshops there: each once, whenever it is asked."""
    open_in_countries(recall, at=at)
    counts = recall.cars.exclude(country="").order_by().values_list("country").annotate(cars=Count("pk"))
    told = {"number": recall.number, "title": recall.title}
    by_country = {_id(recall, country): {**told, "country": country, "cars": cars} for country, cars in counts}
    emit_once("recall.in_country", by_country, at=at)
    countries = {fact["country"] for fact in by_country.values()}
    workshops = _workshops(recall, countries, at)
    by_workshop = {_id(recall, f"dealer {dealer}"): {**told, "dealer": dealer} for dealer in workshops}
    emit_once("recall.at_workshop", by_workshop, at=at)


def tell_owners(recall: Recall, *, after: int, at: datetime) -> int:
    """Tell the owners of the next cars that wait for their remedy; returns how many. Safe twice: each is told once.

    It begins with the offices (``after`` 0), and goes on by an event until no car is left. The rows say who was told;
    what they are told follows from them.
    """
    if not after:
        tell_offices(recall, at=at)
    cars = list(recall.cars.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BITE])
    if not cars:
        return 0
    told = _write_told(cars, at)
    _say(recall, told, at)
    emit("recall.tell", at=at, recall=recall.pk, after=cars[-1])
    return len(told)


def tell_of_car(vin: str, *, at: datetime) -> int:
    """Tell whoever has just registered a car of the published recalls that wait for it; returns of how many."""
    _place([vin], at)
    count = 0
    for car in RecallCar.objects.filter(vin=vin, recall__status__in=Recall.PUBLIC).select_related("recall"):
        told = _write_told([car.pk], at)
        _say(car.recall, told, at)
        count += len(told)
    return count


def find_cars(*, at: datetime) -> int:
    """Note where cars are that the portal did not know before, and let their owners be told; returns how many came.

    Each night, in the system's scope; safe twice.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.vin, c.recall_id FROM exports_recallcar c JOIN vehicles_vehicle v ON v.vin = c.vin "
            "WHERE c.country = '' AND v.country <> '' ORDER BY c.id"
        )
        came = cursor.fetchall()
    for start in range(0, len(came), BITE):
        _place([vin for vin, _recall in came[start : start + BITE]], at)
    waiting = Recall.objects.filter(pk__in={pk for _vin, pk in came}, status__in=Recall.PUBLIC)
    for recall in waiting.order_by("pk"):
        emit("recall.tell", at=at, recall=recall.pk, after=0)
    return len(came)


def _place(vins: list[str], at: datetime) -> None:
    """Cars that the portal knows by now have a country; so have the marks on them."""
    unplaced = RecallCar.objects.filter(vin__in=vins, country="")
    makers = unplaced.order_by("manufacturer_id").values_list("manufacturer_id", flat=True).distinct()
    for maker in list(makers):
        books.recorded_at(maker, at, "recall.placed")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE exports_recallcar c SET country = v.country FROM vehicles_vehicle v "
            "WHERE c.country = '' AND v.vin = c.vin AND c.vin = ANY (%s)",
            [vins],
        )
        with door("exports.recall"):
            cursor.execute(
                "UPDATE exports_recallmark m SET country = c.country FROM exports_recallcar c "
                "WHERE m.country = '' AND c.id = m.car_id AND c.country <> '' AND c.vin = ANY (%s)",
                [vins],
            )


def _write_told(cars: list[int], at: datetime) -> list[tuple[int, int, str, str]]:
    """Write down whom the portal tells now: (car, owner, VIN, what the car is called)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH told AS (
                INSERT INTO exports_recalltold (recall_id, car_id, owner_id, manufacturer_id, country, told_at)
                SELECT c.recall_id, c.id, v.owner_id, c.manufacturer_id, c.country, %s
                FROM exports_recallcar c JOIN vehicles_vehicle v ON v.vin = c.vin
                WHERE c.id = ANY (%s) AND v.owner_id IS NOT NULL AND NOT EXISTS (
                    SELECT FROM exports_recallmark m
                    WHERE m.car_id = c.id AND m.ended_at IS NULL AND m.kind IN ('remedied', 'not_applicable')
                )
                ORDER BY c.id
                ON CONFLICT DO NOTHING
                RETURNING car_id, owner_id
            )
            SELECT told.car_id, told.owner_id, c.vin, trim(v.maker_name || ' ' || v.model_name)
            FROM told JOIN exports_recallcar c ON c.id = told.car_id JOIN vehicles_vehicle v ON v.vin = c.vin
            """,
            [at, cars],
        )
        return list(cursor.fetchall())


def _say(recall: Recall, told: Iterable[tuple[int, int, str, str]], at: datetime) -> None:
    OutboxEvent.objects.bulk_create(
        OutboxEvent(
            topic="recall.concerns",
            payload={
                "owner": owner,
                "vin": vin,
                "vehicle": called or vin,
                "number": recall.number,
                "title": recall.title,
                "hazard": recall.hazard,
                "advice": recall.advice,
            },
            occurred_at=at,
        )
        for _car, owner, vin, called in told
    )


def _workshops(recall: Recall, countries: set[str], at: datetime) -> list[int]:
    rows = Appointment.objects.filter(manufacturer_id=recall.manufacturer_id, country__in=countries)
    return list(rows.at(at).order_by("dealer_id").values_list("dealer_id", flat=True).distinct())


def _id(recall: Recall, what: str) -> uuid.UUID:
    return uuid.uuid5(_NAMES, f"{recall.number} {what}")
