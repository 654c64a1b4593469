"""What a request to another dealer asks for, looked at before it is made."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.organizations.models import Organization
from apps.organizations.scope import Actor

from ..amounts import checked_amount
from ..models import Part, Reservation
from ..selectors.locator import who_has


def require_shown(part: Part, supplier: Organization, by: Actor, at: datetime) -> None:
    """Raise Refused (field ``supplier``) for a dealer that does not show the part to the asker."""
    if supplier.pk not in {holder.dealer.pk for holder in who_has(part, by, at=at)}:
        raise Refused(
            _("%(dealer)s does not show that it has part %(part)s. Ask somebody who does.")
            % {"dealer": supplier.name, "part": part.number},
            field="supplier",
            code="not_shown",
        )


def stands_still(dealer_id: int, part: Part, claim_number: str) -> bool:
    """Whether a car stands still for it. Refused (``claim_number``) when nothing there waits for the part."""
    if not claim_number:
        return False
    rows = Reservation.objects.filter(
        dealer_id=dealer_id, claim_number=claim_number, part=part, status__in=Reservation.WAITS
    )
    found = list(rows.values_list("off_road", flat=True))
    if not found:
        raise Refused(
            _("Nothing in request %(claim)s waits for part %(part)s: reserve it there first, or ask for your stock.")
            % {"claim": claim_number[:20], "part": part.number},
            field="claim_number",
        )
    return any(found)


def price(amount: Decimal | None, currency: str) -> tuple[Decimal | None, str]:
    """What the asker would pay for a piece; nothing: the other is to say its price. Raises Refused."""
    return (None, "") if amount is None else checked_amount(amount, currency, field="price")


def country(dealer_id: int) -> Any:
    """The country of whoever asks."""
    return Organization.objects.values_list("country", flat=True).get(pk=dealer_id)
