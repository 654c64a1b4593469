"""One car is declared for export, or what was declared is put right."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.casework import books
from apps.core.errors import Conflict, Refused
from apps.core.texts import said
from apps.organizations.scope import Actor, Side
from apps.vehicles.vin_reading import read_vin

from .. import selectors
from ..declared import FACTS, KEY, Declared, needs_ground, problems_of
from ..models import ExportRecord
from .acting import Senders, senders_of
from .people import day_of_licences
from .rows_of_fact import enter, other_facts

_LEAST_REASON = 10


@transaction.atomic
def record_export(*, declared: Declared, by: Actor, at: datetime) -> ExportRecord:
    """Record what an exporter declares of a car; the same again is the same record.

    Makers declare for themselves and the traders they authorised, the authority for all. Raises Refused, naming the
    field, for what cannot be; Conflict when this export is on record with other facts: that is put right by a
    correction, with its reason.
    """
    _refuse_onlookers(by)
    maker = _checked(declared, by=by, at=at)
    known = list(ExportRecord.objects.filter(**_key(declared)).order_by("id"))
    same = next((row for row in known if facts_of(row) == declared), None)
    if same is not None:
        return same
    if known:
        raise _other_facts(known[-1], declared)
    return _keep(declared, maker, by=by, at=at)


@transaction.atomic
def correct_record(*, record: ExportRecord, declared: Declared, reason: str, by: Actor, at: datetime) -> ExportRecord:
    """Put another record in the place of one, and say why; told twice alike it is one. Both stay.

    Raises Refused for a reason that says too little and for facts that change nothing or cannot be; Conflict when
    another record stands in its place already.
    """
    _refuse_onlookers(by)
    if said(reason) < _LEAST_REASON:
        raise Refused(
            _("Say what was wrong and how you know: at least %(least)d letters.") % {"least": _LEAST_REASON},
            field="reason",
        )
    if declared.vin != record.vin or declared.exporter != record.exporter_id:
        raise Refused(_("Another car or exporter is another record: record it anew."), field="vin")
    later = selectors.record_after(record)
    if later is not None:
        if facts_of(later) == declared:
            return later
        raise Conflict(
            _("This record was corrected meanwhile: look at the one in its place."), code="corrected_meanwhile"
        )
    if facts_of(record) == declared:
        raise Refused(_("Nothing is different: change what was wrong."))
    maker = _checked(declared, by=by, at=at)
    return _keep(declared, maker, by=by, at=at, supersedes=record, reason=reason.strip())


def facts_of(record: ExportRecord) -> Declared:
    """What a record says, to be compared."""
    values = {name: getattr(record, name) for name in FACTS if name != "exporter"}
    return Declared(**{**values, "exporter": record.exporter_id, "country": str(record.country)})


def _refuse_onlookers(by: Actor) -> None:
    if by.side not in (Side.MANUFACTURER, Side.AUTHORITY) or not by.may_write:
        raise PermissionDenied


def _checked(declared: Declared, *, by: Actor, at: datetime) -> int | None:
    """The maker of the portal for whom the exporter acts, once nothing is wrong with the line."""
    reading = read_vin(declared.vin)
    for note in reading.errors:
        raise Refused(note.message, field="vin")
    for problem in problems_of(declared, today=day_of_licences(at)):
        raise Refused(problem.message, field=problem.field)
    senders: Senders = senders_of(by)
    kind, maker = senders.acting(declared.exporter, licence_number=declared.licence_number)
    foreign = needs_ground(reading.wmi, codes=senders.codes, manufacturer_id=maker, kind=kind)
    if foreign and not declared.legal_ground:
        raise Refused(foreign_code(reading.wmi), field="vin", code="foreign_code")
    return maker


def foreign_code(code: str) -> Any:
    """What to say of a car that another maker builds."""
    return _("VINs that begin with %(wmi)s are another maker's: check the VIN, or name the legal ground.") % {
        "wmi": code
    }


def _key(declared: Declared) -> dict[str, Any]:
    values = asdict(declared)
    return {name: values[name] for name in KEY}


def _other_facts(known: ExportRecord, declared: Declared) -> Conflict:
    sentence = _(
        "%(vin)s is on record under this licence with another %(field)s: “%(stored)s”, now “%(given)s”. "
        "Put it right with a correction and its reason."
    )
    return other_facts(sentence, ExportRecord, facts_of(known), declared, FACTS)


def _keep(
    declared: Declared,
    maker: int | None,
    *,
    by: Actor,
    at: datetime,
    supersedes: ExportRecord | None = None,
    reason: str = "",
) -> ExportRecord:
    books.recorded_at(maker, at, "exports.corrected" if supersedes else "exports.recorded")
    return enter(
        ExportRecord,
        "exports.record",
        by=by,
        at=at,
        **declared.as_columns(),
        manufacturer_id=maker,
        supersedes=supersedes,
        reason=reason,
    )
