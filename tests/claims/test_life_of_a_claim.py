"""From filing to closing: each step stops, pauses and starts the right clocks and charges the right party."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from apps.casework.steps import TransitionNotAllowed
from apps.claims import services
from apps.claims.models import Claim
from apps.claims.next_words import next_words
from apps.claims.tasks import close_quiet
from apps.core.errors import Conflict, Refused
from apps.duties.models import Clock
from apps.notifications import relay
from apps.notifications.catalogue import entries
from apps.notifications.consumers import recipients
from apps.notifications.models import OutboxEvent
from apps.organizations.scope import acting_as, system_scope
from apps.parts import services as parts
from apps.parts.models import Part
from tests.cast import NOW, Cast
from tests.claims.conftest import DAY, File

Call = Callable[..., Any]


def clocks(claim: Claim) -> dict[str, Clock]:
    """The newest clock of each duty of a claim."""
    with system_scope("test"):
        rows = Clock.objects.filter(subject_kind="claim", subject_id=claim.pk).order_by("id")
        return {clock.obligation_id: clock for clock in rows}


def test_filing_starts_the_first_answer(file: File) -> None:
    claim = file()
    assert claim.status == Claim.Status.FILED
    assert claim.in_warranty
    assert set(clocks(claim)) == {"first_response"}
    assert claim.next_due_at == clocks(claim)["first_response"].due_at


def test_an_answer_in_time_is_met_and_the_repair_is_owed(file: File, as_dealer: Call) -> None:
    claim = as_dealer(services.respond, file(), message="Bring it on Monday", at=NOW + DAY)
    found = clocks(claim)
    assert found["first_response"].state(NOW + 30 * DAY) == "met"
    assert found["repair"].stopped_at is None


def test_late_response_is_a_missed_clock(file: File, as_dealer: Call) -> None:
    claim = as_dealer(services.respond, file(), message="Sorry for the wait", at=NOW + 10 * DAY)
    assert clocks(claim)["first_response"].state(NOW + 30 * DAY) == "missed"


def test_second_dealer_is_told_that_the_first_one_answered(file: File, as_dealer: Call) -> None:
    claim = file()
    as_dealer(services.respond, claim, message="Bring it on Monday", at=NOW + DAY)
    with pytest.raises(TransitionNotAllowed, match="Savanna Motors"):
        as_dealer(services.respond, claim, message="Bring it on Friday", at=NOW + DAY)


def test_an_old_page_is_told_that_somebody_acted(file: File, as_dealer: Call) -> None:
    claim = as_dealer(services.respond, file(), message="Bring it on Monday", at=NOW + DAY)
    with pytest.raises(Conflict):
        as_dealer(services.start_repair, claim, at=NOW + DAY, version=1)


def test_the_whole_way(file: File, as_dealer: Call, as_owner: Call) -> None:
    claim = as_dealer(services.respond, file(), message="Bring it", at=NOW + DAY)
    claim = as_dealer(services.start_repair, claim, at=NOW + 2 * DAY)
    claim = as_dealer(services.complete_repair, claim, cause="Charger dead", correction="Replaced", at=NOW + 5 * DAY)
    assert clocks(claim)["repair"].state(NOW + 60 * DAY) == "met"
    claim = as_dealer(services.hand_back, claim, at=NOW + 6 * DAY)
    claim = as_owner(services.close, claim, at=NOW + 7 * DAY)
    assert claim.status == Claim.Status.CLOSED
    with system_scope("test"):
        assert [e.kind for e in claim.events.all()] == [
            "file", "respond", "start_repair", "complete", "hand_back", "close",
        ]  # fmt: skip
        assert not Clock.objects.filter(subject_kind="claim", subject_id=claim.pk, stopped_at=None).exists()


def test_waiting_for_a_part_is_charged_to_the_manufacturer(cast: Cast, file: File, as_dealer: Call, part: Part) -> None:
    claim = as_dealer(services.respond, file(), message="Bring it", at=NOW + DAY)
    order = as_dealer(services.order_parts, claim, lines=[(part.pk, 1)], request_key="k-order-1", at=NOW + 2 * DAY)
    assert clocks(claim)["repair"].due_at is None
    with system_scope("test"):
        claim.refresh_from_db()
        assert claim.waiting_for == "manufacturer"
        line = order.lines.get()
        supply = Clock.objects.get(subject_kind="order_line", subject_id=line.pk, obligation_id="parts_supply")
        assert (supply.manufacturer_id, supply.counts) == (cast.maker_hanhai.pk, True)
    _deliver(cast, order, line.pk)
    with system_scope("test"):
        repair = clocks(claim)["repair"]
        assert repair.due_at is not None
        waits = repair.intervals.filter(kind="paused").values_list("party", "started_at", "ended_at")
        assert list(waits) == [("manufacturer", NOW + 2 * DAY, NOW + 9 * DAY)]


def _deliver(cast: Cast, order: Any, line: int) -> None:
    """Confirm, dispatch and receive; then let the consumers hear of it."""
    with acting_as(cast.scope(cast.maker_hanhai)):
        by = cast.actor(cast.maker_hanhai)
        order = parts.confirm_lines(order=order, promised={line: date(2026, 3, 12)}, by=by, at=NOW + 3 * DAY)
        order = parts.dispatch_lines(order=order, line_ids=[line], tracking="T1", by=by, at=NOW + 4 * DAY)
    with acting_as(cast.scope(cast.dealer_nairobi)):
        parts.receive_lines(order=order, line_ids=[line], by=cast.actor(cast.dealer_nairobi), at=NOW + 9 * DAY)
    with system_scope("test"):
        for event in OutboxEvent.objects.filter(topic="order.line_received"):
            relay.consume("claims-parts", event.pk, at=NOW + 10 * DAY)


def test_a_question_waits_for_the_owner_and_the_answer_resumes(file: File, as_dealer: Call, as_owner: Call) -> None:
    claim = as_dealer(services.respond, file(), message="Bring it", at=NOW + DAY)
    claim = as_dealer(services.ask_owner, claim, message="Which charger do you use?", at=NOW + 2 * DAY)
    assert claim.waiting_for == "owner"
    claim = as_owner(services.add_message, claim, message="The one from the box", at=NOW + 5 * DAY)
    assert claim.waiting_for == "dealer"
    with system_scope("test"):
        assert list(clocks(claim)["repair"].intervals.values_list("party", flat=True)) == ["dealer", "owner", "dealer"]


def test_a_denial_gives_a_reason_and_ends_what_was_not_yet_due(file: File, as_dealer: Call, as_maker: Call) -> None:
    claim = as_dealer(services.respond, file(), message="Bring it", at=NOW + DAY)
    with pytest.raises(Refused) as refused:
        as_maker(services.deny, claim, reason="wear", explanation="no", at=NOW + 2 * DAY)
    assert refused.value.field == "explanation"
    text = "The charging port shows damage from outside; see the photos."
    claim = as_maker(services.deny, claim, reason="misuse", explanation=text, at=NOW + 2 * DAY)
    assert clocks(claim)["repair"].state(NOW + 90 * DAY) == "void"


def test_a_denial_does_not_undo_what_was_missed(file: File, as_dealer: Call, as_maker: Call) -> None:
    claim = as_dealer(services.respond, file(), message="Bring it", at=NOW + DAY)
    text = "The charging port shows damage from outside; see the photos."
    claim = as_maker(services.deny, claim, reason="misuse", explanation=text, at=NOW + 60 * DAY)
    assert clocks(claim)["repair"].state(NOW + 90 * DAY) == "missed"


def test_the_manufacturer_takes_a_denial_back(file: File, as_maker: Call) -> None:
    text = "The charging port shows damage from outside; see the photos."
    claim = as_maker(services.deny, file(), reason="misuse", explanation=text, at=NOW + DAY)
    claim = as_maker(services.reinstate, claim, message="Repair it at our cost", at=NOW + 3 * DAY)
    assert claim.status == Claim.Status.RESPONDED
    assert claim.filed_at == NOW
    assert clocks(claim)["repair"].stopped_at is None


def test_the_owner_opens_it_again_within_two_weeks(file: File, as_dealer: Call, as_owner: Call) -> None:
    claim = as_dealer(services.respond, file(), message="Bring it", at=NOW + DAY)
    claim = as_dealer(services.start_repair, claim, at=NOW + DAY)
    claim = as_dealer(services.complete_repair, claim, cause="Fuse", correction="Replaced", at=NOW + 2 * DAY)
    claim = as_dealer(services.hand_back, claim, at=NOW + 3 * DAY)
    with pytest.raises(Refused, match="14 days"):
        as_owner(services.reopen, claim, message="It stopped charging again", at=NOW + 18 * DAY)
    claim = as_owner(services.reopen, claim, message="It stopped charging again", at=NOW + 5 * DAY)
    assert claim.status == Claim.Status.RESPONDED
    assert claim.repaired_at is None
    assert clocks(claim)["repair"].stopped_at is None


def test_what_nobody_complains_of_closes_by_itself_once(
    file: File, as_dealer: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = as_dealer(services.respond, file(), message="Bring it", at=NOW + DAY)
    claim = as_dealer(services.start_repair, claim, at=NOW + DAY)
    claim = as_dealer(services.complete_repair, claim, cause="Fuse", correction="Replaced", at=NOW + 2 * DAY)
    as_dealer(services.hand_back, claim, at=NOW + 3 * DAY)
    monkeypatch.setattr("apps.claims.tasks.timezone.now", lambda: NOW + 18 * DAY)
    assert (close_quiet(), close_quiet()) == (1, 0)


def test_the_same_form_twice_is_one_claim(file: File) -> None:
    assert file().pk == file().pk
    with pytest.raises(Conflict, match="other answers"):
        file(complaint="Something else under the key of the first")
    with system_scope("test"):
        assert Claim.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"occurred_on": (NOW + 2 * DAY).date()}, "occurred_on"),
        ({"occurred_on": date(2025, 1, 1)}, "occurred_on"),
        ({"odometer_km": 10}, "odometer_km"),
        ({"odometer_km": -1}, "odometer_km"),
        ({"odometer_km": 10**9}, "odometer_km"),
        ({"component": "warp_drive"}, "component"),
        ({"complaint": "bad"}, "complaint"),
    ],
)
def test_bad_input_names_field_and_mend_and_leaves_nothing(file: File, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        file(**fields)
    assert refused.value.field == field
    assert len(str(refused.value)) > 20
    with system_scope("test"):
        assert not Claim.objects.exists()
        assert not Clock.objects.exists()


def test_a_workshop_of_another_country_is_refused(cast: Cast, file: File) -> None:
    with pytest.raises(Refused) as refused:
        file(dealer_id=cast.dealer_almaty.pk)
    assert refused.value.field == "dealer"


def test_out_of_warranty_is_kept_but_counts_for_nobody(file: File) -> None:
    claim = file(odometer_km=150_000)
    assert not claim.in_warranty
    assert not clocks(claim)["first_response"].counts


def test_the_same_part_again_is_a_repeat(file: File, as_dealer: Call) -> None:
    claim = as_dealer(services.respond, file(), message="Bring it", at=NOW + DAY)
    claim = as_dealer(services.start_repair, claim, at=NOW + DAY)
    as_dealer(services.complete_repair, claim, cause="Fuse", correction="Replaced", at=NOW + 2 * DAY)
    again = file(at=NOW + 12 * DAY, odometer_km=1_900, request_key="22222222-bbbb")
    assert again.repeat_of_id == claim.pk


def test_reminders_are_said_once(cast: Cast, file: File) -> None:
    from apps.claims.reminders import remind_due_soon

    claim = file()
    at = claim.next_due_at - timedelta(hours=3)
    with system_scope("test"):
        assert (remind_due_soon(at=at), remind_due_soon(at=at + timedelta(hours=1))) == (1, 0)


def test_lateness_is_said_once_to_all_and_leads_on(file: File) -> None:
    from apps.claims.reminders import tell_late

    claim = file()
    at = claim.next_due_at + timedelta(hours=1)
    with system_scope("test"):
        said = [tell_late(at=moment) for moment in (claim.next_due_at - DAY, at, at + timedelta(hours=1), at + 2 * DAY)]
        assert said == [0, 1, 0, 0]
        event = OutboxEvent.objects.get(topic="claim.late")
    assert event.payload["number"] == claim.number
    assert {entry.to for entry in entries("claim.late")} == {"owner", "dealer", "manufacturer"}


def test_an_owner_is_reminded_once_before_the_time_of_a_question_is_over(file: File, as_dealer: Call) -> None:
    from apps.claims.reminders import remind_owners

    claim = as_dealer(services.respond, file(), message="Bring it", at=NOW + timedelta(hours=1))
    as_dealer(services.ask_owner, claim, message="Which charger do you use at home?", at=NOW + timedelta(hours=2))
    with system_scope("test"):
        # Five working days: from Wednesday to the end of the next Wednesday.
        assert [remind_owners(at=NOW + days * DAY) for days in (2, 6, 6.5)] == [0, 1, 0]
        assert OutboxEvent.objects.get(topic="claim.answer_soon").payload["owner"] == claim.owner_id


def test_an_owner_is_told_of_a_promised_day_in_words(cast: Cast, file: File, as_dealer: Call) -> None:
    claim = as_dealer(services.respond, file(), message="Bring it", at=NOW + DAY)
    with system_scope("test"):
        services.part_promised(claim=claim, promised_on=date(2026, 3, 20), order="P-1", at=NOW + 2 * DAY)
        event = OutboxEvent.objects.get(topic="claim.part_promised")
        assert next_words(event.payload) == (
            "Next: the manufacturer sends the part by 20 March 2026; until then the workshop's time stands still."
        )
        (notice,) = recipients(event, entries(event.topic)[0])
        assert notice == cast.amina
