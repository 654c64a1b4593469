"""Rules by which small settlements pass: set for a day that lies ahead or today, and never edited."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.casework.actors import record_of
from apps.casework.steps import Grounds
from apps.core.errors import Refused
from apps.core.money import is_whole
from apps.core.today import today_in
from apps.organizations.door import door
from apps.organizations.models import Appointment, Organization
from apps.organizations.scope import Actor

from ..models import PassRule
from .people import may_set_rules
from .rates import refuse_unknown

MOST_ONE_IN = 10_000


@transaction.atomic
def set_rule(
    *,
    limit: Decimal,
    currency: str,
    one_in: int,
    effective_from: date,
    grounds: str,
    by: Actor,
    at: datetime,
    workshop: Organization | None = None,
) -> PassRule:
    """Set the rule that counts from a day on, for one dealer or for all; the same again is the same row.

    Raises PermissionDenied for others than administrators of a manufacturer; Refused, naming the field, for what
    cannot be, as a day that is over: what was decided by a rule stays decided by that one.
    """
    if not may_set_rules(by) or by.organization_id is None:
        raise PermissionDenied
    refuse_unknown(currency, "currency")
    if limit < 0 or not is_whole(limit, currency):
        raise Refused(
            _("“%(value)s” is no limit: give 0 or an amount in whole coins.") % {"value": limit}, field="limit"
        )
    if not 1 <= one_in <= MOST_ONE_IN:
        raise Refused(
            _("Look at one in 1 to %(most)d: 1 looks at each of them.") % {"most": MOST_ONE_IN}, field="one_in"
        )
    if effective_from < today_in("CN", at):
        raise Refused(
            _("%(day)s is over: a rule counts from today on or later.") % {"day": effective_from},
            field="effective_from",
        )
    if (
        workshop is not None
        and not Appointment.objects.filter(manufacturer_id=by.organization_id, dealer=workshop).exists()
    ):
        raise Refused(_("%(name)s is no dealer of yours.") % {"name": workshop.name}, field="workshop")
    told = {
        "manufacturer_id": by.organization_id, "workshop": workshop, "limit": limit, "currency": currency,
        "one_in": one_in, "effective_from": effective_from,
        "grounds": Grounds("grounds", least=5, most=300).checked(grounds),
    }  # fmt: skip
    with door("settlements.rule"):
        known = PassRule.objects.filter(**told).first()
        return known or PassRule.objects.create(**told, set_at=at, actor=record_of(by))
