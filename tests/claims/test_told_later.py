"""What happened without a network is recorded with its own time; both times stay, and the rule says how late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from apps.casework.moments import Told
from apps.claims import services
from apps.claims.models import Claim
from apps.core.errors import Conflict, Refused
from apps.duties import names
from apps.duties.models import Clock
from apps.organizations.scope import acting_as, system_scope
from apps.parts import services as parts
from apps.parts.models import OrderLine, Part, PartsOrder
from tests.cast import NOW, Cast
from tests.claims.conftest import DAY, File
from tests.claims.test_life_of_a_claim import clocks

Call = Callable[..., Any]
HOUR = timedelta(hours=1)
WHY = "The mast at the workshop was down until the evening"


@pytest.fixture
def in_repair(file: File, as_dealer: Call) -> Claim:
    claim = as_dealer(services.respond, file(), message="Bring it on Monday", at=NOW + HOUR)
    taken: Claim = as_dealer(services.start_repair, claim, at=NOW + DAY)
    return taken


def complete(as_dealer: Call, claim: Claim, **more: Any) -> Claim:
    done: Claim = as_dealer(services.complete_repair, claim, cause="Fuse", correction="Replaced", **more)
    return done


def test_measures_use_the_happening_and_the_record_shows_when_it_was_written(in_repair: Claim, as_dealer: Call) -> None:
    due = clocks(in_repair)["repair"].due_at
    assert due is not None
    told = Told(due - 2 * HOUR, WHY)
    claim = complete(as_dealer, in_repair, at=due + DAY, told=told)
    assert claim.repaired_at == due - 2 * HOUR
    assert clocks(claim)["repair"].stopped_at == due - 2 * HOUR
    assert clocks(claim)["repair"].state(due + 2 * DAY) == "met"
    with system_scope("test"):
        event = claim.events.get(kind="complete")
    assert (event.happened_at, event.recorded_at) == (due - 2 * HOUR, due + DAY)
    assert event.values["why_late"] == WHY
    with system_scope("test"):
        call_command("facts", "check", verbosity=0)


def test_what_stood_until_it_was_told_stands_on_record(in_repair: Claim, as_dealer: Call) -> None:
    from apps.casework.facts import as_known

    due = clocks(in_repair)["repair"].due_at
    assert due is not None
    complete(as_dealer, in_repair, at=due + DAY, told=Told(due - 2 * HOUR, WHY))
    with system_scope("test"), as_known(due + HOUR):
        known = Clock.objects.get(subject_id=in_repair.pk, obligation=names.REPAIR)
        assert known.state(due + HOUR) == "missed"


def test_the_whole_day_of_a_workshop_without_network(in_repair: Claim, as_dealer: Call) -> None:
    claim = complete(as_dealer, in_repair, at=NOW + 3 * DAY, told=Told(NOW + 2 * DAY, WHY))
    claim = as_dealer(services.hand_back, claim, at=NOW + 3 * DAY, told=Told(NOW + 2 * DAY + HOUR, WHY))
    assert claim.handed_back_at == NOW + 2 * DAY + HOUR
    assert claim.status == "handed_back"


@pytest.mark.parametrize(
    ("moment", "why", "field", "words"),
    [
        (NOW + 5 * DAY, WHY, "happened_at", "lies in the future"),
        (NOW + DAY - HOUR, WHY, "happened_at", "lies before what it follows"),
        (NOW + 3 * DAY, "", "why_late", "This is missing"),
        (NOW + 3 * DAY, "ok", "why_late", "says too little"),
    ],
)
def test_moments_that_cannot_be(
    in_repair: Claim, as_dealer: Call, moment: Any, why: str, field: str, words: str
) -> None:
    with pytest.raises(Refused, match=words) as refused:
        complete(as_dealer, in_repair, at=NOW + 4 * DAY, told=Told(moment, why))
    assert refused.value.field == field
    assert clocks(in_repair)["repair"].stopped_at is None


def test_what_is_too_long_ago_is_told_in_words_only(in_repair: Claim, as_dealer: Call) -> None:
    with pytest.raises(Refused, match="too long ago"):
        complete(as_dealer, in_repair, at=NOW + 7 * DAY, told=Told(NOW + 2 * DAY, WHY))
    claim = complete(as_dealer, in_repair, at=NOW + 7 * DAY, told=Told(NOW + 7 * DAY - HOUR))
    assert claim.repaired_at == NOW + 7 * DAY - HOUR


def test_the_same_told_twice_is_one_and_another_moment_is_told_apart(in_repair: Claim, as_dealer: Call) -> None:
    at, told = NOW + 3 * DAY, Told(NOW + 2 * DAY, WHY)
    for _ in range(2):
        complete(as_dealer, in_repair, at=at, told=told, key="one")
    with pytest.raises(Conflict):
        complete(as_dealer, in_repair, at=at, told=Told(NOW + 2 * DAY + HOUR, WHY), key="one")


def test_a_receipt_is_told_later_and_the_repair_goes_on_from_it(
    cast: Cast, in_repair: Claim, as_dealer: Call, part: Part
) -> None:
    order: PartsOrder = as_dealer(
        services.order_parts, in_repair, lines=[(part.pk, 1)], request_key="k-order-1", at=NOW + 2 * DAY
    )
    with system_scope("test"):
        line = OrderLine.objects.get(order=order).pk
    with acting_as(cast.scope(cast.maker_hanhai)):
        by = cast.actor(cast.maker_hanhai)
        order = parts.dispatch_lines(order=order, line_ids=[line], tracking="A", by=by, at=NOW + 4 * DAY)
    receipt = {"order": order, "line_ids": [line], "by": cast.actor(cast.dealer_nairobi), "at": NOW + 9 * DAY}
    with acting_as(cast.scope(cast.dealer_nairobi)):
        with pytest.raises(Refused, match="too long ago"):
            parts.receive_lines(**receipt, told=Told(NOW + 3 * DAY, WHY))
        with pytest.raises(Refused, match="cannot have arrived before"):
            parts.receive_lines(**{**receipt, "at": NOW + 5 * DAY}, told=Told(NOW + 3 * DAY, WHY))
        parts.receive_lines(**receipt, told=Told(NOW + 8 * DAY, WHY))
    with system_scope("test"):
        arrival = Clock.objects.get(subject_id=line, obligation=names.PARTS_ARRIVAL)
    assert arrival.stopped_at == NOW + 8 * DAY


def test_page_and_api_take_and_show_both_times(cast: Cast, in_repair: Claim) -> None:
    browser = Client()
    browser.force_login(cast.staff[cast.dealer_nairobi.pk], backend="django.contrib.auth.backends.ModelBackend")
    address = in_repair.get_absolute_url()
    with time_machine.travel(NOW + 3 * DAY, tick=False):
        page = browser.get(address).content.decode()
        assert 'type="datetime-local"' in page
        sent = {"complete-cause": "Fuse", "complete-correction": "Replaced", "complete-why_late": WHY}
        wrong = browser.post(f"{address}complete/", {**sent, "complete-happened_at": "yesterday at noon"})
        assert wrong.status_code == 422
        assert "“yesterday at noon” is no day with a time" in wrong.content.decode()
        moment = "2026-03-06T12:00"
        done = browser.post(f"{address}complete/", {**sent, "complete-happened_at": moment}, follow=True)
        page = done.content.decode()
    assert "(recorded " in page
    assert WHY in page
    with system_scope("test"):
        event = in_repair.events.get(kind="complete")
    # In the zone in which the reader reads.
    assert event.happened_at.isoformat() == "2026-03-06T12:00:00+00:00"
    assert event.recorded_at == NOW + 3 * DAY
    told = {"happened_at": "2026-03-06T18:30:00+03:00", "why_late": WHY}
    with time_machine.travel(NOW + 3 * DAY, tick=False):
        answer = browser.post(f"/api/v1/claims/{in_repair.number}/hand-back/", told, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert answer.json()["handed_back_at"] == "2026-03-06T15:30:00Z"
