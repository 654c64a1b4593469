"""What somebody with a dangerous fault does at once, by component and powertrain: one table, read by page and API.

For high voltage it follows what NHTSA's interim guidance for electric and hybrid vehicles (DOT HS 811 574) tells
owners: get out, keep people and buildings 15 m away, call the fire service and say what kind of car it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from apps.vehicles.components import Component
from apps.vehicles.models import Powertrain


@dataclass(frozen=True)
class Advice:
    """The first thing to do, in one sentence, and what follows."""

    title: Any
    lines: tuple[Any, ...]


_HYBRID: Final = frozenset({Powertrain.HYBRID})
_FIRE: Final = _(
    "Smoke, heat, hissing or a sharp smell: everybody out and 15 m away. Call the fire service and say that the car "
    "has a high-voltage battery."
)
_AWAY: Final = _("Do not park it in a garage, under a roof or beside a building.")
_TOWED: Final = _("Have it towed: ask the workshop how, before anybody moves it.")

_BATTERY: Final = Advice(
    _("Stop where it is safe, leave the car, do not charge it"),
    (_FIRE, _AWAY, _("Touch no orange cable and no damaged part."), _TOWED),
)
_ADVICE: Final[Mapping[Component, Advice]] = {
    Component.HIGH_VOLTAGE_BATTERY: _BATTERY,
    Component.CHARGING: Advice(
        _("Do not charge it until somebody has looked at it"),
        (
            _("Plug or cable is hot, or smells: do not touch it, cut the current at the fuse and keep away."),
            _FIRE,
            _("Use no adapter and no extension cable."),
        ),
    ),
    Component.SERVICE_BRAKES: Advice(
        _("Do not drive on: stop where it is safe"),
        (
            _(
                "Brakes fail while you drive: lower gear or strongest recuperation, then the parking brake, little by "
                "little."
            ),
            _("Secure the car against rolling, with wedges on a slope."),
            _TOWED,
        ),
    ),
    Component.PARKING_BRAKE: Advice(
        _("Park it on level ground only, and secure it against rolling"),
        (_("Leave nobody in it who cannot get out alone."), _("Put it in gear or in P, and wedges at two wheels.")),
    ),
    Component.STEERING: Advice(
        _("Do not drive on: stop where it is safe"),
        (
            _("Hard to steer while you drive: hold the wheel with both hands, slow down gently, hazard lights on."),
            _TOWED,
        ),
    ),
    Component.AIR_BAGS: Advice(
        _("Drive no further than to the workshop, and take nobody beside you"),
        (
            _("The warning light is on: the air bags may stay shut in a crash, or open without one."),
            _("Put no child's seat on that seat, and do not try to repair or unplug anything."),
        ),
    ),
    Component.SEAT_BELTS: Advice(
        _("Nobody sits on a seat whose belt does not hold"),
        (_("Is it the driver's: do not drive the car, have it towed."),),
    ),
    Component.SPEED_CONTROL: Advice(
        _("Do not use cruise control; if the car speeds up by itself, do not drive it"),
        (
            _("It speeds up while you drive: brake hard once and hold, put it in N, stop, switch it off."),
            _("Take out a floor mat that touches the pedals."),
        ),
    ),
    Component.FUEL_SYSTEM: Advice(
        _("Stop where it is safe, switch the engine off, leave the car"),
        (
            _(
                "You smell fuel or see it drip: no flame, no cigarette, no switch; everybody 15 m away. Call the fire "
                "service."
            ),
            _AWAY,
            _TOWED,
        ),
    ),
}
#: Where a powertrain asks for other words than the rest.
_OTHERWISE: Final[Mapping[tuple[Component, frozenset[Powertrain]], Advice]] = {
    (Component.HIGH_VOLTAGE_BATTERY, _HYBRID): Advice(_("Stop where it is safe and leave the car"), _BATTERY.lines),
}


def advice_on(component: str, powertrain: str = "") -> Advice | None:
    """What to do at once about a fault of ``component`` on a car of ``powertrain``; None: no danger by itself."""
    if component not in Component.values:
        return None
    part = Component(component)
    for (other, powertrains), advice in _OTHERWISE.items():
        if part is other and powertrain in powertrains:
            return advice
    return _ADVICE.get(part)
