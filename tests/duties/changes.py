"""Two people of the authority, and changes of rules that they make."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from apps.accounts.models import User
from apps.casework import engine
from apps.duties import rules
from apps.duties.models import RuleChange
from apps.duties.proposals import Proposal
from apps.organizations.models import Membership
from apps.organizations.scope import Actor, acting_as, system_scope
from tests.cast import NOW, PASSWORD, Cast

VERSION = Proposal(
    kind="obligation",
    obligation_id="repair",
    country="KE",
    unit="working_days",
    amount=10,
    target_share=Decimal("0.92"),
    basis="policy",
    effective_from=date(2026, 4, 1),
    instrument="Notice 7 of 2026",
    article="§ 2",
    source="gazette of 1 March",
    reason="Owners wait too long",
)
RAMADAN = Proposal(
    kind="week",
    country="SA",
    name="Ramadan",
    effective_from=date(2026, 3, 9),
    effective_to=date(2026, 3, 18),
    shifts=[[["10:00", "16:00"]]] * 4 + [[], [], [["10:00", "16:00"]]],
    instrument="Labour Law",
    article="art. 98",
    reason="Six hours a day in Ramadan",
)
HOLIDAY = Proposal(
    kind="closed",
    country="KE",
    name="Day of mourning",
    effective_from=date(2026, 3, 6),
    instrument="Gazette notice 12",
    reason="Announced by the cabinet",
)


def chen(cast: Cast) -> Actor:
    """The first person of the authority."""
    return cast.actor(cast.authority)


def second_person(cast: Cast) -> Actor:
    """Another person of the authority."""
    with system_scope("tests: second person"):
        user = User.objects.filter(email="mei@licensing.example").first()
        if user is None:
            user = User.objects.create_user("mei@licensing.example", PASSWORD, full_name="Mei Zhao", country="CN")
            Membership.objects.create(
                user=user, organization=cast.authority, person_name=user.full_name, preferred=True
            )
    return replace(chen(cast), name=user.full_name, user_id=user.pk)


def draft(cast: Cast, proposal: Proposal = VERSION, at: datetime = NOW, **changes: Any) -> RuleChange:
    """A draft by the first person."""
    with acting_as(cast.scope(cast.authority)):
        return rules.draft_change(proposal=replace(proposal, **changes), by=chen(cast), at=at)


def publish(change: RuleChange, by: Actor, at: datetime = NOW, version: int | None = None) -> RuleChange:
    """Take the step, in the caller's scope."""
    return engine.take(change, "publish", by=by, at=at, version=version)


def withdraw(change: RuleChange, by: Actor, note: str, at: datetime = NOW) -> RuleChange:
    """Take the step, in the caller's scope."""
    return engine.take(change, "withdraw", by=by, at=at, note=note)


def published(cast: Cast, proposal: Proposal = VERSION, at: datetime = NOW, **changes: Any) -> RuleChange:
    """A change drafted by the first person and published by the second."""
    change = draft(cast, proposal, at, **changes)
    with acting_as(cast.scope(cast.authority)):
        return publish(change, second_person(cast), at)
