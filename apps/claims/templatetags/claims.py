"""What pages of claims say differently to each side: ``{% load claims %}``."""

from __future__ import annotations

from django import template
from django.template import Context

from apps.claims import contact
from apps.claims.models import ClaimEvent

register = template.Library()


@register.simple_tag(takes_context=True)
def called(context: Context, event: ClaimEvent) -> str:
    """``{% called event %}``: who acted, as this reader may know it; the page's ``contact`` says what that is."""
    return contact.called(event, context["contact"])
