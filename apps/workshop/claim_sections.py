"""What the page of a request shows of the workshop's day."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from apps.casework import pages
from apps.claims.models import Claim
from apps.claims.sections import Section
from apps.claims.steps import OVER
from apps.organizations.scope import Actor, Side

from . import selectors
from .forms import AssignForm, NoteForm
from .models import Assignment, Booking


def _desk(claim: Claim, actor: Actor) -> dict[str, Any]:
    """Who sees to it, and notes, for the workshop's own people (3 queries)."""
    now = Assignment.objects.filter(claim=claim, ended_at=None).first()
    writes, dealer = actor.may_write, actor.organization_id or 0
    chosen = {"member": now.member_id if now else None}
    return {
        "claim": claim,
        "in_charge": now,
        "notes": selectors.notes_of(claim),
        "assign": AssignForm(dealer_id=dealer, initial=chosen, auto_id="assign_%s") if writes else None,
        "note": NoteForm(auto_id="note_%s") if writes else None,
    }


def _offered(claim: Claim, actor: Actor) -> dict[str, Any] | None:
    """An appointment that the workshop offers and the owner has not answered (1 query)."""
    booking = selectors.bookings_of(claim).filter(status=Booking.Status.OFFERED, starts_at__gt=timezone.now()).first()
    if booking is None:
        return None
    accept = next((row for row in pages.on_page(booking, actor) if row.step.verb == "accept"), None)
    return {"booking": booking, "accept": accept}


def _appointments(claim: Claim, actor: Actor) -> dict[str, Any] | None:
    """Appointments and replacement cars (2 queries)."""
    bookings, loans = list(selectors.bookings_of(claim)), list(selectors.loans_of(claim))
    is_open = claim.status not in OVER
    acts = actor.may_write and actor.side in (Side.OWNER, Side.DEALER) and is_open
    ahead = any(booking.status in Booking.OPEN for booking in bookings)
    lent = any(loan.returned_at is None for loan in loans)
    if not (bookings or loans or acts):
        return None
    return {
        "claim": claim,
        "bookings": bookings,
        "loans": loans,
        "now": timezone.now(),
        "may_offer": acts and actor.side is Side.DEALER and not ahead,
        "may_wish": acts and actor.side is Side.OWNER and not ahead,
        "may_lend": acts and actor.side is Side.DEALER and not lent,
        "may_take_back": actor.may_write and actor.side is Side.DEALER,
    }


APPOINTMENTS = Section(
    "appointments",
    "workshop/_appointments.html",
    _appointments,
    (Side.OWNER, Side.DEALER, Side.MANUFACTURER, Side.REGULATOR, Side.AUTHORITY),
    order=20,
)
OFFERED = Section("offered", "workshop/_offered.html", _offered, (Side.OWNER,), asks=True, order=10)
DESK = Section("desk", "workshop/_desk.html", _desk, (Side.DEALER,), aside=True, order=10)
