"""What the manufacturer expects of a part, and how it shares out what is there."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.casework import keys
from apps.casework.actors import record_of
from apps.casework.books import recorded_at
from apps.core.errors import Conflict, Refused
from apps.organizations.door import door
from apps.organizations.scope import Actor
from apps.organizations.selectors import today_at

from ..models import MOST_ON_HAND, Allocation, Part, PlannedReceipt
from ..quantities import checked_quantity
from ..selectors.board import wishes_of
from ..sharing import share_out
from .promises import FURTHEST_PROMISE


@transaction.atomic
@door("parts.supply")
def plan_receipt(
    *,
    part: Part,
    quantity: int,
    expected_on: date,
    key: str,
    by: Actor,
    at: datetime,
    reference: str = "",
    replaces: int | None = None,
) -> PlannedReceipt:
    """Say how many of a part are expected on a day, in place of the plan ``replaces`` (0 pieces: it falls away).

    The same ``key`` again returns the plan made the first time. Raises Refused for a day that is past where the
    manufacturer is or more than two years ahead and for impossible quantities, Conflict for a plan that was replaced
    meanwhile, PermissionDenied for a part of another manufacturer.
    """
    _own(part, by)
    asked = {"part": part.pk, "quantity": quantity, "on": expected_on, "reference": reference, "replaces": replaces}
    keys.same_content(key, by=by, kind="planned receipt", content=asked, at=at)
    done = PlannedReceipt.objects.filter(manufacturer_id=part.manufacturer_id, request_key=key).first()
    if done is not None:
        return done
    _check_day(expected_on, today_at(part.manufacturer_id, at))
    if quantity or replaces is None:
        checked_quantity(quantity, part.number, most=MOST_ON_HAND)
    recorded_at(part.manufacturer_id, at, "planned receipt")
    receipt = PlannedReceipt(
        manufacturer_id=part.manufacturer_id,
        part=part,
        quantity=quantity,
        expected_on=expected_on,
        reference=reference.strip()[:60],
        replaces=_standing(part, replaces),
        planned_at=at,
        request_key=key,
        actor=record_of(by),
    )
    try:
        with transaction.atomic():
            receipt.save(force_insert=True)
    except IntegrityError as error:  # at the same moment somebody else replaced the plan
        raise _replaced() from error
    return receipt


@transaction.atomic
@door("parts.supply")
def share_part(*, part: Part, available: int, key: str, by: Actor, at: datetime) -> list[Allocation]:
    """Share ``available`` pieces out among the open lines of a part, by rule (sharing.py); each line keeps its row.

    The same ``key`` again returns the rows made the first time. What is sent stays the manufacturer's deed: the rows
    say what the rule gave, to every side of the line. Raises Refused for impossible quantities and when nobody waits.
    """
    _own(part, by)
    keys.same_content(key, by=by, kind="allocation", content={"part": part.pk, "available": available}, at=at)
    done = list(Allocation.objects.filter(line__part=part, request_key=key))
    if done:
        return done
    checked_quantity(available, part.number, most=MOST_ON_HAND, field="available")
    wishes, lines = wishes_of(part)
    if not wishes:
        raise Refused(_("Nobody waits for part %(part)s: there is nothing to share out.") % {"part": part.number})
    recorded_at(part.manufacturer_id, at, "allocation")
    return Allocation.objects.bulk_create(
        Allocation(
            line=lines[given.wish.line],
            quantity=given.quantity,
            wanted=given.wish.quantity,
            available=available,
            place=place,
            rule=given.wish.rule,
            made_at=at,
            request_key=key,
            actor=record_of(by),
            **lines[given.wish.line].sides(),
        )
        for place, given in enumerate(share_out(wishes, available), start=1)
    )


def _own(part: Part, by: Actor) -> None:
    if by.organization_id != part.manufacturer_id:
        raise PermissionDenied


def _standing(part: Part, pk: int | None) -> PlannedReceipt | None:
    if pk is None:
        return None
    found = PlannedReceipt.objects.filter(part=part, pk=pk).first()
    if found is None:
        raise Refused(_("There is no such plan of part %(part)s.") % {"part": part.number}, field="replaces")
    if not PlannedReceipt.objects.filter(PlannedReceipt.STANDING, pk=pk).exists():
        raise _replaced()
    return found


def _replaced() -> Conflict:
    return Conflict(_("This plan was replaced meanwhile. Look at the plans as they stand and decide again."))


def _check_day(day: date, today: date) -> None:
    if not today <= day <= today + FURTHEST_PROMISE:
        raise Refused(
            _("%(day)s cannot be: name a day from %(today)s on, within two years.")
            % {"day": day.isoformat(), "today": today.isoformat()},
            field="expected_on",
            code="day",
        )
