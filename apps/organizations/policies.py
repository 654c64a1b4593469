"""Walls of people, organisations and their relations."""

from __future__ import annotations

from .scope import PEOPLE_SIDES, Side
from .walls import Wall

_FIRMS_AND_OFFICES = (Side.DEALER, Side.MANUFACTURER, Side.REGULATOR)

DOORS = {
    "organizations.choice": "A person chooses for whom they act when they come.",
    "organizations.keys": "An administrator makes, rotates or revokes a key; the day of its last use is noted.",
}

#: What a step changes of a membership and of an appointment (apps/network); the rest of them stays as it was.
MEMBERSHIP_MOVED = ("role", "role_since", "status", "version", "ended_at")
APPOINTMENT_MOVED = ("ends_on", "status", "version")

WALLS = [
    Wall(
        "accounts_user",
        person="id",
        sign_in=True,
        # Who is an operator, who may sign in, and with which address and password, is changed by signing in or by
        # operators.
        updates=dict.fromkeys(PEOPLE_SIDES, ("full_name", "phone", "country", "language", "time_zone", "mail_pace")),
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
        public="true",
        shown=("id", "kind", "name", "country", "phone"),
    ),
    Wall(
        "organizations_membership",
        # People see and end their own, whoever they act for.
        owner="user_id",
        organization="organization_id",
        gate=True,
        writes={Side.CLERK: "i"},
        updates={Side.CLERK: (*MEMBERSHIP_MOVED, "preferred")},
    ),
    Wall(
        "organizations_jurisdiction",
        organization="regulator_id",
        gate=True,
        # Whom to ask in a country.
        public="true",
        shown=("id", "regulator_id", "country"),
    ),
    Wall(
        "organizations_servicepoint",
        dealer="dealer_id",
        directory=True,
        writes={Side.DEALER: "i"},
        # A closed one stays on record.
        updates={Side.DEALER: ("name", "address", "city", "country", "phone", "opened_on", "closed_on")},
        public="true",
        shown=("id", "dealer_id", "name", "address", "city", "country", "phone", "opened_on", "closed_on"),
    ),
    Wall(
        "organizations_appointment",
        dealer="dealer_id",
        manufacturer="manufacturer_id",
        regulator="country",
        directory=True,
        writes={Side.CLERK: "i"},
        updates={Side.CLERK: APPOINTMENT_MOVED},
        public="true",
        shown=("id", "manufacturer_id", "dealer_id", "country", "starts_on", "ends_on"),
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
