"""What pages say of cars differently to each side: ``{% load vehicles %}``."""

from __future__ import annotations

from django import template

from apps.vehicles import masked_vins

register = template.Library()
#: ``{% vin vehicle.vin|seen_by:actor %}``
register.filter("seen_by", masked_vins.seen_by)
