"""Payment batches: what is owed is gathered, paid and received. A batch is never edited; corrections come later."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.casework import books
from apps.casework.actors import record_of
from apps.core.errors import Conflict, Refused
from apps.core.ids import new_number
from apps.core.today import today_in
from apps.notifications.outbox import emit
from apps.organizations.door import door
from apps.organizations.models import Organization
from apps.organizations.scope import Actor, Side

from ..models import Batch, BatchLine, Payment, Settlement
from ..selectors.batches import Owed, owed_to, unpaid
from .people import require_firm


@transaction.atomic
def gather(*, dealer: Organization, currency: str, by: Actor, at: datetime) -> Batch:
    """Gather what was decided for a dealer in a currency and not paid yet: the manufacturer's shares, and credits.

    Raises Refused when nothing is owed; Conflict when a colleague gathers the same this very moment.
    """
    require_firm(by, Side.MANUFACTURER, by.organization_id)
    with door("settlements.batch"):
        books.recorded_at(by.organization_id, at, "batch.gathered")
        owed = owed_to(by.organization_id or 0, dealer.pk, currency)
        if not owed:
            raise Refused(
                _("Nothing is owed to %(name)s in %(currency)s: it is gathered already, or not decided yet.")
                % {"name": dealer.name, "currency": currency},
                code="nothing_owed",
            )
        try:
            with transaction.atomic():
                made = _write(owed, dealer, currency, by=by, at=at)
                _mark_gathered(made)
        except IntegrityError as error:
            raise Conflict(_("A colleague gathered the same this very moment: look at the batches.")) from error
    _tell("gathered", made, by=by, at=at)
    return made


@transaction.atomic
def record_payment(*, batch: Batch, paid_on: date, reference: str, by: Actor, at: datetime) -> Payment:
    """Say that a batch was paid; the same again is the same row. Raises Conflict for another day or reference."""
    require_firm(by, Side.MANUFACTURER, batch.manufacturer_id)
    told = " ".join(reference.split())
    if len(told) < 2:
        raise Refused(_("Write the reference of the payment, by which the dealer finds it."), field="reference")
    if not batch.made_at.date() <= paid_on <= today_in("", at):
        raise Refused(
            _("%(day)s cannot be: a batch is paid after it was gathered, and no later than today.") % {"day": paid_on},
            field="paid_on",
        )
    with door("settlements.batch"):
        books.recorded_at(batch.manufacturer_id, at, "batch.paid")
        known, made = Payment.objects.get_or_create(
            batch=batch,
            defaults={
                "paid_on": paid_on, "reference": told, "recorded_at": at, "actor": record_of(by), **batch.sides()
            },
        )  # fmt: skip
    if (known.paid_on, known.reference) != (paid_on, told):
        raise Conflict(
            _("It is on record as paid on %(day)s under “%(reference)s”.")
            % {"day": known.paid_on, "reference": known.reference}
        )
    if made:
        _tell("paid", batch, by=by, at=at)
    return known


@transaction.atomic
def confirm_receipt(*, batch: Batch, by: Actor, at: datetime) -> Payment:
    """Say that the payment came; twice is once. Raises Refused before the manufacturer said that it paid."""
    require_firm(by, Side.DEALER, batch.dealer_id)
    with door("settlements.batch"):
        books.recorded_at(batch.manufacturer_id, at, "batch.received")
        found = Payment.objects.select_for_update().filter(batch=batch).first()
        if found is None:
            raise Refused(
                _("The manufacturer has not recorded a payment of %(number)s yet.") % {"number": batch.number}
            )
        if found.received_at is None:
            found.received_at, found.received_by = at, record_of(by)
            found.save(update_fields=["received_at", "received_by"])
            _tell("received", batch, by=by, at=at)
    return found


def _tell(topic: str, batch: Batch, *, by: Actor, at: datetime) -> None:
    sides = {"dealer": batch.dealer_id, "manufacturer": batch.manufacturer_id, "country": str(batch.country)}
    emit(f"batch.{topic}", at=at, batch=batch.pk, number=batch.number, by_user=by.user_id, **sides)


def _mark_gathered(batch: Batch) -> None:
    """Settlements of which nothing waits any more, in no currency, are looked at by no later gathering."""
    settlements = Settlement.objects.filter(lines__paid__batch=batch)
    waiting = unpaid().values("decision__settlement")
    settlements = Settlement.objects.filter(pk__in=settlements.values("pk")).exclude(pk__in=waiting)
    settlements.update(gathered_at=batch.made_at)


def _write(owed: list[Owed], dealer: Organization, currency: str, *, by: Actor, at: datetime) -> Batch:
    made = Batch.objects.create(
        number=new_number("PB"),
        currency=currency,
        total=sum((row.amount for row in owed), Decimal(0)),
        made_at=at,
        actor=record_of(by),
        dealer=dealer,
        manufacturer_id=by.organization_id,
        country=dealer.country,
    )
    BatchLine.objects.bulk_create(
        BatchLine(
            batch=made, line_id=row.line_id, decided_id=row.decided_id, corrects_id=row.corrects_id, amount=row.amount,
            **made.sides(),
        )
        for row in owed
    )  # fmt: skip
    return made
