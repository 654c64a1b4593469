"""Exporters and licences as the authority enters them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from apps.casework.jobs import run_job
from apps.casework.models import Job
from apps.core.files import opened
from apps.exports import services
from apps.exports.declared import Declared
from apps.exports.models import Exporter, ExportRecord, Letter, LetterSeal, Licence, Qualification
from apps.exports.services.outlets import Promise
from apps.exports.services.sealing import SEALING
from apps.organizations.models import Organization, ServicePoint
from apps.organizations.scope import Actor, acting_as, system_scope
from tests.cast import NOW, Cast
from tests.factories import make_vin

HANHAI = "瀚海汽车（集团）有限公司"
SOURCE = "Announcement 12 of 2025, list 3"


def register(cast: Cast, name: str = HANHAI, kind: str = "maker", **more: Any) -> Exporter:
    """An exporter; the first name is the legal maker that Hanhai is."""
    given = {
        "latin_name": "",
        "manufacturer_id": cast.maker_hanhai.pk if name.strip() == HANHAI else None,
        "source": SOURCE,
        "name_checked": False,
        "at": NOW,
        **more,
    }
    with acting_as(cast.scope(cast.authority)):
        return services.register_exporter(kind=kind, name=name, by=cast.actor(cast.authority), **given)


def qualify(cast: Cast, exporter: Exporter, **more: Any) -> Qualification:
    """Hanhai's year 2026: enough for five traders unless said otherwise."""
    given = {
        "year": 2026,
        "vehicle_class": "bev_car",
        "exported_before": 2_000,
        "markets": 5,
        "own_brand": True,
        "source": SOURCE,
        "at": NOW,
        **more,
    }
    with acting_as(cast.scope(cast.authority)):
        return services.qualify(exporter=exporter, by=cast.actor(cast.authority), **given)


def apply_for(cast: Cast, exporter: Exporter, *, number: str = "26-100", at: datetime = NOW, **more: Any) -> Licence:
    """An application for a licence."""
    given = {
        "maker": None,
        "vehicle_class": "bev_car",
        "destinations": ["KE", "KZ"],
        "quantity": 100,
        "applied_on": date(2026, 2, 20),
        **more,
    }
    with acting_as(cast.scope(cast.authority)):
        return services.register_licence(
            licence_number=number, exporter=exporter, by=cast.actor(cast.authority), at=at, **given
        )


def declared(serial: int = 1, **changes: Any) -> Declared:
    """A new car of Hanhai on its way to Kenya."""
    given = {
        "vin": make_vin(serial),
        "model_name": "Sea 5",
        "exporter": HANHAI,
        "licence_number": "26-100",
        "condition": "new",
        "first_registered_on": None,
        "transferred_on": None,
        "applied_on": date(2026, 2, 20),
        "odometer_km": 12,
        "exported_on": date(2026, 3, 2),
        "country": "KE",
        "importer": "Rift Cars Ltd",
        "legal_ground": "",
    }
    return Declared(**{**given, **changes})


def record(cast: Cast, line: Declared, *, who: Organization | None = None, at: datetime = NOW) -> ExportRecord:
    """Declared by Hanhai unless somebody else sends."""
    firm = who or cast.maker_hanhai
    with acting_as(cast.scope(firm)):
        return services.record_export(declared=line, by=cast.actor(firm), at=at)


def issuer(cast: Cast, who: Organization | None = None) -> Actor:
    """Whoever administers a firm, Hanhai unless told otherwise."""
    return replace(cast.actor(who or cast.maker_hanhai), role="admin")


def centre(cast: Cast, country: str = "KE") -> ServicePoint:
    """Where Savanna Motors (Kenya) or Steppe Auto (Kazakhstan) repairs cars."""
    with system_scope("test"):
        return ServicePoint.objects.select_related("dealer").get(country=country)


def promise(cast: Cast, serial: int, country: str = "KE") -> Promise:
    """One car of Hanhai, served there."""
    return Promise(make_vin(serial), country, centre(cast, country))


def issue(cast: Cast, *serials: int, licence_number: str = "26-100", at: datetime = NOW, **more: Any) -> Letter:
    """A letter of Hanhai for cars that go to Kenya; it waits for its seal."""
    with system_scope("test"):
        maker = Exporter.objects.get(name=HANHAI)
    given = {"promises": [promise(cast, serial) for serial in serials], "reason": "", "by": issuer(cast), **more}
    with acting_as(cast.scope(cast.maker_hanhai)):
        return services.issue_letter(maker=maker, licence_number=licence_number, at=at, **given)


def seal_all(at: datetime = NOW) -> None:
    """Do what the worker does for all letters that wait."""
    with system_scope("test"):
        waiting = list(Job.objects.filter(kind=SEALING.name, status="waiting").values_list("pk", flat=True))
    for pk in waiting:
        assert run_job(pk, now=lambda: at)


def pdf_of(letter: Letter) -> bytes:
    """The bytes that were sealed."""
    with system_scope("test"):
        seal = LetterSeal.objects.select_related("document").get(letter=letter)
    with opened(seal.document.file) as file:
        return file.read()
