"""What follows when a record, a licence, a letter, an authorisation or an outlet changes: its records are looked at.

And when a car is registered that nobody on record exported: that is noted, until a record comes.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from apps.notifications.catalogue import list_notice
from apps.notifications.models import OutboxEvent
from apps.notifications.relay import consumer
from apps.vehicles.models import MakerCode, Vehicle

from .models import ExportRecord, LetterLine, Licence, OrphanReport
from .services import findings, orphans

list_notice(
    "exports.found",
    to="manufacturer",
    text=gettext_noop("New findings on your exports: %(count)s. Explain them, or put the records right."),
    url_name="exports:findings",
    url_value="",
)


@consumer("export-findings", "exports.look")
def look(event: OutboxEvent, at: datetime) -> None:
    """Look at the records of some cars."""
    findings.look(event.payload["vins"], at=at)


@consumer(
    "exports-under-licence",
    "licence.registered",
    "licence.verify",
    "licence.suspend",
    "licence.reinstate",
    "licence.withdraw",
)
def licence_changed(event: OutboxEvent, at: datetime) -> None:
    """Look at the records that name the licence."""
    rows = ExportRecord.objects.filter(licence_number=event.payload["licence_number"])
    _look_later(rows, at)


@consumer("exports-promised", "letter.sealed", "letter.replace", "letter.revoke")
def letter_changed(event: OutboxEvent, at: datetime) -> None:
    """Look at the records of the cars that the letter names."""
    named = LetterLine.objects.filter(letter=event.payload["letter"])
    _look_later(ExportRecord.objects.filter(vin__in=named.values("vin")), at)


@consumer("exports-of-trader", "exports.authorised")
def authorised(event: OutboxEvent, at: datetime) -> None:
    """Look at the records of a trader."""
    _look_later(ExportRecord.objects.filter(exporter=event.payload["trader"]), at)


@consumer("exports-of-qualified", "exports.qualified")
def qualified(event: OutboxEvent, at: datetime) -> None:
    """Look at the records under licences for the cars of a maker."""
    numbers = Licence.objects.filter(maker=event.payload["maker"]).values("licence_number")
    _look_later(ExportRecord.objects.filter(licence_number__in=numbers), at)


@consumer("exports-by-outlet", "appointment.appointed", "appointment.end")
def outlet_changed(event: OutboxEvent, at: datetime) -> None:
    """Look at the records of a maker's cars in the country of an appointment."""
    fact = event.payload
    for code in MakerCode.objects.filter(manufacturer=fact["manufacturer"]).values_list("code", flat=True):
        rows = ExportRecord.objects.filter(country=fact["country"], vin__gte=code, vin__lte=code.ljust(17, "Z"))
        _look_later(rows, at)


@consumer("orphans-by-registration", "vehicle.registered")
def registered(event: OutboxEvent, at: datetime) -> None:
    """Note that a car without a record of export was registered."""
    vin = Vehicle.objects.values_list("vin", flat=True).get(pk=event.payload["vehicle"])
    source, owner = OrphanReport.Source.REGISTRATION, event.payload["owner"]
    orphans.met(vin=vin, country=event.payload["country"], source=source, owner_id=owner, at=event.occurred_at)


@consumer("orphans-answered", "exports.look")
def answered(event: OutboxEvent, at: datetime) -> None:
    """Mark reports of cars whose records came."""
    orphans.answer(event.payload["vins"], at=event.occurred_at)


@consumer("orphans-answered-by-maker", "vehicle.sides_changed")
def answered_by_maker(event: OutboxEvent, at: datetime) -> None:
    """Mark reports of a car that its maker recorded after its owner."""
    vins = Vehicle.objects.filter(pk=event.payload["vehicle"]).values_list("vin", flat=True)
    orphans.answer(vins, at=event.occurred_at)


def _look_later(rows: QuerySet[ExportRecord], at: datetime) -> None:
    vins = rows.order_by("vin").values_list("vin", flat=True).distinct()
    findings.look_later(vins.iterator(), at=at)
