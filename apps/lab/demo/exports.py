"""Export licences of the demo: one that holds, a suspended one, one that waits; what was declared; and letters.

Of two used cars that need a confirmation letter one has it, and the other is found without. What is planted beside
them, and what must be found of it, stands in planted.py.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from apps.casework import engine
from apps.casework.jobs import run_job
from apps.casework.models import Job
from apps.exports.declared import Declared
from apps.exports.models import Exporter, ExportRecord, Licence
from apps.exports.services import (
    authorise,
    enter_conduct,
    issue_letter,
    qualify,
    record_export,
    register_exporter,
    register_licence,
)
from apps.exports.services.findings import look
from apps.exports.services.licences import verify
from apps.exports.services.outlets import Promise, open_points
from apps.exports.services.sealing import SEALING
from apps.organizations.scope import acting_as, system_scope
from apps.vehicles.models import Vehicle

from . import planted

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
    _used_cars(stage, firms)
    _plant(stage, firms)
    with system_scope("demo: what is found on exports"):
        look(list(ExportRecord.objects.order_by("vin").values_list("vin", flat=True).distinct()), at=stage.now)


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


def _used_cars(stage: Stage, firms: dict[str, Exporter]) -> None:
    """Two cars, registered in China and soon sold abroad; their maker gives its word for the first."""
    licence = _given(stage, firms["used"], "D26-004", quantity=2)
    with system_scope("demo: used cars to Kenya"):
        declared = ExportRecord.objects.values("vin")
        rows = Vehicle.objects.filter(manufacturer=stage.people.maker, country="KE", powertrain="bev")
        cars = list(rows.filter(exported_on__isnull=False).exclude(vin__in=declared).order_by("-id")[:2])
    if cars:
        _promise(stage, firms["maker"], licence, cars[0])
    for car in cars:
        left = stage.now - 20 * DAY
        line = Declared(
            vin=car.vin, model_name=car.model_name, exporter=firms["used"].name, licence_number=licence.licence_number,
            condition="used", first_registered_on=(left - 70 * DAY).date(), transferred_on=(left - 40 * DAY).date(),
            applied_on=licence.applied_on, odometer_km=3_800, exported_on=left.date(), country="KE",
            importer="Rift Cars (demo)", legal_ground="", brand=planted.BRAND,
        )  # fmt: skip
        stage.do(stage.people.authority, record_export, declared=line, at=left + DAY)
        planted.certify(stage, line, line.exporter, at=left + 2 * DAY)


def _plant(stage: Stage, firms: dict[str, Exporter]) -> None:
    """Exports with known truth, under licences of their own."""
    firms = {**firms, "stranger": planted.stranger(stage)}
    licences = {
        "used": _given(stage, firms["used"], "D26-005", quantity=None),
        "stranger": _given(stage, firms["stranger"], "D26-006", maker=firms["maker"]),
    }
    planted.tell(stage, firms=firms, licences=licences)
    # Looked at the day after it was declared, and not answered since.
    with system_scope("demo: a finding that nobody answers in time"):
        look([planted.vin_of(stage, planted.UNANSWERED)], at=stage.now - 18 * DAY)


def _promise(stage: Stage, maker: Exporter, licence: Licence, car: Vehicle) -> None:
    """A letter for the car, sealed as the worker would seal it."""
    firm, at = stage.people.maker, stage.now - 45 * DAY
    point = next((point for point in open_points(firm.pk, at=at) if str(point.country) == "KE"), None)
    if point is None:
        return
    with acting_as(stage.scope(firm)):
        letter = issue_letter(
            maker=maker, licence_number=licence.licence_number, promises=[Promise(car.vin, "KE", point)], reason="",
            by=replace(stage.actor(firm), role="admin"), at=at,
        )  # fmt: skip
    with system_scope("demo: seal a letter"):
        job = Job.objects.get(kind=SEALING.name, arguments={"letters": [letter.pk]})
    run_job(job.pk, now=lambda: at + DAY)
