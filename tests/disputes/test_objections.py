"""An owner objects in time; somebody who did not deny answers, and what was owed goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from apps.accounts.models import User
from apps.casework import engine
from apps.claims import services as claims
from apps.claims.models import Claim
from apps.core.errors import Conflict, Refused
from apps.disputes.models import Objection
from apps.disputes.services.objections import object_to
from apps.duties import names
from apps.duties.models import Clock
from apps.notifications import relay
from apps.notifications.models import OutboxEvent
from apps.organizations.models import Membership
from apps.organizations.scope import Actor, acting_as, system_scope
from tests.cast import NOW, Cast
from tests.disputes.conftest import GROUNDS, colleague
from tests.pages import browser

Call = Callable[..., Any]
DAY = timedelta(days=1)
YEAR = NOW + 365 * DAY


@pytest.fixture
def objection(denied: Claim, owner: Call) -> Objection:
    made: Objection = owner(object_to, claim=denied, grounds=GROUNDS, at=NOW + 2 * DAY)
    return made


def take(cast: Cast, objection: Objection, verb: str, by: Actor, day: int = 4, note: str = GROUNDS) -> Objection:
    with acting_as(cast.scope(cast.maker_hanhai)):
        return engine.take(objection, verb, by=by, at=NOW + day * DAY, note=note)


def clock(kind: str, pk: int, name: str) -> Clock:
    with system_scope("test"):
        return Clock.objects.filter(subject_kind=kind, subject_id=pk, obligation=name).latest("id")


def test_an_objection_starts_a_clock_on_the_manufacturer_and_tells_it(objection: Objection) -> None:
    running = clock("objection", objection.pk, names.OBJECTION_ANSWER)
    assert (running.responsible, running.stopped_at, running.counts) == ("manufacturer", None, True)
    with system_scope("test"):
        assert OutboxEvent.objects.get(topic="objection.filed").payload["claim_number"] == objection.claim.number


def test_the_same_words_twice_are_one_objection_and_others_a_conflict(
    denied: Claim, objection: Objection, owner: Call
) -> None:
    assert owner(object_to, claim=denied, grounds=GROUNDS, at=NOW + 3 * DAY) == objection
    with pytest.raises(Conflict, match=objection.number):
        owner(object_to, claim=denied, grounds=f"{GROUNDS} Look again.", at=NOW + 3 * DAY)


def test_who_denied_does_not_answer_whatever_they_are_called_now(cast: Cast, objection: Objection) -> None:
    renamed = replace(cast.actor(cast.maker_hanhai), name="Somebody Else", role="admin")
    for verb in ("uphold", "reject"):
        with pytest.raises(Refused, match="denied this request yourself") as refused:
            take(cast, objection, verb, renamed)
        assert refused.value.code == "denied_by_yourself"
    with pytest.raises(PermissionDenied):
        take(cast, objection, "reject", replace(colleague(cast), key_id=1, user_id=None))


def test_who_denied_is_told_that_a_colleague_answers_who_has_the_forms(cast: Cast, objection: Objection) -> None:
    with system_scope("test: a colleague"):
        other = User.objects.create_user("lin@hanhai.example", full_name="Lin Xia")
        Membership.objects.create(user=other, organization=cast.maker_hanhai, person_name="Lin Xia", preferred=True)
    words, form = "denied this request yourself", f"/disputes/objections/{objection.number}/reject/"
    for who, shown in ((cast.maker_hanhai, words), (other, form)):
        page = browser(cast, who).get(objection.get_absolute_url()).content.decode()
        assert [each for each in (words, form) if each in page] == [shown]


def test_the_person_who_confirmed_a_proposal_denied_it(
    cast: Cast, file: Call, as_dealer: Call, as_maker: Call, owner: Call
) -> None:
    claim = as_dealer(claims.propose_denial, file(), reason="wear", explanation=GROUNDS, at=NOW + timedelta(hours=1))
    claim = as_maker(claims.confirm_denial, claim, at=NOW + DAY)
    made = owner(object_to, claim=claim, grounds=GROUNDS, at=NOW + 2 * DAY)
    with pytest.raises(Refused, match="yourself"):
        take(cast, made, "uphold", cast.actor(cast.maker_hanhai))
    assert take(cast, made, "uphold", colleague(cast)).status == "upheld"


def test_upholding_reinstates_the_claim_and_charges_whoever_denied(cast: Cast, objection: Objection) -> None:
    before = clock("claim", objection.claim_id, names.REPAIR)
    done = take(cast, objection, "uphold", colleague(cast))
    repair = clock("claim", objection.claim_id, names.REPAIR)
    assert (done.status, done.ended_at) == ("upheld", NOW + 4 * DAY)
    assert (repair.pk, repair.stopped_at, repair.due_at) == (before.pk, None, before.due_at)
    with system_scope("test"):
        assert Claim.objects.get(pk=objection.claim_id).status == "responded"
        (between,) = repair.intervals.filter(reason="denied")
        assert (between.kind, between.party, between.ended_at) == ("running", "manufacturer", NOW + 4 * DAY)
        call_command("facts", "check", verbosity=0)
    assert clock("objection", objection.pk, names.OBJECTION_ANSWER).state(YEAR) == "met"


def test_a_rejection_says_why_and_the_denial_stands(cast: Cast, objection: Objection) -> None:
    with pytest.raises(Refused, match="says too little"):
        take(cast, objection, "reject", colleague(cast), note="No, it is not.")
    done = take(cast, objection, "reject", colleague(cast))
    with system_scope("test"):
        assert (done.status, Claim.objects.get(pk=objection.claim_id).status) == ("rejected", "denied")


def test_taking_the_denial_back_on_the_claim_ends_its_objection(
    objection: Objection, denied: Claim, as_maker: Call
) -> None:
    as_maker(claims.reinstate, denied, message="Repair it at our cost", at=NOW + 3 * DAY)
    with system_scope("test"):
        event = OutboxEvent.objects.get(topic="claim.reinstate")
        for _ in range(2):
            relay.consume("objections-settled", event.pk, at=NOW + 4 * DAY)
        objection.refresh_from_db()
        assert (objection.status, objection.events.filter(kind="settle").count()) == ("upheld", 1)
    assert clock("objection", objection.pk, names.OBJECTION_ANSWER).state(YEAR) == "met"


def test_after_the_time_the_owner_is_told_what_is_still_possible(cast: Cast, denied: Claim, owner: Call) -> None:
    with pytest.raises(Refused, match="bring it to the authority") as refused:
        owner(object_to, claim=denied, grounds=GROUNDS, at=NOW + 40 * DAY)
    assert refused.value.code == "too_late"
    page = browser(cast, cast.amina).get(denied.get_absolute_url()).content.decode()
    assert "The time to object was over on:" in page
    assert f"/disputes/cases/new/{denied.number}/" in page
    assert f"/disputes/objections/new/{denied.number}/" not in page


def test_the_owner_objects_and_the_manufacturer_answers_on_pages(
    cast: Cast, file: Call, as_maker: Call, settings: Any
) -> None:
    from django.utils import timezone

    at = timezone.now() - DAY
    claim = as_maker(claims.deny, file(at=at), reason="misuse", explanation=GROUNDS, at=at)
    amina = browser(cast, cast.amina)
    assert "damage came from outside" in amina.get(claim.get_absolute_url()).content.decode()
    address = f"/disputes/objections/new/{claim.number}/"
    little = amina.post(address, {"grounds": "no"})
    assert (little.status_code, "says too little" in little.content.decode()) == (422, True)
    assert amina.post(address, {"grounds": GROUNDS}).status_code == 302
    with system_scope("test"):
        made = Objection.objects.get()
    maker = browser(cast, cast.maker_hanhai)
    assert made.number in maker.get("/disputes/objections/").content.decode()
    assert GROUNDS in maker.get(made.get_absolute_url()).content.decode()
    own = maker.post(f"{made.get_absolute_url()}uphold/", {"uphold_note": "x", "note": "We repair it at our cost."})
    assert (own.status_code, "a colleague answers" in own.content.decode()) == (422, True)
