"""The dealer's way with a claim: answer, take in, order parts, complete, hand back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from apps.casework.moments import Told
from apps.core.today import today_in
from apps.duties import names
from apps.duties import services as duties
from apps.duties.models import Clock, Party
from apps.organizations.scope import Actor
from apps.parts import services as parts
from apps.parts.models import PartsOrder
from apps.warranty.models import MarketRight
from apps.warranty.services import cover_repaired_part

from ..models import Claim
from ..steps import KIND
from . import leftovers, legal, questions, refiling, stages, waiting, work


def respond(*, claim: Claim, by: Actor, message: str, at: datetime, version: int | None = None, key: str = "") -> Claim:
    """Record the dealer's first answer.

    Stops the ``first_response`` clock and starts ``repair``. Raises TransitionNotAllowed when somebody answered
    already, Refused (field ``message``) when the answer says nothing.
    """
    text = work.grounds("respond", message)

    def effect(locked: Claim, at: datetime) -> None:
        locked.responded_at = at
        duties.stop_clocks(work.SUBJECT, locked.pk, names.FIRST_RESPONSE, at=at)
        waiting.wait_for_parts(locked, start_repair_clock(locked, at), at)

    return work.take(claim, "respond", by=by, at=at, note=text, version=version, key=key, effect=effect)


def start_repair_clock(claim: Claim, at: datetime) -> Clock:
    """Begin the duty to repair, or go on with that of the request that was withdrawn."""
    return refiling.carried_on(claim, names.REPAIR, at) or duties.start_clock(
        obligation=names.REPAIR,
        subject_kind=work.SUBJECT,
        subject_id=claim.pk,
        subject_label=claim.number,
        sides=claim.sides(),
        at=at,
        in_warranty=claim.in_warranty,
        powertrain=claim.powertrain,
        unit=claim.number,
    )


def start_repair(
    *,
    claim: Claim,
    by: Actor,
    at: datetime,
    note: str = "",
    version: int | None = None,
    key: str = "",
    told: Told | None = None,
) -> Claim:
    """The vehicle is in the workshop: whatever the owner was asked for before, the next step is the workshop's."""

    def effect(locked: Claim, at: datetime) -> None:
        waiting.owner_did(locked, at)
        stages.take_in(locked, at)
        legal.begin(locked, at, counted_from=MarketRight.Start.HAND_IN)

    return work.take(
        claim, "start_repair", by=by, at=at, note=note.strip(), version=version, key=key, effect=effect, told=told
    )


@transaction.atomic
def order_parts(
    *,
    claim: Claim,
    by: Actor,
    lines: Sequence[tuple[int, int]],
    request_key: str,
    at: datetime,
    note: str = "",
    despite: str = "",
    superseded: str = "",
    version: int | None = None,
    key: str = "",
    point_id: int | None = None,
    reference: str = "",
) -> PartsOrder:
    """Order parts for the repair: the wait is the manufacturer's from now on, and the dealer's clock pauses.

    ``lines`` are (part id, quantity). The same ``request_key`` is the same order. ``despite``: why a part is ordered
    that is on the workshop's own shelf or of another component; owner and manufacturer read it. ``superseded``: what is
    wanted of replaced parts, as parts.services.submit_order says. ``point_id``: where they are wanted.
    ``reference``: the workshop's own number of the order. Raises Refused (field ``despite``) without a reason where one
    is needed.
    """
    known = PartsOrder.objects.filter(dealer_id=claim.dealer_id, request_key=request_key).exists()
    if not known:
        KIND.require(claim, "order_parts", by)
    why, doubts = ("", {}) if known else leftovers.doubts(claim, lines, despite)
    order = parts.create_order(
        by=by,
        dealer_id=claim.dealer_id or 0,
        manufacturer_id=claim.manufacturer_id or 0,
        country=str(claim.country),
        lines=lines,
        priority=PartsOrder.Priority.VEHICLE_OFF_ROAD if claim.immobilised else PartsOrder.Priority.DAILY,
        claim_number=claim.number,
        in_warranty=claim.in_warranty,
        powertrain=claim.powertrain,
        note=note,
        reference=reference,
        request_key=request_key,
        at=at,
    )
    if known:
        return order
    need = parts.Need(claim.number, point_id, claim.immobilised, claim.next_due_at)
    order = parts.submit_order(order=order, by=by, superseded=superseded, at=at, need=need)

    def effect(locked: Claim, at: datetime) -> None:
        for clock in duties.running(work.SUBJECT, locked.pk, names.REPAIR):
            duties.pause_clock(clock, reason=questions.FOR_PARTS, party=Party.MANUFACTURER, at=at)

    work.take(
        claim,
        "order_parts",
        by=by,
        at=at,
        note="\n\n".join(filter(None, (note, why))),
        version=version,
        key=key,
        effect=effect,
        values={"order": order.number, **doubts},
    )
    return order


def ask_owner(
    *, claim: Claim, by: Actor, message: str, at: datetime, version: int | None = None, key: str = ""
) -> Claim:
    """Ask the owner for something: until the answer, but no longer than a rule allows, the time is not the dealer's."""
    text = work.grounds("ask_owner", message)

    def effect(locked: Claim, at: datetime) -> None:
        questions.ask(locked, text, at)

    return work.take(claim, "ask_owner", by=by, at=at, note=text, version=version, key=key, effect=effect)


def complete_repair(
    *,
    claim: Claim,
    by: Actor,
    cause: str,
    correction: str,
    at: datetime,
    open_lines: str = "",
    kept_why: str = "",
    version: int | None = None,
    key: str = "",
    told: Told | None = None,
) -> Claim:
    """The repair is done: cause and correction belong to the complaint (the trade's three C).

    Parts that are still open are settled with it: ``open_lines`` says whether they are cancelled or kept, and
    ``kept_why`` why they are kept. Raises Refused (fields cause, correction, open_lines, kept_why).
    """
    found, done = work.wanted(cause, field="cause"), work.grounds("complete", correction)
    settled = {"open_lines": open_lines, "kept_why": kept_why.strip()} if open_lines else {}
    values = {"cause": found, **settled}

    def effect(locked: Claim, at: datetime) -> None:
        leftovers.settle(locked, choice=open_lines, why=kept_why, by=by, at=at)
        stages.repaired(locked, at, cause=found, correction=done)
        duties.stop_clocks(work.SUBJECT, locked.pk, names.FIRST_RESPONSE, names.REPAIR, at=at)
        cover_repaired_part(
            vehicle=locked.vehicle,
            component=locked.component,
            claim_number=locked.number,
            on=today_in(str(locked.country), at),
            odometer_km=locked.odometer_km,
        )

    return work.take(
        claim, "complete", by=by, at=at, note=done, version=version, key=key, effect=effect, values=values, told=told
    )


def hand_back(
    *,
    claim: Claim,
    by: Actor,
    at: datetime,
    note: str = "",
    version: int | None = None,
    key: str = "",
    told: Told | None = None,
) -> Claim:
    """The owner has the vehicle back; without a word from them the claim closes by itself later."""

    def effect(locked: Claim, at: datetime) -> None:
        stages.handed_back(locked, at)
        duties.stop_clocks(work.SUBJECT, locked.pk, names.LEGAL_LIMIT, at=at)

    return work.take(
        claim, "hand_back", by=by, at=at, note=note.strip(), version=version, key=key, effect=effect, told=told
    )
