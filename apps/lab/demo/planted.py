"""Exports of the demo with known truth: each is planted with what must be found of it, and nothing else may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from apps.exports.certified import COMPARED, Certified
from apps.exports.declared import Declared
from apps.exports.models import Exporter, Licence
from apps.exports.services import record_certificate, record_export, register_exporter
from apps.organizations.scope import system_scope
from apps.vehicles.models import MakerCode
from apps.vehicles.vin import YEAR_CODES, check_digit_of

if TYPE_CHECKING:
    from .stories import Stage

DAY = timedelta(days=1)
BRAND = "瀚海（Hanhai）"
_STRANGER = "海角进出口有限公司"


@dataclass(frozen=True)
class Planted:
    """One export: how it differs from a lawful export of a used car, and the rules that must find it.

    ``waited``: days from the first registration to the application for the licence; None: never registered.
    ``shown``: how the registration certificate that its exporter shows differs from the record; None: none is shown.
    ``known``: how the one that the authority knows differs; None: it knows none.
    """

    story: str
    rules: frozenset[str] = frozenset()
    waited: int | None = 300
    odometer_km: int = 4_200
    licence: str = "used"
    exporter: str = "used"
    more: Mapping[str, Any] = field(default_factory=dict)
    shown: Mapping[str, Any] | None = field(default_factory=dict)
    known: Mapping[str, Any] | None = None


_NEW: dict[str, Any] = {"waited": None, "odometer_km": 11, "more": {"condition": "new"}, "shown": None}
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
    Planted("a used car without its certificate", frozenset({"certificate_missing"}), shown=None),
    Planted("a certificate in other width and case", shown={"brand": "瀚海 (Ｈａｎｈａｉ)", "model_name": "SEA 5"}),
    Planted("another model than on its certificate", frozenset({"differs"}), shown={"model_name": "Sea 3"}),
    Planted(
        "registered later than its exporter shows, as the authority knows",
        frozenset({"differs"}),
        known={"first_registered_on": 100},
    ),
    Planted("shown with a slip, the authority knows better", shown={"brand": "瀚每"}, known={}),
)
#: Found long ago, and never answered.
UNANSWERED = next(number for number, case in enumerate(CASES) if "licence_missing" in case.rules)


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
            exported_on=left.date(), country="KE", importer="Rift Cars (demo)", legal_ground="", brand=BRAND,
            **{"condition": "used", **case.more},
        )  # fmt: skip
        stage.do(stage.people.authority, record_export, declared=line, at=left + DAY)
        for giver, differs in ((line.exporter, case.shown), (None, case.known)):
            if differs is not None:
                certify(stage, line, giver, at=left + 2 * DAY, **differs)


def certify(stage: Stage, line: Declared, exporter: str | None, *, at: datetime, **differs: Any) -> None:
    """A car's certificate, as declared but for what ``differs`` (days: so many later); no exporter: the authority's."""
    says = {name: getattr(line, name) for name in COMPARED}
    for name, value in differs.items():
        says[name] = says[name] + value * DAY if isinstance(value, int) else value
    told = Certified(vin=line.vin, exporter=exporter, certificate_number=f"1100{line.vin[-8:]}", **says)
    stage.do(stage.people.authority, record_certificate, told=told, scan=None, at=at)
