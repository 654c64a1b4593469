"""An owner brings a case: what holds is asked, what is frozen stays, sides see theirs, and the authority decides."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from apps.casework import engine
from apps.claims import services as claims
from apps.claims.models import Claim
from apps.core.errors import Conflict, Refused
from apps.core.files import opened
from apps.core.photos import Photo
from apps.disputes.causes import causes_of
from apps.disputes.models import Escalation, EscalationQuestion
from apps.disputes.pack.frozen import digest_of
from apps.disputes.services import escalations, packs
from apps.disputes.services.objections import object_to
from apps.lab.demo.stories import drawing
from apps.organizations.scope import acting_as, system_scope
from tests.cast import NOW, Cast
from tests.disputes.conftest import GROUNDS, colleague
from tests.pages import browser

Call = Callable[..., Any]
DAY = timedelta(days=1)
ASKS = "Please let an engineer who is not of the workshop look at the port."


@pytest.fixture
def rejected(cast: Cast, denied: Claim, owner: Call) -> Claim:
    made = owner(object_to, claim=denied, grounds=GROUNDS, at=NOW + 2 * DAY)
    with acting_as(cast.scope(cast.maker_hanhai)):
        engine.take(made, "reject", by=colleague(cast), at=NOW + 3 * DAY, note=GROUNDS)
    return denied


@pytest.fixture
def case(rejected: Claim, owner: Call) -> Escalation:
    made: Escalation = owner(escalations.bring, claim=rejected, cause="rejected", words=ASKS, at=NOW + 4 * DAY)
    return made


def act(cast: Cast, case: Escalation, verb: str, who: str, day: int, **given: Any) -> Escalation:
    firm = getattr(cast, who)
    with acting_as(cast.scope(firm)):
        by = cast.actor(firm)
        done: Escalation = engine.perform(
            case, verb, by=by, at=NOW + day * DAY, given=given or {"note": ASKS}, version=None, key=""
        )
        return done


def held(cast: Cast, claim: Claim, at: Any) -> list[str]:
    with acting_as(cast.scope(cast.amina)):
        claim.refresh_from_db()
        return causes_of(claim, at=at)


def test_what_an_owner_may_bring_is_what_holds(
    cast: Cast, denied: Claim, owner: Call, file: Call, as_dealer: Call, part: Any
) -> None:
    assert held(cast, denied, NOW + 2 * DAY) == []
    assert held(cast, denied, NOW + 40 * DAY) == ["denied"]
    owner(object_to, claim=denied, grounds=GROUNDS, at=NOW + 2 * DAY)
    assert held(cast, denied, NOW + 5 * DAY) == []
    assert held(cast, denied, NOW + 30 * DAY) == ["unanswered"]
    other = file(component="lighting", request_key="22222222-bbbb")
    assert held(cast, other, NOW + timedelta(hours=1)) == []
    assert held(cast, other, NOW + 10 * DAY) == ["late"]
    other = as_dealer(claims.respond, other, message="Bring it on Monday", at=NOW + timedelta(hours=2))
    as_dealer(claims.order_parts, other, lines=[(part.pk, 1)], request_key="k-1", at=NOW + DAY)
    assert held(cast, other, NOW + 2 * DAY) == []
    assert held(cast, other, NOW + 9 * DAY) == ["no_part_date"]


def test_what_does_not_hold_is_refused_and_the_same_twice_is_one_case(
    case: Escalation, rejected: Claim, owner: Call
) -> None:
    assert owner(escalations.bring, claim=rejected, cause="rejected", words=ASKS, at=NOW + 5 * DAY) == case
    with pytest.raises(Conflict, match=case.number):
        owner(escalations.bring, claim=rejected, cause="rejected", words=GROUNDS, at=NOW + 5 * DAY)


def test_a_cause_that_does_not_hold_is_refused(denied: Claim, owner: Call) -> None:
    with pytest.raises(Refused) as refused:
        owner(escalations.bring, claim=denied, cause="rejected", words=ASKS, at=NOW + 2 * DAY)
    assert refused.value.field == "cause"


def test_the_pack_is_what_was_frozen_in_two_languages_with_photos(
    cast: Cast, rejected: Claim, as_owner: Call, owner: Call
) -> None:
    photo: Photo = drawing("charging")
    as_owner(claims.add_message, rejected, message="The crack, from near 🙂", photos=[photo], at=NOW + 3 * DAY)
    with system_scope("test"):
        type(cast.amina).objects.filter(pk=cast.amina.pk).update(language="ar")
    case = owner(escalations.bring, claim=rejected, cause="rejected", words=ASKS, at=NOW + 4 * DAY)
    assert digest_of(case.frozen) == case.frozen_sha256
    told = str(case.frozen)
    assert cast.amina.full_name not in told and rejected.vin not in told
    assert [row["what"] for row in case.frozen["decisions"]] == ["denied", "objected"]
    # What happens afterwards changes nothing of it.
    as_owner(claims.add_message, rejected, message="And another thing entirely", at=NOW + 5 * DAY)
    with system_scope("test"):
        pack = packs.make_pack(case, at=NOW + 5 * DAY)
        assert packs.make_pack(case, at=NOW + 6 * DAY) == pack
        with opened(pack.document.file) as file:
            content = file.read()
    assert hashlib.sha256(content).hexdigest() == pack.sha256
    marks = (b"pdfaid:part>2<", b"pdfaid:conformance>A<", b"pdfuaid:part>1<", case.frozen_sha256.encode())
    for mark in (*marks, case.number.encode()):
        assert mark in content
    assert content.count(b"/DCTDecode") == 1


def test_a_question_is_read_by_whoever_is_asked_and_by_no_other_side(cast: Cast, case: Escalation) -> None:
    case = act(cast, case, "take_up", "regulator_ke", 5)
    case = act(cast, case, "ask", "regulator_ke", 6, side="dealer", question="Who opened the port, and when?")
    with pytest.raises(Conflict, match="still has a question"):
        act(cast, case, "ask", "regulator_ke", 6, side="dealer", question="Who opened the port, and when?")
    seen = {}
    for who in ("amina", "dealer_nairobi", "maker_hanhai", "regulator_ke", "regulator_kz", "authority"):
        with acting_as(cast.scope(getattr(cast, who))):
            seen[who] = EscalationQuestion.objects.count()
    assert seen == {
        "amina": 0, "dealer_nairobi": 1, "maker_hanhai": 0, "regulator_ke": 1, "regulator_kz": 0, "authority": 1,
    }  # fmt: skip
    with pytest.raises(Refused, match="Nothing is asked of you"):
        act(cast, case, "answer", "maker_hanhai", 7, message="We know nothing of it.")
    case = act(cast, case, "answer", "dealer_nairobi", 7, message="Our mechanic, on Monday.")
    with system_scope("test"):
        told = " ".join(f"{event.note} {event.values}" for event in case.events.all())
    assert "opened the port" not in told and "mechanic" not in told
    page = browser(cast, cast.maker_hanhai).get(case.get_absolute_url()).content.decode()
    assert "mechanic" not in page
    assert "mechanic" in browser(cast, cast.regulator_ke).get(case.get_absolute_url()).content.decode()


def test_a_settlement_needs_both_and_one_refusal_ends_it(cast: Cast, case: Escalation) -> None:
    case = act(cast, case, "take_up", "regulator_ke", 5)
    case = act(cast, case, "propose", "regulator_ke", 6)
    due = case.due_at
    assert due is not None and due > NOW + 15 * DAY
    case = act(cast, case, "accept", "amina", 7)
    assert (case.status, case.ended_at) == ("owner_agrees", None)
    with pytest.raises(Conflict):
        act(cast, case, "accept", "amina", 7)
    case = act(cast, case, "refuse", "maker_hanhai", 8)
    assert case.status == "taken_up"
    case = act(cast, act(cast, case, "propose", "regulator_ke", 9), "accept", "maker_hanhai", 10)
    case = act(cast, case, "accept", "amina", 11)
    assert (case.status, case.ended_at, case.due_at) == ("settled", NOW + 11 * DAY, None)


def test_a_finding_is_coded_and_in_words_and_read_by_all_sides(cast: Cast, case: Escalation) -> None:
    case = act(cast, case, "take_up", "regulator_ke", 5)
    case = act(cast, case, "find", "regulator_ke", 9, outcome="for_owner", note=f"We saw the port. {GROUNDS}")
    assert (case.status, case.outcome) == ("found", "for_owner")
    for who in ("amina", "dealer_nairobi", "maker_hanhai", "authority"):
        page = browser(cast, getattr(cast, who)).get(case.get_absolute_url()).content.decode()
        assert "We saw the port." in page and "For the owner" in page, who


def test_the_desk_lists_by_age_whatever_the_number_of_cases(
    cast: Cast, case: Escalation, file: Call, owner: Call, django_assert_num_queries: Any
) -> None:
    client = browser(cast, cast.regulator_ke)
    assert case.number in client.get("/disputes/cases/").content.decode()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get("/disputes/cases/")
    second = file(component="lighting", request_key="22222222-bbbb")
    later = owner(escalations.bring, claim=second, cause="late", words=ASKS, at=NOW + 10 * DAY)
    with CaptureQueriesContext(connection) as two:
        page = client.get("/disputes/cases/").content.decode()
    assert page.index(case.number) < page.index(later.number)
    assert len(one) == len(two)
