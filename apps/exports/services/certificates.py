"""Registration certificates: put on record, and put right by another row that takes its place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.casework import books, documents
from apps.core import files
from apps.core.errors import Conflict, Refused
from apps.core.texts import said
from apps.organizations.door import door
from apps.organizations.scope import Actor, Side
from apps.vehicles import papers
from apps.vehicles.papers import Paper
from apps.vehicles.vin_reading import read_vin

from ..certified import FACTS, Certified, problems_of
from ..models import Certificate
from .acting import Senders, senders_of
from .people import day_of_licences
from .rows_of_fact import enter, other_facts

_LEAST_REASON = 10


@transaction.atomic
def record_certificate(*, told: Certified, scan: Paper | None, by: Actor, at: datetime) -> Certificate:
    """Keep what a car's registration certificate says; the same facts again are the same row, which gains its scan.

    Exporters give their own through their maker; the authority gives one by its own word (no exporter), or writes down
    what an exporter without a desk showed. Raises Refused, naming the field; Conflict when other facts are on record
    from the same giver: that is put right by a correction, with its reason.
    """
    _refuse_onlookers(by)
    maker = _checked(told, scan, by=by, at=at)
    of_giver = Q(exporter__name=told.exporter) if told.exporter else Q(exporter=None)
    known = list(Certificate.objects.filter(of_giver, vin=told.vin).order_by("id"))
    same = next((row for row in known if facts_of(row) == told), None)
    if same is not None:
        return _with_scan(same, scan, by=by, at=at)
    if known:
        raise _other_facts(known[-1], told)
    return _keep(told, maker, scan, by=by, at=at)


@transaction.atomic
def correct_certificate(
    *, certificate: Certificate, told: Certified, scan: Paper | None, reason: str, by: Actor, at: datetime
) -> Certificate:
    """Put another row in the place of one from the same giver, and say why; told twice alike it is one. Both stay.

    Raises Refused for a reason that says too little and for facts that change nothing or cannot be; Conflict when
    another one stands in its place already.
    """
    _refuse_onlookers(by)
    if said(reason) < _LEAST_REASON:
        raise Refused(
            _("Say what was wrong and how you know: at least %(least)d letters.") % {"least": _LEAST_REASON},
            field="reason",
        )
    if told.vin != certificate.vin or told.exporter != certificate.exporter_id:
        raise Refused(_("Another car or giver is another certificate: record it anew."), field="vin")
    later = Certificate.objects.filter(supersedes=certificate).first()
    if later is not None:
        if facts_of(later) == told:
            return _with_scan(later, scan, by=by, at=at)
        raise Conflict(
            _("This certificate was corrected meanwhile: look at the one in its place."), code="corrected_meanwhile"
        )
    if facts_of(certificate) == told:
        raise Refused(_("Nothing is different: change what was wrong."))
    maker = _checked(told, scan, by=by, at=at)
    return _keep(told, maker, scan, by=by, at=at, supersedes=certificate, reason=reason.strip())


def facts_of(certificate: Certificate) -> Certified:
    """What a row says, to be compared."""
    values = {name: getattr(certificate, name) for name in FACTS if name != "exporter"}
    return Certified(exporter=certificate.exporter_id, **values)


def maker_of(told: Certified, senders: Senders) -> int | None:
    """The maker of the portal for whom the exporter acts. Raises Refused (field ``exporter``) for whom it is not."""
    if told.exporter is not None:
        return senders.acting(told.exporter, licence_number="")[1]
    if senders.own is None:
        return None
    raise Refused(_("Name the exporter, exactly as announced: your firm, or a trader of yours."), field="exporter")


def _refuse_onlookers(by: Actor) -> None:
    if by.side not in (Side.MANUFACTURER, Side.AUTHORITY) or not by.may_write:
        raise PermissionDenied


def _checked(told: Certified, scan: Paper | None, *, by: Actor, at: datetime) -> int | None:
    """The maker of the portal for whom the exporter acts, once nothing is wrong."""
    for note in read_vin(told.vin).errors:
        raise Refused(note.message, field="vin")
    for problem in problems_of(told, today=day_of_licences(at)):
        raise Refused(problem.message, field=problem.field)
    if scan is not None:
        try:
            papers.check([scan])
        except Refused as refused:
            raise Refused(refused.message, field="scan", code=refused.code) from None
    return maker_of(told, senders_of(by))


def _with_scan(known: Certificate, scan: Paper | None, *, by: Actor, at: datetime) -> Certificate:
    """The row, with its scan where none was there; Conflict for another scan than the one on record."""
    if scan is None:
        return known
    if known.sha256:
        if files.digest_of(scan.file)[0] == known.sha256:
            return known
        raise Conflict(
            _("Another scan of this certificate is on record: put it right with a correction and its reason."),
            field="scan",
            code="other_scan",
        )
    kept = _kept(scan, by=by, at=at)
    with door("exports.certificate"):
        known.document, known.sha256 = kept, kept.sha256
        known.save(update_fields=["document", "sha256"])
    return known


def _kept(scan: Paper, *, by: Actor, at: datetime) -> Any:
    return documents.store(
        file=scan.file, name=scan.name, media_type=papers.media_type_of(scan), kind="certificate", by=by, at=at
    )


def _other_facts(known: Certificate, told: Certified) -> Conflict:
    sentence = _(
        "The certificate of %(vin)s is on record with another %(field)s: “%(stored)s”, now “%(given)s”. "
        "Put it right with a correction and its reason."
    )
    return other_facts(sentence, Certificate, facts_of(known), told, FACTS)


def _keep(
    told: Certified,
    maker: int | None,
    scan: Paper | None,
    *,
    by: Actor,
    at: datetime,
    supersedes: Certificate | None = None,
    reason: str = "",
) -> Certificate:
    books.recorded_at(maker, at, "exports.certified")
    kept = _kept(scan, by=by, at=at) if scan else None
    return enter(
        Certificate,
        "exports.certificate",
        by=by,
        at=at,
        **told.as_columns(),
        manufacturer_id=maker,
        document=kept,
        sha256=kept.sha256 if kept else "",
        supersedes=supersedes,
        reason=reason,
    )
