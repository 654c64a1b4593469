"""A denial is proposed by the workshop and decided by its manufacturer; neither wins time by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from apps.claims import services
from apps.claims.models import Claim, DenialProposal
from apps.claims.next_words import fact_of, next_words
from apps.core.errors import Refused
from apps.duties import names
from apps.duties.models import Clock
from apps.duties.shares import shares
from apps.organizations.models import Membership
from apps.organizations.scope import system_scope
from tests.cast import NOW, Cast
from tests.claims.conftest import DAY, File

Call = Callable[..., Any]
WHY = "The charging port shows damage from outside; see the photos."
YEAR = NOW + timedelta(days=365)


@pytest.fixture
def owed(file: File, as_dealer: Call) -> Claim:
    """Answered on the day it was filed: the repair is owed from then on."""
    claim: Claim = as_dealer(services.respond, file(), message="Bring it on Monday", at=NOW + timedelta(hours=2))
    return claim


def clock(claim: Claim, name: str = names.REPAIR) -> Clock:
    with system_scope("test"):
        return Clock.objects.filter(subject_kind="claim", subject_id=claim.pk, obligation=name).latest("id")


def charged(claim: Claim, until: datetime) -> dict[str, int]:
    with system_scope("test"):
        found = shares(clock(claim).intervals.all(), until=until)
    return {party: round(length / DAY) for party, length in found.items()}


def propose(as_dealer: Call, claim: Claim, at: datetime, reason: str = "misuse") -> Claim:
    proposed: Claim = as_dealer(services.propose_denial, claim, reason=reason, explanation=WHY, at=at)
    return proposed


def test_a_workshop_denies_nothing_by_itself(owed: Claim, as_dealer: Call) -> None:
    with pytest.raises(PermissionDenied):
        as_dealer(services.deny, owed, reason="misuse", explanation=WHY, at=NOW + DAY)
    claim = propose(as_dealer, owed, NOW + DAY)
    assert (claim.status, claim.waiting_for, claim.closed_at) == ("proposed", "manufacturer", None)
    assert claim.next_due_at == clock(claim, names.DENIAL_DECISION).due_at
    assert "the manufacturer decides by" in next_words(fact_of(claim))
    with system_scope("test"):
        assert not claim.denials.exists()


def test_a_proposal_answers_a_request(file: File, as_dealer: Call) -> None:
    claim = propose(as_dealer, file(), NOW + timedelta(hours=2))
    assert clock(claim, names.FIRST_RESPONSE).state(YEAR) == "met"


def test_a_confirmed_denial_is_the_manufacturers_and_ended_the_duty_when_it_was_proposed(
    owed: Claim, as_dealer: Call, as_maker: Call
) -> None:
    """An honest workshop pays for no day on which its manufacturer thinks, even beyond its own due time."""
    due = clock(owed).due_at
    assert due is not None
    claim = propose(as_dealer, owed, due - timedelta(hours=1))
    claim = as_maker(services.confirm_denial, claim, note="Our engineer saw it too.", at=due + 3 * DAY)
    assert (claim.status, claim.denial_reason) == ("denied", "misuse")
    assert claim.denial_note == f"{WHY}\n\nOur engineer saw it too."
    assert (clock(claim).state(YEAR), clock(claim, names.DENIAL_DECISION).state(YEAR)) == ("void", "met")
    with system_scope("test"):
        denial = claim.denials.get()
        assert (denial.party, denial.proposal.outcome) == ("manufacturer", "confirmed")
    claim = as_maker(services.reinstate, claim, message="Repair it at our cost", at=due + 5 * DAY)
    assert (clock(claim).due_at, clock(claim).state(YEAR)) == (due, "missed")
    with system_scope("test"):
        call_command("facts", "check", verbosity=0)


@pytest.mark.parametrize(("verb", "who"), [("refuse_denial", "as_maker"), ("drop_denial", "as_dealer")])
def test_a_proposal_that_comes_to_nothing_bought_no_time(
    owed: Claim, as_dealer: Call, verb: str, who: str, request: pytest.FixtureRequest
) -> None:
    due = clock(owed).due_at
    claim = propose(as_dealer, owed, NOW + 3 * DAY)
    by = request.getfixturevalue(who)
    claim = by(getattr(services, verb), claim, message="Repair it, please", at=NOW + 6 * DAY)
    assert (claim.status, claim.waiting_for, claim.next_due_at) == ("responded", "dealer", due)
    assert charged(claim, NOW + 8 * DAY) == {"dealer": 8}


def test_what_was_refused_is_not_proposed_again(owed: Claim, as_dealer: Call, as_maker: Call) -> None:
    claim = propose(as_dealer, owed, NOW + DAY)
    claim = as_maker(services.refuse_denial, claim, message="Repair it, please", at=NOW + 2 * DAY)
    with pytest.raises(Refused, match=r"refused .* already") as refused:
        propose(as_dealer, claim, NOW + 3 * DAY)
    assert refused.value.field == "reason"
    assert propose(as_dealer, claim, NOW + 3 * DAY, reason="wear").status == "proposed"


def test_a_manufacturer_that_never_decides_denies_nothing_and_pays_for_the_wait(owed: Claim, as_dealer: Call) -> None:
    due = clock(owed).due_at
    claim = propose(as_dealer, owed, NOW + 3 * DAY)
    decide_by = clock(claim, names.DENIAL_DECISION).due_at
    assert decide_by is not None
    with system_scope("test"):
        assert services.end_undecided(at=decide_by) == 0
        assert services.end_undecided(at=decide_by + timedelta(hours=1)) == 1
        assert services.end_undecided(at=decide_by + timedelta(hours=2)) == 0
        claim.refresh_from_db()
    assert (claim.status, claim.next_due_at) == ("responded", due)
    assert clock(claim, names.DENIAL_DECISION).state(decide_by + DAY) == "missed"
    assert charged(claim, decide_by) == {"manufacturer": 6, "dealer": 3}
    with system_scope("test"):
        assert DenialProposal.objects.get().outcome == "lapsed"
        call_command("facts", "check", verbosity=0)


def test_where_nobody_acts_for_the_manufacturer_the_workshops_word_stands(
    cast: Cast, owed: Claim, as_dealer: Call
) -> None:
    with system_scope("test: the maker left the portal"):
        Membership.objects.filter(organization=cast.maker_hanhai).update(ended_at=NOW, status="ended")
    claim = propose(as_dealer, owed, NOW + DAY)
    assert claim.status == "denied"
    with system_scope("test"):
        assert claim.denials.get().party == "dealer"
        assert claim.events.get(kind="confirm_denial").by_side == "system"


def test_an_owner_may_withdraw_while_it_is_proposed(owed: Claim, as_dealer: Call, as_owner: Call) -> None:
    claim = as_owner(services.withdraw, propose(as_dealer, owed, NOW + DAY), at=NOW + 2 * DAY)
    assert (claim.status, clock(claim, names.DENIAL_DECISION).state(YEAR)) == ("withdrawn", "void")
    with system_scope("test"):
        assert DenialProposal.objects.get().outcome == "withdrawn"
