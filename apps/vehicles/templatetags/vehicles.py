"""What pages say of cars differently to each side: ``{% load vehicles %}``."""

from __future__ import annotations

from django import template

from apps.organizations.scope import Actor
from apps.vehicles import masked_vins
from apps.vehicles.models import Vehicle

register = template.Library()
#: ``{% vin vehicle.vin|seen_by:actor %}``
register.filter("seen_by", masked_vins.seen_by)


@register.filter
def called_by(vehicle: Vehicle, actor: Actor | None) -> str:
    """``{{ vehicle|called_by:actor }}``: maker and model; of a car without either the VIN, as the reader sees it."""
    return vehicle.title if is_named(vehicle) else masked_vins.seen_by(vehicle.vin, actor)


@register.filter
def is_named(vehicle: Vehicle) -> bool:
    """``{% if vehicle|is_named %}``: whether the car is called otherwise than by its VIN, which then stands below."""
    return bool(vehicle.maker_name or vehicle.model_name)
