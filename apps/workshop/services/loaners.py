"""Lending a replacement car while another one is repaired, and taking it back."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.casework.actors import record_of
from apps.claims.models import Claim
from apps.core.errors import Conflict, Refused
from apps.core.wording import moment_text
from apps.organizations.door import door
from apps.organizations.scope import Actor
from apps.vehicles.odometer import MAXIMUM_KM

from ..models import Loan, Loaner
from .guard import own_claim


@transaction.atomic
def lend(*, claim: Claim, loaner: Loaner, lent_at: datetime, lent_km: int, by: Actor, at: datetime) -> Loan:
    """Lend a replacement car for a request from a moment on, not later than now; the same again is the same loan.

    Raises Refused (fields ``loaner``, ``lent_at``, ``lent_km``), Conflict for a car that is lent, or a request that
    has one.
    """
    dealer = own_claim(claim, by)
    if loaner.dealer_id != dealer or loaner.retired_on is not None:
        raise Refused(_("This is no replacement car of your workshop."), field="loaner")
    _refuse_odd(lent_at, lent_km, earliest=claim.filed_at, at=at)
    now = Loan.objects.filter(claim=claim, returned_at=None).first()
    if now is not None:
        if now.loaner_id == loaner.pk:
            return now
        raise Conflict(_("“%(car)s” is lent for this request: take it back first.") % {"car": now.car}, field="loaner")
    try:
        with transaction.atomic(), door("workshop.loan"):
            return Loan.objects.create(
                loaner=loaner,
                claim=claim,
                car=str(loaner),
                lent_at=lent_at,
                lent_km=lent_km,
                lent_by=record_of(by),
                recorded_at=at,
                **claim.sides(),
            )
    except IntegrityError as error:
        raise Conflict(
            _("“%(car)s” was lent to somebody else then: choose another car.") % {"car": loaner.name}, field="loaner"
        ) from error


@transaction.atomic
def take_back(*, loan: Loan, returned_at: datetime, returned_km: int, by: Actor, at: datetime) -> Loan:
    """Take a replacement car back; what was written stays. Raises Refused (``returned_at``, ``returned_km``)."""
    own_claim(loan.claim, by)
    with door("workshop.loan"):
        found = Loan.objects.select_for_update(of=("self",)).get(pk=loan.pk)
        if found.returned_at is not None:
            return found
        _refuse_odd(returned_at, returned_km, earliest=found.lent_at, at=at, prefix="returned")
        if returned_km < found.lent_km:
            raise Refused(
                _("It was lent with %(km)s km: it cannot come back with fewer.") % {"km": found.lent_km},
                field="returned_km",
            )
        found.returned_at, found.returned_km = returned_at, returned_km
        found.save(update_fields=["returned_at", "returned_km"])
    return found


def _refuse_odd(moment: datetime, km: int, *, earliest: datetime, at: datetime, prefix: str = "lent") -> None:
    if moment > at or moment <= earliest:
        raise Refused(
            _("%(moment)s cannot be: write a moment after %(earliest)s that is not in the future.")
            % {"moment": moment_text(moment), "earliest": moment_text(earliest)},
            field=f"{prefix}_at",
        )
    if not 0 <= km <= MAXIMUM_KM:
        raise Refused(_("%(km)s is no reading of an odometer.") % {"km": km}, field=f"{prefix}_km")
