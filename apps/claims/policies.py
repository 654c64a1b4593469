"""Walls of claims: owner, dealer and manufacturer of the car, and the regulator of its country.

They read; a claim moves by steps, and what a step writes is the clerk's.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from apps.organizations.scope import Side
from apps.organizations.walls import Wall

_SIDES: dict[str, Any] = {
    "owner": "owner_id",
    "dealer": "dealer_id",
    "manufacturer": "manufacturer_id",
    "regulator": "country",
}

#: For how long an organisation sees what one of its people said why they need.
SHOWN_FOR = timedelta(days=7)
#: Others than owner and workshop read a contact for that long after one of them said why (contact.py): the
#: step stands in the claim's history, which they read themselves. Compared as text, so that no other event's values
#: can fail to be a number. Its cost: the few events of one claim, by index (claimevent_timeline).
_LOOKED = f"""EXISTS (
    SELECT FROM claims_claimevent e
    WHERE e.claim_id = claims_contact.claim_id AND e.kind = 'see_contact'
      AND e."values" ->> 'organization' = (SELECT nullif(current_setting('app.organization_id', true), ''))
      AND e.happened_at > now() - interval '{SHOWN_FOR.days} days'
)"""

DOORS = {"claims.step": "A claim is filed or moves, with its event."}

#: What a step may change of a claim; what was filed (car, fault, odometer, who, when) stays.
MOVED = (
    "status",
    "cause",
    "correction",
    "denial_reason",
    "denial_note",
    "responded_at",
    "vehicle_in_at",
    "repaired_at",
    "handed_back_at",
    "closed_at",
    "next_due_at",
    "waiting_for",
    "version",
)

WALLS = [
    Wall(
        "claims_claim",
        **_SIDES,
        writes={Side.CLERK: "i"},
        updates={Side.CLERK: MOVED},
    ),
    # Not a ledger: it is no fact that figures look at, and a person may ask that it is deleted.
    Wall(
        "claims_contact",
        **_SIDES,
        also=dict.fromkeys((Side.MANUFACTURER, Side.REGULATOR, Side.AUTHORITY), _LOOKED),
        writes={Side.CLERK: "i"},
    ),
    # Made by the database within the step that writes claim and contact; other sides search without it (search.py).
    # A workshop's index of pieces is asked by the function sanbao_claims_with (migration 0017).
    Wall("claims_searchline", owner="owner_id", dealer="dealer_id", writes={Side.CLERK: "i"}, by_function=True),
    Wall("claims_claimevent", **_SIDES, writes={Side.CLERK: "i"}, ledger=True),
    # Each moment of a stay is set once; a denial is taken back once.
    Wall(
        "claims_visit",
        **_SIDES,
        writes={Side.CLERK: "i"},
        ledger=True,
        filled_once=("taken_in_at", "repaired_at", "handed_back_at", "reopened_at", "cause", "correction"),
    ),
    Wall(
        "claims_denial",
        **_SIDES,
        writes={Side.CLERK: "i"},
        ledger=True,
        filled_once=("reversed_at", "reversed_by_id", "reversal_grounds"),
    ),
    # Decided once.
    Wall(
        "claims_denialproposal",
        **_SIDES,
        writes={Side.CLERK: "i"},
        ledger=True,
        filled_once=("outcome", "decided_at", "decided_by_id", "grounds", "denial_id"),
    ),
    # Said once by the owner.
    Wall("claims_rating", **_SIDES, writes={Side.CLERK: "i"}, ledger=True),
    # The owner's own; whoever has the link is told how far the claim is, in the system's scope.
    Wall(
        "claims_statuslink",
        owner="owner_id",
        writes={Side.CLERK: "i"},
        ledger=True,
        filled_once=("revoked_at",),
    ),
    Wall("claims_claimphoto", **_SIDES, writes={Side.CLERK: "i"}, ledger=True),
    # Invoices name people and prices: as papers of a registration, manufacturers and regulators do not see them. Not a
    # ledger: a person may ask that it is deleted.
    Wall("claims_claimpaper", owner="owner_id", dealer="dealer_id", writes={Side.CLERK: "i"}),
    # Nobody's but its owner's, whoever has the car meanwhile.
    Wall(
        "claims_draft",
        owner="owner_id",
        writes={Side.OWNER: "id"},
        updates={Side.OWNER: ("answers", "paper_name", "kept_at")},
    ),
]

#: Every version of these rows is kept (apps/casework/facts).
RECORDED = (
    "claims_claim",
    "claims_visit",
    "claims_denial",
    "claims_denialproposal",
    "claims_rating",
)
