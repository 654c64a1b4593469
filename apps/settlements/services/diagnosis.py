"""Fault codes of a visit: recorded, and struck when they were written by mistake."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.casework import books
from apps.casework.actors import record_of
from apps.claims.models import Claim, Visit
from apps.core.errors import Conflict, Refused
from apps.organizations.door import door
from apps.organizations.scope import Actor, Side

from .. import codes
from ..models import FaultCode
from .people import require_firm


@transaction.atomic
def record_fault(*, claim: Claim, system: str, code: str, by: Actor, at: datetime, note: str = "") -> FaultCode:
    """Record a code that was read on the visit under way; the same again is the same row.

    Raises Refused (field ``code``) for what is no code, and for a car that is not in the workshop.
    """
    require_firm(by, Side.DEALER, claim.dealer_id)
    visit = visit_under_way(claim)
    kept = _kept(system, code)
    with door("settlements.diagnosis"):
        books.recorded_at(claim.manufacturer_id, at, "faultcode")
        made, _new = FaultCode.objects.get_or_create(
            claim=claim,
            visit_number=visit.number,
            code=kept,
            struck_at=None,
            defaults={
                "system": system,
                "note": " ".join(note.split())[:200],
                "read_at": at,
                "actor": record_of(by),
                **claim.sides(),
            },
        )
    return made


@transaction.atomic
def strike_fault(*, fault: FaultCode, by: Actor, at: datetime) -> FaultCode:
    """Strike a code that was written by mistake; it stays on record. Raises Conflict when it was struck already."""
    require_firm(by, Side.DEALER, fault.dealer_id)
    with door("settlements.diagnosis"):
        books.recorded_at(fault.manufacturer_id, at, "faultcode")
        locked = FaultCode.objects.select_for_update().get(pk=fault.pk)
        if locked.struck_at is not None:
            raise Conflict(_("%(code)s was struck already.") % {"code": locked.code})
        locked.struck_at, locked.struck_by = max(at, locked.read_at), record_of(by)
        locked.save(update_fields=["struck_at", "struck_by"])
    return locked


def visit_under_way(claim: Claim) -> Visit:
    """The stay of the car in the workshop. Raises Refused when there is none."""
    visit = claim.visits.filter(reopened_at=None).first()
    if visit is None:
        raise Refused(_("The car is not in the workshop yet: take it in first."), code="not_taken_in")
    return visit


def _kept(system: str, code: str) -> str:
    if system == FaultCode.System.SAE:
        kept = codes.sae_code(code)
        if not kept:
            raise Refused(
                _("“%(value)s” is no code of SAE J2012, as P0A1F or U0100-87. Is it the manufacturer's own?")
                % {"value": code[:30]},
                field="code",
            )
        return kept
    kept = codes.maker_code(code)
    if not kept or len(kept) > codes.LONGEST:
        raise Refused(
            _("“%(value)s” is no fault code: write up to %(most)d letters and figures.")
            % {"value": code[:40], "most": codes.LONGEST},
            field="code",
        )
    return kept
