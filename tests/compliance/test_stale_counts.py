"""No flag rests on counts that are not what the clocks say, and what is stale is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command

from apps.compliance import checks
from apps.compliance.models import Flag, Tally
from apps.compliance.tallies import CellDay, count_days, rebuild
from apps.notifications.models import Alarm
from apps.organizations.scope import system_scope
from tests.as_owner import connect_as_owner
from tests.cast import Cast
from tests.compliance.conftest import History

AT = datetime(2026, 10, 1, 5, 10, tzinfo=UTC)


def sweep(day: str = "2026-09-30") -> None:
    call_command("compliance_sweep", "--as-of", day, stdout=StringIO())


def test_counts_that_would_flag_are_counted_again(cast: Cast, history: History) -> None:
    """Seen: events lost, 36 of 36 answered in time, three flags at “0 of 36”."""
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=[0.95] * 60)
    with system_scope("test"):
        Tally.objects.filter(due_on__gte="2026-06-01").update(met=0, units_met=0)
    sweep()
    with system_scope("test"):
        assert not Flag.objects.exists()
        assert not Tally.objects.filter(due_on__gte="2026-06-01", due__gte=3, met=0).exists()
        alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.about) == ("stale-tallies", f"manufacturer {cast.maker_hanhai.pk}")


def test_counts_that_would_clear_are_counted_again(cast: Cast, history: History) -> None:
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=[0.95] * 48 + [0.70] * 12)
    sweep("2026-09-28")
    with system_scope("test"):
        flags = set(Flag.objects.filter(status=Flag.Status.OPEN).values_list("number", flat=True))
        Tally.objects.update(met=100_000, due=100_000, units_met=100_000, units=100_000)
    sweep()
    with system_scope("test"):
        assert flags
        assert set(Flag.objects.filter(status=Flag.Status.OPEN).values_list("number", flat=True)) == flags


def test_nothing_is_sounded_when_all_is_well(cast: Cast, history: History) -> None:
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=[0.95] * 48 + [0.70] * 12)
    sweep()
    assert checks.check_books(at=AT) == 0
    with system_scope("test"):
        assert not Alarm.objects.exists()


def test_a_day_that_its_clocks_left_is_not_stale(cast: Cast, history: History) -> None:
    """Seen: an alarm at the first start, after dates in the demo's stories had been moved."""
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=[0.95] * 48 + [0.70] * 12)
    with system_scope("test"):
        counted = Tally.objects.filter(due__gt=0).order_by("due_on").last()
        assert counted is not None
        left = counted.due_on + timedelta(days=400)
        key = (counted.manufacturer_id, str(counted.country), counted.obligation_id, counted.powertrain)
        count_days([CellDay(*key, left)], at=AT)
        assert Tally.objects.get(due_on=left).due == 0
    sweep()
    with system_scope("test"):
        assert Flag.objects.exists()
        assert not Alarm.objects.exists()
        assert rebuild() == 0


def test_the_night_tells_of_stale_tallies_once(cast: Cast, history: History, settings: Any) -> None:
    settings.ALARMS_TO = ["operator@sanbao.example"]
    history(cast.maker_hanhai.pk, "KE", weekly=5, kept=[0.95] * 10)
    with system_scope("test"):
        Tally.objects.update(met=0, units_met=0)
    first = checks.check_books(at=AT)
    assert first > 0
    assert checks.check_books(at=AT.replace(day=2)) == first
    with system_scope("test"):
        alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.about, alarm.times, alarm.last_at.day) == ("check", "tallies", 2, 2)
    assert "clocks say" in alarm.said
    assert [letter.to for letter in mail.outbox] == [["operator@sanbao.example"]]


@pytest.mark.django_db(transaction=True)
def test_the_night_tells_of_rows_changed_past_their_record(cast: Cast, history: History) -> None:
    history(cast.maker_hanhai.pk, "KE", weekly=5, kept=[0.95] * 10)
    with connect_as_owner() as owner:
        owner.execute("UPDATE facts.duties_clock SET due_at = due_at + interval '1 day' WHERE known_to IS NULL")
    checks.check_books(at=AT)
    with system_scope("test"):
        assert "facts" in set(Alarm.objects.values_list("about", flat=True))
