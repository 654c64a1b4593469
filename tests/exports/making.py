"""Exporters and licences as the authority enters them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from apps.exports import services
from apps.exports.models import Exporter, Licence, Qualification
from apps.organizations.scope import acting_as
from tests.cast import NOW, Cast

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
