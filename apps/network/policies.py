"""Walls of who acts for whom and who appointed whom. Memberships and appointments have theirs in organizations."""

from __future__ import annotations

from apps.organizations.scope import Side
from apps.organizations.walls import Wall

DOORS = {
    "network.invitation": "A firm invites somebody or takes it back; the person accepts and is a member, or declines.",
    "network.membership": "A member gets another role, leaves, or is removed, with the event.",
    "network.appointment": "A manufacturer appoints a dealer or ends that, with the event.",
}

#: What a step changes of an invitation: whom it was sent to, as what and until when stay.
INVITATION_MOVED = ("status", "version")

WALLS = [
    # The firm that invites, and the person once it is known that the address is theirs (binding is the system's).
    Wall(
        "network_invitation",
        owner="invitee_id",
        organization="organization_id",
        writes={Side.CLERK: "i"},
        updates={Side.CLERK: INVITATION_MOVED},
    ),
    Wall(
        "network_invitationevent",
        owner="invitee_id",
        organization="organization_id",
        writes={Side.CLERK: "i"},
        ledger=True,
    ),
    Wall(
        "network_membershipevent",
        owner="user_id",
        organization="organization_id",
        writes={Side.CLERK: "i"},
        ledger=True,
    ),
    Wall(
        "network_appointmentevent",
        dealer="dealer_id",
        manufacturer="manufacturer_id",
        regulator="country",
        writes={Side.CLERK: "i"},
        ledger=True,
    ),
]
