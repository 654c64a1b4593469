"""Walls of people, organisations and their relations."""

from __future__ import annotations

from .scope import PEOPLE_SIDES, Side
from .walls import Wall

_STAFF_SIDES = {Side.DEALER: "iud", Side.MANUFACTURER: "iud", Side.REGULATOR: "iud"}

WALLS = [
    Wall(
        "accounts_user",
        person="id",
        sign_in=True,
        writes=dict.fromkeys(PEOPLE_SIDES, "u"),
    ),
    # Names, countries and addresses of firms and offices are public; each changes only its own.
    Wall(
        "organizations_organization",
        organization="id",
        directory=True,
        gate=True,
        writes={Side.DEALER: "u", Side.MANUFACTURER: "u", Side.REGULATOR: "u"},
    ),
    Wall("organizations_membership", organization="organization_id", gate=True, writes=_STAFF_SIDES),
    Wall("organizations_jurisdiction", organization="regulator_id", gate=True),
    Wall(
        "organizations_servicepoint",
        dealer="dealer_id",
        directory=True,
        writes={Side.DEALER: "iud"},
    ),
    Wall(
        "organizations_appointment",
        dealer="dealer_id",
        manufacturer="manufacturer_id",
        regulator="country",
        directory=True,
        writes={Side.MANUFACTURER: "iu"},
    ),
    Wall("organizations_apikey", organization="organization_id", gate=True, writes=_STAFF_SIDES),
]

#: Every version of these rows is kept (apps/casework/facts).
RECORDED = (
    "organizations_appointment",
    "organizations_servicepoint",
)
