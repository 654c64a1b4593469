"""What may be done with a claim: one table of (from, verb, to, who) for services, pages, API and documentation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Conflict
from apps.organizations.scope import Actor, Side

from .models import Claim

_S = Claim.Status
_UNDER_WAY = (_S.RESPONDED, _S.IN_REPAIR)
_NOT_REPAIRED = (_S.FILED, *_UNDER_WAY)


@dataclass(frozen=True)
class Step:
    """``to`` empty: the status stays."""

    verb: str
    label: Any
    sources: tuple[str, ...]
    to: str
    sides: tuple[Side, ...]


STEPS = (
    Step("respond", _("Answer"), (_S.FILED,), _S.RESPONDED, (Side.DEALER,)),
    Step("start_repair", _("Take the vehicle in"), (_S.RESPONDED,), _S.IN_REPAIR, (Side.DEALER,)),
    Step("order_parts", _("Order parts"), _UNDER_WAY, "", (Side.DEALER,)),
    Step("ask_owner", _("Ask the owner"), _NOT_REPAIRED, "", (Side.DEALER,)),
    Step("complete", _("Complete the repair"), (_S.IN_REPAIR,), _S.REPAIRED, (Side.DEALER,)),
    Step("hand_back", _("Hand the vehicle back"), (_S.REPAIRED,), _S.HANDED_BACK, (Side.DEALER,)),
    Step("close", _("Confirm that it is repaired"), (_S.HANDED_BACK,), _S.CLOSED, (Side.OWNER, Side.SYSTEM)),
    Step("reopen", _("It is not repaired"), (_S.HANDED_BACK, _S.CLOSED), _S.RESPONDED, (Side.OWNER,)),
    Step("deny", _("Deny"), _NOT_REPAIRED, _S.DENIED, (Side.DEALER, Side.MANUFACTURER)),
    Step("reinstate", _("Take the denial back"), (_S.DENIED,), _S.RESPONDED, (Side.MANUFACTURER,)),
    Step("withdraw", _("Withdraw"), _NOT_REPAIRED, _S.WITHDRAWN, (Side.OWNER,)),
    Step("message", _("Write a message"), tuple(_S.values), "", (Side.OWNER, Side.DEALER, Side.MANUFACTURER)),
)
BY_VERB = {step.verb: step for step in STEPS}
#: Nothing more is owed in these.
OVER = (_S.CLOSED, _S.DENIED, _S.WITHDRAWN)


class TransitionNotAllowed(Conflict):
    """The claim is no longer in a status from which this can be done: somebody was there first."""


def allowed(claim: Claim, actor: Actor) -> list[Step]:
    """The steps that ``actor`` may take now, in the order of the table."""
    return [s for s in STEPS if claim.status in s.sources and actor.side in s.sides and actor.may_write]


def taken_by(verb: str, actor: Actor) -> Step:
    """The step, if the actor's side and role may ever take it; else PermissionDenied."""
    step = BY_VERB[verb]
    if actor.side not in step.sides or not actor.may_write:
        raise PermissionDenied(f"{actor.side.name} may not {verb}")
    return step


def require(claim: Claim, verb: str, actor: Actor) -> Step:
    """The step, or TransitionNotAllowed telling who did what meanwhile.

    Raises PermissionDenied when the actor's side or role never takes this step, whatever the status.
    """
    step = taken_by(verb, actor)
    if claim.status in step.sources:
        return step
    last = claim.events.order_by("-happened_at", "-id").first()
    who = last.by_name if last else ""
    raise TransitionNotAllowed(
        _("“%(verb)s” is not possible: the request is “%(status)s” now (%(who)s acted last). Look and choose again.")
        % {"verb": step.label, "status": claim.get_status_display(), "who": who},
        code="not_allowed",
    )


def picture() -> str:
    """The table as a Mermaid diagram, as docs/claims.md shows it."""
    lines = ["stateDiagram-v2", "    [*] --> filed: file (owner)"]
    for step in STEPS:
        if not step.to:
            continue
        who = ", ".join(side.name.lower() for side in step.sides)
        lines += [f"    {source} --> {step.to}: {step.verb} ({who})" for source in step.sources]
    return "\n".join([*lines, *(f"    {status} --> [*]" for status in OVER)])
