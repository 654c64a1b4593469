"""The parts of a car, as complaints and warranty plans name them: a short list of our own, aligned with NHTSA's."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Component(models.TextChoices):
    STEERING = "steering", _("Steering")
    SUSPENSION = "suspension", _("Suspension")
    SERVICE_BRAKES = "service_brakes", _("Brakes")
    PARKING_BRAKE = "parking_brake", _("Parking brake")
    ENGINE = "engine", _("Engine and cooling")
    FUEL_SYSTEM = "fuel_system", _("Fuel system")
    POWER_TRAIN = "power_train", _("Gearbox and drive")
    HIGH_VOLTAGE_BATTERY = "high_voltage_battery", _("Drive battery")
    DRIVE_MOTOR = "drive_motor", _("Drive motor and inverter")
    CHARGING = "charging", _("Charging")
    ELECTRICAL = "electrical", _("Electrical system and 12 V battery")
    LIGHTING = "lighting", _("Lights")
    VISIBILITY = "visibility", _("Windows, wipers and mirrors")
    AIR_BAGS = "air_bags", _("Air bags")
    SEAT_BELTS = "seat_belts", _("Seat belts")
    SEATS = "seats", _("Seats")
    STRUCTURE = "structure", _("Body and doors")
    SPEED_CONTROL = "speed_control", _("Speed control")
    DRIVER_ASSISTANCE = "driver_assistance", _("Driver assistance")
    TYRES_WHEELS = "tyres_wheels", _("Tyres and wheels")
    INFOTAINMENT = "infotainment", _("Screen, app and connectivity")
    CLIMATE = "climate", _("Heating and air conditioning")
    PAINT = "paint", _("Paint")
    CORROSION = "corrosion", _("Rust")
    ACCESSORIES = "accessories", _("Accessories")
    OTHER = "other", _("Other or not known")


#: Cars that are charged from outside, by their powertrain (models.Powertrain).
_WITH_PLUG = frozenset({"bev", "phev"})


def is_fitted(component: str, powertrain: str) -> bool:
    """Whether a car of this powertrain can have the part; one whose powertrain is not on record can have every part."""
    return component != Component.CHARGING or not powertrain or powertrain in _WITH_PLUG


def components_for(powertrain: str) -> list[tuple[str, Any]]:
    """The parts that a car of this powertrain can have, as choices."""
    return [choice for choice in Component.choices if is_fitted(choice[0], powertrain)]


#: A failure of these can hurt people; a person looks at such a claim at once.
SAFETY_CRITICAL = frozenset(
    {
        Component.STEERING,
        Component.SERVICE_BRAKES,
        Component.AIR_BAGS,
        Component.SEAT_BELTS,
        Component.HIGH_VOLTAGE_BATTERY,
        Component.FUEL_SYSTEM,
        Component.SPEED_CONTROL,
    }
)
