"""Exporters and licences as the authority enters them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from apps.exports import services
from apps.exports.declared import Declared
from apps.exports.models import Exporter, ExportRecord, Licence, Qualification
from apps.organizations.models import Organization
from apps.organizations.scope import acting_as
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
