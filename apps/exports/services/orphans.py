"""Cars that nobody on record exported: reports of them, and the records that answer reports."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.casework import documents
from apps.casework.actors import record_of
from apps.core.db.turns import take_turn
from apps.core.errors import Conflict, Refused
from apps.core.ids import new_number
from apps.core.photos import Photo
from apps.core.texts import said
from apps.organizations.door import door
from apps.organizations.scope import SYSTEM_ACTOR, Actor, Side, system_scope
from apps.vehicles.models import Vehicle
from apps.vehicles.vin_reading import read_vin

from .. import orphans
from ..models import OrphanPaper, OrphanReport
from ..names import folded, tidied

#: Photos of papers with one report, however often it is sent.
MOST_PAPERS: Final = 4
_LEAST_NAME = 2
_S = OrphanReport.Source


@transaction.atomic
def report_car(
    *, vin_text: str, country: str, seller: str, papers: Sequence[Photo], by: Actor | None, at: datetime
) -> OrphanReport:
    """Keep what somebody reports of a car without any record of export; the same again is the same report.

    ``by`` None: somebody who is not signed in. Papers that come with a second sending are added to the first. Raises
    Refused, naming the field, and Conflict (``on_record``) for a car that a maker or an exporter on record exported.
    """
    reading = read_vin(vin_text)
    for note in reading.errors:
        raise Refused(note.message, field="vin", code=note.code)
    seller = tidied(seller)
    if said(seller) < _LEAST_NAME:
        raise Refused(_("“%(value)s” names no seller: write the firm or person.") % {"value": seller}, field="seller")
    with system_scope("a report of a car without an export record"):
        if orphans.on_record([reading.vin]):
            raise Conflict(
                _("A record of export of %(vin)s is here: nothing is to be reported.") % {"vin": reading.vin},
                field="vin",
                code="on_record",
            )
        owner = by.user_id if by is not None and by.side is Side.OWNER else None
        source = _S.REGISTRATION if owner and _holds(reading.vin, owner) else _S.CHECK
        made = _keep(reading.vin, reading.wmi, country, source, owner, seller, by=by or SYSTEM_ACTOR, at=at)
        _add_papers(made, papers, by=by or SYSTEM_ACTOR, at=at)
    return made


@transaction.atomic
def met(*, vin: str, country: str, source: str, owner_id: int, at: datetime) -> OrphanReport | None:
    """Note that a car came here by a registration or a request for repair; None when its export is on record.

    Safe to run twice. Nobody is named by it: a person names a seller by a report.
    """
    with system_scope("a car that came here, and its export record"):
        if orphans.on_record([vin]):
            return None
        return _keep(vin, read_vin(vin).wmi, country, source, owner_id, "", by=SYSTEM_ACTOR, at=at)


@transaction.atomic
def answer(vins: Iterable[str] | None = None, *, at: datetime) -> int:
    """Fill in that a record of export came for cars with reports; None: for all. Returns how many reports.

    The report stays, and so does the record. Safe to run twice.
    """
    with system_scope("records of export that answer reports"), door("exports.orphan"):
        waiting = orphans.answered_by_now()
        if vins is not None:
            waiting = waiting.filter(vin__in=list(vins))
        return waiting.update(answered_at=at)


def _holds(vin: str, owner: int) -> bool:
    return Vehicle.objects.filter(vin=vin, owner_id=owner).exists()


def _keep(
    vin: str, code: str, country: str, source: str, owner: int | None, seller: str, *, by: Actor, at: datetime
) -> OrphanReport:
    """The report of these facts, made when it is the first; of two at once the second waits and finds it."""
    take_turn("report of a car", vin)
    facts: dict[str, Any] = {
        "vin": vin, "country": country, "source": source, "owner_id": owner, "seller_folded": folded(seller),
    }  # fmt: skip
    known = OrphanReport.objects.filter(**facts).first()
    return known or OrphanReport.objects.create(
        **facts, number=new_number("N"), maker_code=code, seller=seller, reported_at=at, actor=record_of(by)
    )


def _add_papers(report: OrphanReport, papers: Sequence[Photo], *, by: Actor, at: datetime) -> None:
    there = set(report.papers.values_list("sha256", flat=True))
    fresh = {photo.sha256: photo for photo in papers if photo.sha256 not in there}
    if len(there) + len(fresh) > MOST_PAPERS:
        raise Refused(
            _("%(most)d photos are the most for one report.") % {"most": MOST_PAPERS}, field="photos", code="too_many"
        )
    for number, (digest, photo) in enumerate(fresh.items(), start=len(there) + 1):
        kept = documents.store(
            file=io.BytesIO(photo.content), name=f"{report.number}-{number}.jpg", media_type="image/jpeg",
            kind="report", by=by, at=at,
        )  # fmt: skip
        OrphanPaper.objects.create(report=report, owner_id=report.owner_id, document=kept, sha256=digest, sent_at=at)
