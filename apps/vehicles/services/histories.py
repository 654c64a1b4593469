"""A holder shows the service history of their car to a buyer, by a link that ends by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Conflict, Refused
from apps.core.ids import new_number
from apps.organizations.door import door
from apps.organizations.scope import Actor, system_scope

from ..handover_links import digest_of
from ..history_links import token_of
from ..models import HistoryLink, Registration, Vehicle
from .holding import happen, lock_car

#: How long a link may be used: a policy of this portal.
OPEN_FOR: Final = timedelta(days=30)


@transaction.atomic
def show_history(*, registration: Registration, by: Actor, at: datetime) -> HistoryLink:
    """Make a link to the history of one's car; while one may be used, asking again gives the same.

    Raises Conflict when the car is not theirs any more.
    """
    lock_car(registration.vehicle_id)
    with system_scope("the history of a car is shown by a link"):
        held = _held(registration, by)
        made = HistoryLink.objects.open(at).filter(registration=held).first()
        if made is not None:
            return made
        number = new_number("L")
        with door("vehicles.registration"):
            made = HistoryLink.objects.create(
                number=number,
                digest=digest_of(token_of(number)),
                registration=held,
                owner_id=held.owner_id or 0,
                offered_at=at,
                expires_at=at + OPEN_FOR,
            )
        happen(held, "history_shown", by=by, at=at)
    return made


@transaction.atomic
def hide_history(*, registration: Registration, by: Actor, at: datetime) -> None:
    """Let the link lead nowhere from now on; nothing happens when there is none."""
    lock_car(registration.vehicle_id)
    with system_scope("the history of a car is shown no longer"):
        held = _held(registration, by)
        found = HistoryLink.objects.open(at).filter(registration=held).first()
        if found is not None:
            found.withdrawn_at = at
            with door("vehicles.registration"):
                found.save(update_fields=["withdrawn_at"])
            happen(held, "history_hidden", by=by, at=at)


def shown_car(token: str, *, at: datetime) -> tuple[Vehicle, HistoryLink]:
    """The car behind a link that may be used, for whoever has it (2 queries). Raises Refused for every other link."""
    with system_scope("a car whose history is shown by a link"):
        found = HistoryLink.objects.select_related("registration").filter(digest=digest_of(token)).first()
        if found is None:
            raise Refused(_("This link is not known here: ask for it again, and open it whole."), code="unknown_link")
        if not HistoryLink.objects.open(at).filter(pk=found.pk).exists():
            raise Refused(_("This link leads nowhere any more: ask whoever gave it to you for a new one."), code="over")
        return Vehicle.objects.select_related("manufacturer").get(pk=found.registration.vehicle_id), found


def _held(registration: Registration, by: Actor) -> Registration:
    held = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    if not held.is_current or held.owner_id != by.user_id:
        raise Conflict(_("This car is no longer registered to you."), code="not_yours")
    return held
