"""Walls of people, organisations and their relations."""

from __future__ import annotations

from .scope import PEOPLE_SIDES, Side
from .walls import Wall

_FIRMS_AND_OFFICES = (Side.DEALER, Side.MANUFACTURER, Side.REGULATOR)

DOORS = {
    "organizations.members": "An administrator lets somebody act for the organisation, or no longer.",
    "organizations.keys": "An administrator makes or revokes a key; the day of its last use is noted.",
}

WALLS = [
    Wall(
        "accounts_user",
        person="id",
        sign_in=True,
        # Who is an operator, who may sign in, and with which address and password, is changed by signing in or by
        # operators.
        updates=dict.fromkeys(PEOPLE_SIDES, ("full_name", "phone", "country", "language", "time_zone")),
        hidden=("password",),
    ),
    # Names, countries and addresses of firms and offices are public; each changes only its own contact data: what it
    # is, where, and over which countries it watches are facts of the register.
    Wall(
        "organizations_organization",
        organization="id",
        directory=True,
        gate=True,
        updates=dict.fromkeys(_FIRMS_AND_OFFICES, ("email", "phone")),
    ),
    Wall(
        "organizations_membership",
        organization="organization_id",
        gate=True,
        writes={Side.CLERK: "id"},
        updates={Side.CLERK: ("role",)},
    ),
    Wall("organizations_jurisdiction", organization="regulator_id", gate=True),
    Wall(
        "organizations_servicepoint",
        dealer="dealer_id",
        directory=True,
        writes={Side.DEALER: "i"},
        # A closed one stays on record.
        updates={Side.DEALER: ("name", "address", "city", "country", "phone", "opened_on", "closed_on")},
    ),
    Wall(
        "organizations_appointment",
        dealer="dealer_id",
        manufacturer="manufacturer_id",
        regulator="country",
        directory=True,
        writes={Side.MANUFACTURER: "i"},
        updates={Side.MANUFACTURER: ("ends_on",)},
    ),
    Wall(
        "organizations_apikey",
        organization="organization_id",
        gate=True,
        writes={Side.CLERK: "i"},
        updates={Side.CLERK: ("revoked_at", "last_used_on")},
    ),
]

#: Every version of these rows is kept (apps/casework/facts).
RECORDED = (
    "organizations_appointment",
    "organizations_servicepoint",
)
