"""Parts of a file that are ordered for a request: as its page orders them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from apps.casework.steps import TransitionNotAllowed
from apps.core.errors import Refused
from apps.organizations.scope import Actor
from apps.parts.models import PartsOrder

from ..models import Claim
from .repair import order_parts


def order_for_claim(
    *,
    claim_number: str,
    manufacturer_id: int,
    lines: Sequence[tuple[int, int]],
    reference: str,
    request_key: str,
    superseded: str,
    note: str,
    by: Actor,
    at: datetime,
) -> PartsOrder:
    """Order for a request of the workshop; see apps/parts/for_claims.py. ``note``: why, where a reason is needed."""
    claim = Claim.objects.filter(number=claim_number.strip().upper(), dealer_id=by.organization_id).first()
    if claim is None:
        raise Refused(
            _("No request of your workshop has the number %(number)s. Check it.") % {"number": claim_number[:20]},
            field="claim",
        )
    if claim.manufacturer_id != manufacturer_id:
        raise Refused(_("The car of this request is another manufacturer's. Check the part number."), field="claim")
    try:
        return order_parts(
            claim=claim, by=by, lines=lines, request_key=request_key, at=at, note=note, despite=note,
            superseded=superseded, reference=reference,
        )  # fmt: skip
    except TransitionNotAllowed as error:
        raise Refused(error.message, field="claim") from None
