"""What a request's page says of objections and cases at the authority: ``{% load disputes %}``."""

from __future__ import annotations

from datetime import datetime

from django import template

from apps.claims.models import Claim
from apps.disputes import selectors
from apps.organizations.scope import Actor, Side

register = template.Library()


@register.simple_tag
def disputes_of(claim: Claim, actor: Actor, at: datetime) -> selectors.Disputes:
    """``{% disputes_of claim actor now as disputes %}``: what there is, and what its owner may begin."""
    return selectors.disputes_of(claim, mine=actor.side is Side.OWNER, at=at)
