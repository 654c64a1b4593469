"""Words of the network: ``{% load network %}``."""

from __future__ import annotations

from django import template

from apps.organizations.models import Membership

from ..models import MembershipEvent
from ..steps import memberships

register = template.Library()


@register.simple_tag
def member_event(event: MembershipEvent) -> str:
    """``{% member_event event %}``: what happened to a membership; roles by their names in the reader's language."""
    roles = dict(Membership.Role.choices)
    told = {
        name: roles.get(value, value) if name in ("role", "before") else value for name, value in event.values.items()
    }
    return memberships.KIND.words(event.kind, told)
