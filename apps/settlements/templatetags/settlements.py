"""What a claim costs, and the badge of a payment: ``{% load settlements %}``."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.urls import reverse

from apps.claims.models import Claim
from apps.organizations.scope import Actor

from ..lists import payment_badge
from ..models import Estimate, Settlement
from ..navigation import FIRMS
from ..selectors import cases

register = template.Library()
register.simple_tag(payment_badge)


@dataclass(frozen=True)
class CostsOfClaim:
    """``page``: where a firm does more; an owner has none."""

    cases: list[Estimate | Settlement]
    page: str

    @property
    def shown(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.cases or self.page)


@register.simple_tag
def costs_of_claim(claim: Claim, actor: Actor) -> CostsOfClaim:
    """``{% costs_of_claim claim actor as costs %}``: its estimates and settlements, as far as the reader sees them.

    2 queries for a firm, 1 for an owner, none for others.
    """
    if actor.side in FIRMS:
        page = reverse("settlements:claim", args=[claim.number])
        return CostsOfClaim([*cases.estimates().filter(claim=claim), *cases.settlements().filter(claim=claim)], page)
    own = claim.owner_id is not None and claim.owner_id == actor.user_id
    return CostsOfClaim(list(cases.estimates().filter(claim=claim)) if own else [], "")
