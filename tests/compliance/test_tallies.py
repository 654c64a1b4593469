"""Tallies agree with the clocks, whatever happens to the clocks and however often it is told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.compliance import tallies
from apps.compliance.models import Tally, TouchedCell
from apps.duties import names, services
from apps.duties.models import Clock
from apps.notifications import relay
from apps.notifications.models import OutboxEvent
from apps.organizations.scope import system_scope
from tests.cast import NOW, Cast


def start(cast: Cast, subject: int, *, at: datetime = NOW, **fields: Any) -> Clock:
    sides = {
        "owner_id": None,
        "dealer_id": cast.dealer_nairobi.pk,
        "manufacturer_id": cast.maker_hanhai.pk,
        "country": "KE",
    }
    return services.start_clock(
        obligation=names.REPAIR,
        subject_kind=Clock.Subject.CLAIM,
        subject_id=subject,
        subject_label=f"C-{subject}",
        sides=sides,
        at=at,
        **fields,
    )


def tell(*, times: int = 1) -> None:
    """Let the consumer deal with every event, ``times`` times over, as a relay that repeats itself would."""
    for event in OutboxEvent.objects.filter(topic="clock.changed"):
        for _ in range(times):
            relay.consume("tallies", event.pk, at=event.occurred_at)


def test_a_running_clock_stands_on_the_day_it_is_due(cast: Cast) -> None:
    with system_scope("test"):
        clock = start(cast, 1)
        tell()
        row = Tally.objects.get()
        assert clock.due_at is not None
        assert (row.due_on, row.due, row.met) == (clock.due_at.date(), 1, 0)
        assert TouchedCell.objects.count() == 1


def test_the_same_event_twice_counts_once(cast: Cast) -> None:
    with system_scope("test"):
        services.stop_clock(start(cast, 1), at=NOW + timedelta(days=1))
        tell(times=3)
        row = Tally.objects.get()
        assert (row.due, row.met) == (1, 1)


def test_a_duty_out_of_warranty_is_not_counted(cast: Cast) -> None:
    with system_scope("test"):
        start(cast, 1, in_warranty=False)
        tell()
        assert tallies.differences() == []
        assert not Tally.objects.filter(due__gt=0).exists()


def test_a_pause_moves_the_clock_to_another_day(cast: Cast) -> None:
    with system_scope("test"):
        clock = start(cast, 1)
        services.pause_clock(clock, reason="waiting_for_parts", party="manufacturer", at=NOW + timedelta(days=1))
        services.resume_clock(clock, reason="parts_received", at=NOW + timedelta(days=9))
        tell()
        assert sorted(Tally.objects.values_list("due", flat=True)) == [0, 1]
        assert tallies.differences() == []


STEPS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["pause", "resume", "stop", "fall_away"]), st.integers(1, 40)),
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_incremental_counts_equal_a_rebuild(cast: Cast, steps: list[tuple[int, str, int]]) -> None:
    # Nothing of an example stays for the next: intervals cannot be deleted.
    with system_scope("test"):
        clocks = [start(cast, n, at=NOW + timedelta(days=n)) for n in range(4)]
        at = NOW + timedelta(days=4)
        for index, verb, days in steps:
            at += timedelta(days=days)
            _do(clocks[index], verb, at)
        tell()
        assert tallies.differences() == []
        before = set(Tally.objects.filter(due__gt=0).values_list("due_on", "due", "met"))
        tallies.rebuild()
        assert set(Tally.objects.values_list("due_on", "due", "met")) == before
        transaction.set_rollback(True)


def _do(clock: Clock, verb: str, at: datetime) -> None:
    if verb == "pause":
        services.pause_clock(clock, reason="waiting_for_parts", party="manufacturer", at=at)
    elif verb == "resume":
        services.resume_clock(clock, reason="parts_received", at=at)
    else:
        ending = Clock.Ending.DONE if verb == "stop" else Clock.Ending.FELL_AWAY
        services.stop_clock(clock, at=at, ending=ending)


def test_check_finds_a_wrong_tally(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    with system_scope("test"):
        start(cast, 1)
        tell()
        call_command("tallies", "check")
        Tally.objects.update(due=7)
        with pytest.raises(SystemExit) as exit_code:
            call_command("tallies", "check")
        assert exit_code.value.code == 1
        call_command("tallies", "rebuild")
        call_command("tallies", "check")


def test_a_rebuild_mends_what_is_wrong_and_fills_what_is_lost(cast: Cast) -> None:
    names_of_row = ("manufacturer_id", "country", "obligation_id", "powertrain", "due_on", "due", "met")
    with system_scope("test"):
        for n in range(6):
            clock = start(cast, n, at=NOW + timedelta(days=n))
            if n % 2:
                services.stop_clock(clock, at=NOW + timedelta(days=n, hours=1))
        tell()
        right = set(Tally.objects.values_list(*names_of_row))
        lost, wrong, *kept = Tally.objects.order_by("id")
        lost.delete()
        Tally.objects.filter(pk=wrong.pk).update(due=9, met=9)
        Tally.objects.create(
            manufacturer=cast.maker_hanhai, country="ZZ", obligation_id=names.REPAIR, due_on=NOW.date(), due=2, met=1
        )
        tallies.rebuild()
        assert set(Tally.objects.values_list(*names_of_row)) == right
        assert {row.pk for row in kept} <= set(Tally.objects.values_list("pk", flat=True))
        Tally.objects.all().delete()
        assert tallies.rebuild() == len(right)
        assert set(Tally.objects.values_list(*names_of_row)) == right
