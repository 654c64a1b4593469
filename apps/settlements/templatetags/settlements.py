"""The badge of a payment, and what a decision cites: ``{% load settlements %}``."""

from __future__ import annotations

from django import template

from ..citing import said
from ..lists import payment_badge

register = template.Library()
register.simple_tag(payment_badge)
register.simple_tag(said, name="cited")
