"""Clocks as services keep them: rows that agree with the arithmetic, whoever pauses and resumes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from apps.duties import names, services
from apps.duties.models import Clock
from apps.duties.selectors import NoRuleInForce, version_in_force
from apps.notifications.models import OutboxEvent
from apps.organizations.scope import system_scope
from tests.cast import NOW, Cast


@pytest.fixture
def clock(cast: Cast) -> Clock:
    with system_scope("test"):
        return services.start_clock(
            obligation=names.REPAIR,
            subject_kind=Clock.Subject.CLAIM,
            subject_id=1,
            subject_label="C-1",
            sides={
                "owner_id": cast.amina.pk,
                "dealer_id": cast.dealer_nairobi.pk,
                "manufacturer_id": cast.maker_hanhai.pk,
                "country": "KE",
            },
            at=NOW,
        )


def test_a_clock_is_due_by_the_rule_in_force(clock: Clock) -> None:
    # 15 working days after Wednesday 2026-03-04, with Eid al-Fitr (20 March) off, end with Thursday 26 March.
    assert clock.due_at == datetime(2026, 3, 26, 21, tzinfo=UTC) - timedelta(microseconds=1)


def test_waiting_for_a_part_moves_the_due_time(clock: Clock) -> None:
    with system_scope("test"):
        before = clock.due_at
        paused = services.pause_clock(
            clock, reason="waiting_for_parts", party="manufacturer", at=NOW + timedelta(days=1)
        )
        assert paused.due_at is None
        resumed = services.resume_clock(clock, reason="parts_received", at=NOW + timedelta(days=8))
        assert before is not None
        assert resumed.due_at == before + timedelta(days=7)
        assert [i.party for i in resumed.intervals.all()] == ["dealer", "manufacturer", "dealer"]


def test_stopping_twice_stops_once(clock: Clock) -> None:
    with system_scope("test"):
        services.stop_clock(clock, at=NOW + timedelta(days=1))
        again = services.stop_clock(clock, at=NOW + timedelta(days=9))
        assert again.stopped_at == NOW + timedelta(days=1)


def test_states_of_a_clock_over_time(clock: Clock) -> None:
    with system_scope("test"):
        assert clock.due_at is not None
        late = services.stop_clock(clock, at=clock.due_at + timedelta(days=2))
        assert late.state(clock.due_at - timedelta(days=1)) == "pending"
        assert late.state(clock.due_at + timedelta(seconds=1)) == "missed"
        assert late.state(clock.due_at + timedelta(days=9)) == "missed"


def test_each_change_is_told(clock: Clock) -> None:
    with system_scope("test"):
        services.stop_clock(clock, at=NOW + timedelta(days=1))
        assert [e.payload["clock"] for e in OutboxEvent.objects.all()] == [clock.pk, clock.pk]


def test_a_country_of_its_own_rule(db: None) -> None:
    day = NOW.date()
    assert version_in_force(names.PARTS_ARRIVAL, country="BR", on=day).amount == 40
    assert version_in_force(names.REPAIR, country="KE", on=day).amount == 15
    with pytest.raises(NoRuleInForce):
        version_in_force(names.REPAIR, country="KE", on=datetime(1980, 1, 1, tzinfo=UTC).date())


def test_a_pause_without_length_charges_nobody_and_stays_on_record(clock: Clock) -> None:
    moment = NOW + timedelta(days=1)
    with system_scope("test"):
        services.pause_clock(clock, reason="waiting_for_parts", party="manufacturer", at=moment)
        resumed = services.resume_clock(clock, reason="parts_received", at=moment)
        assert resumed.due_at == clock.due_at
        assert {interval.kind for interval in services.intervals_of(resumed)} == {"running"}
        rows = list(resumed.intervals.order_by("id").values_list("kind", "started_at", "ended_at"))
    assert rows == [("running", NOW, moment), ("paused", moment, moment), ("running", moment, None)]


def test_a_pause_handed_over_at_the_moment_it_ends_runs_again(clock: Clock) -> None:
    moment = NOW + timedelta(days=2)
    with system_scope("test"):
        services.pause_clock(clock, reason="waiting_for_owner", party="owner", at=NOW + timedelta(days=1))
        services.pause_clock(clock, reason="waiting_for_parts", party="manufacturer", at=moment)
        resumed = services.resume_clock(clock, reason="parts_received", at=moment)
        assert resumed.due_at is not None
        kinds = [(i.kind, i.party, i.start) for i in services.intervals_of(resumed)]
    assert kinds == [
        ("running", "dealer", NOW),
        ("paused", "owner", NOW + timedelta(days=1)),
        ("running", "dealer", moment),
    ]


def test_a_machine_whose_time_is_behind_breaks_nothing(clock: Clock) -> None:
    with system_scope("test"):
        services.pause_clock(clock, reason="waiting_for_owner", party="owner", at=NOW + timedelta(hours=2))
        stopped = services.stop_clock(clock, at=NOW + timedelta(hours=2) - timedelta(seconds=3))
        assert stopped.stopped_at == NOW + timedelta(hours=2)


def test_a_clock_continued_at_once_owes_no_time_between(clock: Clock) -> None:
    moment = NOW + timedelta(days=1)
    with system_scope("test"):
        services.stop_clock(clock, at=moment, ending=Clock.Ending.FELL_AWAY)
        again = services.continue_clock(clock, reason="denied", party="dealer", at=moment)
        assert (again.due_at, again.stopped_at, again.ending) == (clock.due_at, None, "")
        rows = list(again.intervals.order_by("id").values_list("reason", "started_at", "ended_at"))
    assert rows[-1] == ("continued", moment, None)
    assert "denied" not in {reason for reason, _start, _end in rows}


def test_a_clock_continued_later_charges_the_time_between(clock: Clock) -> None:
    stopped, later = NOW + timedelta(days=1), NOW + timedelta(days=4)
    with system_scope("test"):
        services.stop_clock(clock, at=stopped, ending=Clock.Ending.FELL_AWAY)
        again = services.continue_clock(clock, reason="denied", party="manufacturer", at=later)
        assert again.due_at == clock.due_at
        rows = list(again.intervals.order_by("id").values_list("reason", "party", "started_at", "ended_at"))
    assert rows[-2:] == [("denied", "manufacturer", stopped, later), ("continued", "dealer", later, None)]
