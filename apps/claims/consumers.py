"""What claims do when parts arrive, and whom people are told of what happens to a claim."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_noop as _noop

from apps.notifications.catalogue import tell
from apps.notifications.models import OutboxEvent
from apps.notifications.relay import consumer

from . import services
from .models import Claim


@consumer("claims-parts", "order.line_received", "order.line_cancelled")
def parts_arrived(event: OutboxEvent, at: datetime) -> None:
    """Let the dealer's clock run again from the moment the last part was in, not from when this was noticed."""
    number = event.payload.get("claim_number")
    claim = Claim.objects.filter(number=number).first() if number else None
    if claim is not None:
        cancelled = event.topic == "order.line_cancelled"
        services.parts_arrived(claim=claim, at=event.occurred_at, cancelled=cancelled)


@consumer("claims-promises", "order.line_confirmed")
def part_promised(event: OutboxEvent, at: datetime) -> None:
    """Tell the owner on the claim's page when the part is promised."""
    number, day = event.payload.get("claim_number"), event.payload.get("promised_on")
    claim = Claim.objects.filter(number=number).first() if number and day else None
    if claim is not None:
        order = str(event.payload.get("number", ""))
        services.part_promised(claim=claim, promised_on=date.fromisoformat(str(day)), order=order, at=event.occurred_at)


_PAGE = "claims:detail"
tell("claim.filed", to="dealer", text=_noop("New repair request %(number)s: %(vehicle)s"), url_name=_PAGE)
tell("claim.respond", to="owner", text=_noop("The workshop answered your request %(number)s"), url_name=_PAGE)
tell("claim.start_repair", to="owner", text=_noop("Your vehicle is in the workshop (%(number)s)"), url_name=_PAGE)
tell("claim.order_parts", to="owner", text=_noop("Parts were ordered for your request %(number)s"), url_name=_PAGE)
tell("claim.parts_arrived", to="dealer", text=_noop("All parts for %(number)s are in"), url_name=_PAGE)
tell("claim.parts_arrived", to="owner", text=_noop("All parts for your request %(number)s are in"), url_name=_PAGE)
tell("claim.parts_cancelled", to="dealer", text=_noop("A part for %(number)s was cancelled"), url_name=_PAGE)
tell("claim.parts_cancelled", to="owner", text=_noop("A part for %(number)s was cancelled"), url_name=_PAGE)
tell("claim.ask_owner", to="owner", text=_noop("The workshop asks you something about %(number)s"), url_name=_PAGE)
tell("claim.complete", to="owner", text=_noop("Your vehicle is repaired (%(number)s)"), url_name=_PAGE)
tell("claim.hand_back", to="owner", text=_noop("Is everything repaired? Please confirm %(number)s"), url_name=_PAGE)
tell("claim.deny", to="owner", text=_noop("Your request %(number)s was denied; the reason is there"), url_name=_PAGE)
tell("claim.reinstate", to="owner", text=_noop("The denial of %(number)s was taken back"), url_name=_PAGE)
tell("claim.reinstate", to="dealer", text=_noop("The denial of %(number)s was taken back"), url_name=_PAGE)
tell("claim.reopen", to="dealer", text=_noop("%(number)s is not repaired, says the owner"), url_name=_PAGE)
tell("claim.withdraw", to="dealer", text=_noop("The owner withdrew %(number)s"), url_name=_PAGE)
tell("claim.close", to="dealer", text=_noop("The owner confirmed the repair of %(number)s"), url_name=_PAGE)
tell("claim.message", to="dealer", text=_noop("New message on %(number)s"), url_name=_PAGE)
tell("claim.message", to="owner", text=_noop("New message on %(number)s"), url_name=_PAGE)
tell("claim.due_soon", to="dealer", text=_noop("%(number)s is due within a day"), url_name=_PAGE)
