"""The groups of parts that warranty plans give terms to, and which part of a car belongs to which."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.vehicles.components import Component


class Group(models.TextChoices):
    """In the order in which people are told of them."""

    WHOLE = "whole_car", _("The whole car")
    BASIC = "basic", _("Basic cover")
    POWERTRAIN = "powertrain", _("Engine, motor and drive")
    BATTERY = "battery", _("Drive battery")
    CORROSION = "corrosion", _("Rust through the body")
    PAINT = "paint", _("Paint")
    WEAR = "wear", _("Wear parts")
    ACCESSORIES = "accessories", _("Accessories")
    REPAIR_PARTS = "repair_parts", _("Parts fitted in a repair")


#: What no part of a car belongs to by itself: a term for everything without one of its own, and one that begins anew
#: with each repair.
ALL_OR_LATER: Final = frozenset({Group.WHOLE, Group.REPAIR_PARTS})

#: The others, as choices.
SINGLE: Final = [(group.value, group.label) for group in Group if group not in ALL_OR_LATER]

#: As most warranty booklets divide a car; a plan may say otherwise. What is not here is basic.
_GROUPS: Final = {
    Component.ENGINE: Group.POWERTRAIN,
    Component.FUEL_SYSTEM: Group.POWERTRAIN,
    Component.POWER_TRAIN: Group.POWERTRAIN,
    Component.DRIVE_MOTOR: Group.POWERTRAIN,
    Component.HIGH_VOLTAGE_BATTERY: Group.BATTERY,
    Component.CORROSION: Group.CORROSION,
    Component.PAINT: Group.PAINT,
    Component.TYRES_WHEELS: Group.WEAR,
    Component.ACCESSORIES: Group.ACCESSORIES,
}


def usual_group(component: str) -> Group:
    """The group of a part where a plan does not say otherwise; basic for a part of an older list."""
    return _GROUPS.get(Component(component), Group.BASIC) if component in Component.values else Group.BASIC


class Exclusion(models.TextChoices):
    """What a plan does not pay for, whatever the part."""

    WEAR = "wear", _("Normal wear and consumables")
    MISUSE = "misuse", _("Misuse, racing and overloading")
    ACCIDENT = "accident", _("Accidents, fire, water and stones")
    CHANGES = "changes", _("Changes to the car that the maker did not allow")
    OTHER_PARTS = "other_parts", _("Damage by parts that are not the maker's")
    NO_SERVICE = "no_service", _("Damage because the service was not kept")
    HIRE = "hire", _("Use as a taxi or for hire")
    ODOMETER = "odometer", _("An odometer that was turned back")
