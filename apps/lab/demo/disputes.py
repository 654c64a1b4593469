"""A proposed denial, one that is objected to, and a case at the authority in which one side agreed to a settlement."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from apps.casework import engine
from apps.claims import services as claims
from apps.claims.models import Claim
from apps.disputes.models import Objection
from apps.disputes.services import escalations, objections, packs
from apps.organizations.scope import Actor, acting_as, system_scope
from apps.vehicles.models import Vehicle

if TYPE_CHECKING:
    from .stories import Stage

DAY = timedelta(days=1)
_WEAR = (
    "The rubber of the bush is worn down evenly, as it is after 14,000 km on rough roads. We measured 2 mm where new "
    "ones have 6 mm."
)
_GROUNDS = (
    "The car is driven in town only, and the service book shows that this part was found in order three months ago."
)


def tell(stage: Stage, first: Vehicle, second: Vehicle) -> None:
    """All three, each where a visitor of its side finds it."""
    _proposed(stage, first)
    _objected(stage, second)
    _mediated(stage, first)


def _asked(stage: Stage, vehicle: Vehicle, days: int, km: int, component: str, text: str) -> Claim:
    from .stories import file_claim

    at = stage.now - days * DAY
    claim = file_claim(stage, vehicle, at, km, component, text)
    answer = "Please bring it, we look at it while you wait."
    return stage.do(stage.people.dealer, claims.respond, claim=claim, message=answer, at=at + DAY / 2)  # type: ignore[no-any-return]


def _proposed(stage: Stage, vehicle: Vehicle) -> None:
    claim = _asked(stage, vehicle, 3, 14_900, "suspension", "A knock from the front right on every hump in the road.")
    stage.do(
        stage.people.dealer, claims.propose_denial, claim=claim, reason="wear", explanation=_WEAR,
        at=stage.now - DAY,
    )  # fmt: skip


def _denied(stage: Stage, vehicle: Vehicle, days: int, km: int, component: str, text: str) -> Claim:
    """Proposed by the workshop and confirmed by the first person of the manufacturer."""
    claim = _asked(stage, vehicle, days, km, component, text)
    at = stage.now - days * DAY
    claim = stage.do(
        stage.people.dealer, claims.propose_denial, claim=claim, reason="misuse", explanation=_DAMAGE, at=at + DAY
    )
    note = "Our engineer has seen the photos and agrees."
    return stage.do(stage.people.maker, claims.confirm_denial, claim=claim, note=note, at=at + 2 * DAY)  # type: ignore[no-any-return]


_DAMAGE = "There is a dent beside it, so we think that something hit the part from outside; see the photos."


def _objected(stage: Stage, vehicle: Vehicle) -> None:
    claim = _denied(stage, vehicle, 6, 6_300, "visibility", "The rear window does not close any more.")
    stage.do(
        None, objections.object_to, claim=claim, grounds=f"Nothing hit the car. {_GROUNDS}", at=stage.now - 2 * DAY
    )


def _mediated(stage: Stage, vehicle: Vehicle) -> None:
    """Rejected by a colleague, brought to the regulator of Kenya, which asked the workshop and proposed."""
    claim = _denied(stage, vehicle, 34, 14_600, "climate", "The cooling stops after half an hour in traffic.")
    now, regulator = stage.now, stage.people.regulator
    objection: Objection = stage.do(None, objections.object_to, claim=claim, grounds=_GROUNDS, at=now - 30 * DAY)
    with acting_as(stage.scope(stage.people.maker)):
        engine.take(objection, "reject", by=_colleague(stage), at=now - 24 * DAY, note=f"{_DAMAGE} The dent is new.")
    with acting_as(stage.scope(None)):
        claim = Claim.objects.get(pk=claim.pk)
    words = "Please let an engineer who is not of the workshop look at it, and repair it if nothing hit it."
    case = stage.do(None, escalations.bring, claim=claim, cause="rejected", words=words, at=now - 20 * DAY)
    with system_scope("demo: the pack of a case"):
        packs.make_pack(case, at=now - 20 * DAY)
    with acting_as(stage.scope(regulator)):
        engine.take(case, "take_up", by=stage.actor(regulator), at=now - 16 * DAY)
    question = "Which photo shows the dent, and on which day was it taken?"
    stage.do(regulator, escalations.ask, escalation=case, side="dealer", question=question, at=now - 15 * DAY)
    reply = "The second one, on the day on which the car came in. We have none from before."
    stage.do(stage.people.dealer, escalations.answer, escalation=case, message=reply, at=now - 12 * DAY)
    note = (
        "The manufacturer pays the part, the workshop the work, and the owner withdraws the case once it cools again."
    )
    with acting_as(stage.scope(regulator)):
        engine.take(case, "propose", by=stage.actor(regulator), at=now - 3 * DAY, note=note)
    with acting_as(stage.scope(None)):
        engine.take(case, "accept", by=stage.actor(None), at=now - 2 * DAY)


def _colleague(stage: Stage) -> Actor:
    """The second person of the manufacturer, who answers objections to what the first one denied."""
    maker, person = stage.people.maker, stage.people.colleague
    return Actor(
        side=stage.actor(maker).side, name=person.display_name, user_id=person.pk, organization_id=maker.pk,
        organization_name=maker.name, role="staff",
    )  # fmt: skip
