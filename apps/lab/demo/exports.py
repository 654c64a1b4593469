"""Export licences of the demo: one that holds, a suspended one, one that waits; and what was declared."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from apps.casework import engine
from apps.exports.declared import Declared
from apps.exports.models import Exporter, Licence
from apps.exports.services import authorise, enter_conduct, qualify, record_export, register_exporter, register_licence
from apps.exports.services.licences import verify
from apps.organizations.scope import system_scope
from apps.vehicles.models import Vehicle

if TYPE_CHECKING:
    from .stories import Stage

DAY = timedelta(days=1)
_SOURCE = "Announcement 12 (demo)"
_NAMES = {"maker": "瀚海汽车（集团）有限公司", "trader": "远帆国际贸易有限公司", "used": "东港二手车出口有限公司"}


def tell(stage: Stage) -> None:
    """The authority enters firms and licences; the maker authorises a trader."""
    desk, began = stage.people.authority, stage.now - 60 * DAY
    firms = {kind: _firm(stage, kind, began) for kind in _NAMES}
    maker = firms["maker"]
    stage.do(
        desk, qualify, exporter=maker, year=began.year, vehicle_class="bev_car", exported_before=2_600, markets=20,
        own_brand=True, source=_SOURCE, at=began,
    )  # fmt: skip
    stage.do(
        stage.people.maker, authorise, maker=maker, trader=firms["trader"], vehicle_class="bev_car",
        starts_on=began.date(), paper="HH-A-1", at=began + DAY,
    )  # fmt: skip
    _given(stage, maker, "D26-001")
    suspended = _given(stage, firms["trader"], "D26-002", maker=maker)
    stage.do(
        desk, _suspend, licence=suspended, at=stage.now - 5 * DAY,
        note="Cars of another class than the licence names were declared under it.",
    )  # fmt: skip
    stage.do(
        desk, enter_conduct, exporter=firms["trader"], matter="licence", findings=[],
        decision="Licensing Office, decision D-7 (demo)", at=stage.now - 4 * DAY,
        grounds="Cars of another class than the licence names were declared under D26-002, twice after a warning.",
    )  # fmt: skip
    _declare(stage, firms)
    _applied(stage, firms["used"], "D26-003", at=stage.now - 2 * DAY, quantity=1)


def _firm(stage: Stage, kind: str, at: datetime) -> Exporter:
    made: Exporter = stage.do(
        stage.people.authority, register_exporter, kind=kind, name=_NAMES[kind], latin_name="",
        manufacturer_id=stage.people.maker.pk if kind == "maker" else None, source=_SOURCE, name_checked=True, at=at,
    )  # fmt: skip
    return made


def _applied(stage: Stage, exporter: Exporter, number: str, *, at: datetime, **more: Any) -> Licence:
    given = {"maker": None, "vehicle_class": "bev_car", "destinations": ["KE", "KZ"], "quantity": 500, **more}
    made: Licence = stage.do(
        stage.people.authority, register_licence, exporter=exporter, licence_number=number,
        applied_on=at.date() - DAY, at=at, **given,
    )  # fmt: skip
    return made


def _given(stage: Stage, exporter: Exporter, number: str, **more: Any) -> Licence:
    at = stage.now - 50 * DAY
    licence = _applied(stage, exporter, number, at=at, **more)
    made: Licence = stage.do(
        stage.people.authority, verify, licence=licence, valid_from=at.date(), valid_to=date(at.year + 1, 6, 30),
        note="Compared with the list of licences given.", at=at + DAY,
    )  # fmt: skip
    return made


def _declare(stage: Stage, firms: dict[str, Exporter]) -> None:
    """Cars that the maker's record of exports knows, as declared; the last left under the licence that is suspended."""
    with system_scope("demo: cars that were exported"):
        cars = list(
            Vehicle.objects.filter(manufacturer=stage.people.maker, exported_on__isnull=False).order_by("-id")[:6]
        )
    for number, car in enumerate(cars):
        by_trader, left = number % 3 == 2, stage.now - (3 if number == 5 else 30 - number) * DAY
        line = Declared(
            vin=car.vin, model_name=car.model_name, exporter=firms["trader" if by_trader else "maker"].name,
            licence_number="D26-002" if by_trader else "D26-001", condition="new", first_registered_on=None,
            transferred_on=None, applied_on=None, odometer_km=9 + number,
            exported_on=left.date(), country=str(car.country), importer="Rift Cars (demo)",
            legal_ground="",
        )  # fmt: skip
        stage.do(stage.people.maker, record_export, declared=line, at=left + DAY)


def _suspend(*, licence: Licence, note: str, by: Any, at: datetime) -> Licence:
    return engine.take(licence, "suspend", by=by, at=at, note=note)
