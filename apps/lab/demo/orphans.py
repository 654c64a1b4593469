"""Cars of the demo that nobody on record exported: one seller in one country over three months, as the truth says."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from apps.core.photos import Photo
from apps.exports.models import ExportRecord, OrphanReport
from apps.exports.services import orphans
from apps.organizations.scope import system_scope
from apps.vehicles.models import MakerCode, Registration
from apps.vehicles.services import register_export
from apps.vehicles.vin import YEAR_CODES, check_digit_of

if TYPE_CHECKING:
    from .stories import Stage

DAY = timedelta(days=1)
#: The seller, as people write it; width, case and blanks make no other firm.
SELLER: Final = ("Blue Heron Auto Trading FZE", "BLUE HERON AUTO TRADING FZE", "Ｂｌｕｅ Ｈｅｒｏｎ Auto Trading FZE")
#: How many days ago and how many cars: what the clusters must find, all in Kenya and of the demo's manufacturer.
TRUTH: Final = ((75, 3), (45, 4), (12, 6))
#: Serials of the demo's cars without a record, and the one that nobody has met.
_FIRST, _UNMET = 101, 900


def tell(stage: Stage, begin: str, papers: Photo) -> None:
    """``begin``: how VINs of the demo begin; ``papers``: what stands for a photographed invoice."""
    serial = _FIRST
    for ago, cars in TRUTH:
        for number in range(cars):
            orphans.report_car(
                vin_text=_vin(begin, serial), country="KE", seller=SELLER[number % len(SELLER)],
                papers=[papers] if number == 0 else [], by=None, at=stage.now - (ago - number) * DAY,
            )  # fmt: skip
            serial += 1
    # None of the cars that the demo offers to register: those are told by how their VINs begin.
    _one_that_was_answered(stage, f"{begin[:3]}ANS4E0", serial)
    with system_scope("demo: cars that were registered without a record"):
        unrecorded = list(Registration.objects.filter(vehicle__exported_on=None, owner=stage.people.owner))
    source = OrphanReport.Source.REGISTRATION
    for row in unrecorded:
        orphans.met(vin=row.vin, country="KE", source=source, owner_id=stage.people.owner.pk, at=row.registered_at)


def _one_that_was_answered(stage: Stage, begin: str, serial: int) -> None:
    """A car that somebody reported before its manufacturer recorded it: report and record both stay."""
    vin, maker, left = _vin(begin, serial), stage.people.maker, (stage.now - 60 * DAY).date()
    orphans.report_car(
        vin_text=vin, country="KE", seller="Rift Cars (demo)", papers=[], by=None, at=stage.now - 40 * DAY
    )  # fmt: skip
    stage.do(
        maker, register_export, manufacturer_id=maker.pk, vin=vin, country="KE", model_name="Sea 5",
        model_year=left.year, powertrain="bev", built_on=None, exported_on=left, at=stage.now - 20 * DAY,
    )  # fmt: skip
    orphans.answer([vin], at=stage.now - 20 * DAY)


def _vin(begin: str, serial: int) -> str:
    body = f"{begin}{YEAR_CODES[(2026 - 1980) % len(YEAR_CODES)]}{serial:07d}"
    return body[:8] + check_digit_of(body) + body[9:]


def vins_to_check(free: str) -> tuple[str, str] | None:
    """A car exported under a licence, and one of which nothing is on record; None without the demo."""
    with system_scope("cars of the demo to try the check with"):
        lawful = ExportRecord.objects.filter(licence_number="D26-001").order_by("id").first()
        if lawful is None:
            return None
        codes = MakerCode.objects.filter(manufacturer_id=lawful.manufacturer_id).order_by("id")
        code = codes.values_list("code", flat=True)[0]
    return lawful.vin, _vin(code + free, _UNMET)
