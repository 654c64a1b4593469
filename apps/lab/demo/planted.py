"""Exports of the demo with known truth: each is planted with what must be found of it, and nothing else may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from apps.exports.declared import Declared
from apps.exports.models import Exporter, Licence
from apps.exports.services import record_export, register_exporter
from apps.organizations.scope import system_scope
from apps.vehicles.models import MakerCode
from apps.vehicles.vin import YEAR_CODES, check_digit_of

if TYPE_CHECKING:
    from .stories import Stage

DAY = timedelta(days=1)
_STRANGER = "海角进出口有限公司"


@dataclass(frozen=True)
class Planted:
    """One export: how it differs from a lawful export of a used car, and the rules that must find it.

    ``waited``: days from the first registration to the application for the licence; None: never registered.
    """

    story: str
    rules: frozenset[str] = frozenset()
    waited: int | None = 300
    odometer_km: int = 4_200
    licence: str = "used"
    exporter: str = "used"
    more: Mapping[str, Any] = field(default_factory=dict)


_NEW: dict[str, Any] = {"waited": None, "odometer_km": 11, "more": {"condition": "new"}}
CASES = (
    Planted("a used car"),
    Planted("a used car on day 181 after its registration", waited=181),
    Planted("the same on day 180, without a letter", frozenset({"letter"}), waited=180),
    Planted("registered and applied for on one day", frozenset({"letter"}), waited=0),
    Planted("a new car, declared as used", frozenset({"used_as_new"}), odometer_km=12),
    Planted("the same, within 180 days", frozenset({"letter", "used_as_new"}), waited=30, odometer_km=100),
    Planted("used, one kilometre more than a delivery takes", odometer_km=101),
    Planted(
        "a trader that nobody authorised",
        frozenset({"not_authorised"}),
        licence="stranger",
        exporter="stranger",
        **_NEW,
    ),
    Planted("a new car without a licence", frozenset({"licence_missing"}), licence="", exporter="maker", **_NEW),
)


def vin_of(stage: Stage, number: int) -> str:
    """The VIN of a case: of the demo's maker, and of no car on its delivery list."""
    with system_scope("demo: whose code"):
        code = MakerCode.objects.filter(manufacturer=stage.people.maker).values_list("code", flat=True)[0]
    body = f"{code}DEM4E0{YEAR_CODES[(stage.now.year - 1980) % len(YEAR_CODES)]}{501 + number:07d}"
    return body[:8] + check_digit_of(body) + body[9:]


def stranger(stage: Stage) -> Exporter:
    """A trader that the maker never authorised."""
    made: Exporter = stage.do(
        stage.people.authority, register_exporter, kind="trader", name=_STRANGER, latin_name="", manufacturer_id=None,
        source="Announcement 12 (demo)", name_checked=True, at=stage.now - 60 * DAY,
    )  # fmt: skip
    return made


def tell(stage: Stage, *, firms: Mapping[str, Exporter], licences: Mapping[str, Licence]) -> None:
    """Declare each case; ``firms`` and ``licences`` by the words that cases use."""
    for number, case in enumerate(CASES):
        applied, left = (stage.now - 51 * DAY).date(), stage.now - 20 * DAY
        registered = None if case.waited is None else applied - case.waited * DAY
        number_of = licences[case.licence].licence_number if case.licence else ""
        line = Declared(
            vin=vin_of(stage, number), model_name="Sea 5", exporter=firms[case.exporter].name,
            licence_number=number_of, first_registered_on=registered,
            transferred_on=registered and applied, applied_on=applied, odometer_km=case.odometer_km,
            exported_on=left.date(), country="KE", importer="Rift Cars (demo)", legal_ground="",
            **{"condition": "used", **case.more},
        )  # fmt: skip
        stage.do(stage.people.authority, record_export, declared=line, at=left + DAY)
