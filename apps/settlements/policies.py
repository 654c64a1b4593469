"""Walls of estimates, settlements, decisions, payments and rates.

Prices are the business of the two firms that settle them: no regulator reads them (the clocks they do). An owner reads
an estimate, with its lines and decision, since a decision that concerns them, and never a settlement. The rules by
which small settlements pass are the manufacturer's alone: who knew them could stay below them.
"""

from __future__ import annotations

from typing import Any

from apps.organizations.scope import Side
from apps.organizations.walls import Wall

DOORS = {
    "settlements.diagnosis": "A workshop records a fault code, or strikes one.",
    "settlements.estimate": "An estimate is drafted or moves, with its lines, decision and event.",
    "settlements.settlement": "A settlement is drafted or moves, with its lines, decision and event.",
    "settlements.rate": "The authority or a manufacturer records an exchange rate.",
    "settlements.rule": "A manufacturer sets by which rule small settlements pass.",
    "settlements.batch": "A manufacturer gathers what is owed and records its payment; the dealer says that it came.",
    "settlements.letter": "A decision is put on paper.",
}

#: What a step changes of an estimate and of a settlement: whose they are stays.
ESTIMATE_MOVED = ("status", "version", "asked_at", "decided_at", "told_owner_at", "next_due_at", "decision_id")
SETTLEMENT_MOVED = (
    *("status", "version", "submitted_at", "decided_at", "next_due_at", "gathered_at", "exceeded_why", "decision_id"),
)

_FIRMS: dict[str, Any] = {"dealer": "dealer_id", "manufacturer": "manufacturer_id"}
_WITH_OWNER: dict[str, Any] = {"owner": "owner_id", **_FIRMS}
#: Since the owner was told; what belongs to an estimate goes with it. Asked once a statement, not once a row.
_TOLD = {Side.OWNER: "told_owner_at IS NOT NULL"}
_OF_TOLD = {Side.OWNER: "estimate_id IN (SELECT id FROM settlements_estimate)"}
_OF_DECISIONS = {Side.OWNER: "decision_id IN (SELECT id FROM settlements_decision)"}
_CLERKS: dict[str, Any] = {"writes": {Side.CLERK: "i"}}


WALLS = [
    # Read by everybody who may meet an amount; written by the authority, and by makers for their own books.
    Wall(
        "settlements_exchangerate",
        manufacturer="manufacturer_id",
        authority=True,
        directory=True,
        **_CLERKS,
        ledger=True,
    ),
    Wall("settlements_passrule", manufacturer="manufacturer_id", **_CLERKS, ledger=True),
    # What the car said is part of the claim, and read by whoever reads that.
    Wall(
        "settlements_faultcode",
        **_WITH_OWNER,
        regulator="country",
        **_CLERKS,
        ledger=True,
        filled_once=("struck_at", "struck_by_id"),
    ),
    Wall(
        "settlements_estimate",
        **_WITH_OWNER,
        also=_TOLD,
        **_CLERKS,
        updates={Side.CLERK: ESTIMATE_MOVED},
    ),
    Wall("settlements_estimateevent", **_WITH_OWNER, also=_OF_TOLD, **_CLERKS, ledger=True),
    Wall("settlements_settlement", **_FIRMS, **_CLERKS, updates={Side.CLERK: SETTLEMENT_MOVED}),
    Wall("settlements_settlementevent", **_FIRMS, **_CLERKS, ledger=True),
    Wall(
        "settlements_costline",
        **_WITH_OWNER,
        also=_OF_TOLD,
        **_CLERKS,
        ledger=True,
        filled_once=("ended_at", "ended_by_id"),
    ),
    Wall("settlements_decision", **_WITH_OWNER, also=_OF_TOLD, **_CLERKS, ledger=True),
    Wall("settlements_linedecision", **_WITH_OWNER, also=_OF_DECISIONS, **_CLERKS, ledger=True),
    Wall("settlements_decisionletter", **_WITH_OWNER, also=_OF_DECISIONS, **_CLERKS, ledger=True),
    Wall("settlements_batch", **_FIRMS, **_CLERKS, ledger=True),
    Wall("settlements_batchline", **_FIRMS, **_CLERKS, ledger=True),
    Wall(
        "settlements_payment",
        **_FIRMS,
        **_CLERKS,
        ledger=True,
        filled_once=("received_at", "received_by_id"),
    ),
]

#: Every version of these rows is kept (apps/casework/facts).
RECORDED = (
    "settlements_costline",
    "settlements_estimate",
    "settlements_faultcode",
    "settlements_payment",
    "settlements_settlement",
)
