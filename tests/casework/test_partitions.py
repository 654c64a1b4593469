"""A table of versions cut by time answers every past moment as before, behind the same walls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from apps.casework.facts import as_known
from apps.casework.facts.apply import keep_facts
from apps.duties import services
from apps.duties.models import Clock
from apps.lab.benchmarks.database import scratch_database
from apps.organizations.scope import acting_as, system_scope
from tests.casework.test_facts import start
from tests.cast import NOW, Cast, build_cast

DAY = timedelta(days=1)
DAYS = range(-1, 12)
pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


@pytest.fixture
def cast() -> Iterator[Cast]:
    """In a database of its own: cutting tables is not undone."""
    with scratch_database():
        cast = build_cast()
        with system_scope("test"):
            for subject in range(1, 6):
                clock = start(cast, subject)
                services.stop_clock(clock, at=NOW + (subject + 1) * DAY)
        yield cast


def _asked(cast: Cast) -> dict[object, list[tuple[object, ...]]]:
    """What each side knows of clocks on each day."""
    found = {}
    for who in (cast.amina, cast.dealer_nairobi, cast.maker_hanhai, cast.regulator_ke, cast.authority, cast.boris):
        for day in DAYS:
            with acting_as(cast.scope(who)), as_known(NOW + day * DAY):
                found[who, day] = list(Clock.objects.order_by("id").values_list("id", "stopped_at"))
    return found


def _split(day: date) -> int:
    """How many versions the command says that it moved."""
    out = StringIO()
    call_command("facts", "split", table="duties_clock", before=day, stdout=out)
    return int(out.getvalue().split()[0])


def test_every_moment_is_answered_as_before_behind_the_same_walls(cast: Cast) -> None:
    before, first = _asked(cast), (NOW + 4 * DAY).date()
    assert max(len(rows) for rows in before.values()) == 5
    assert _split(first) > 0
    assert _asked(cast) == before
    _is_asked_through_its_table_only(cast, ("duties_clock_open", f"duties_clock_to_{first:%Y%m%d}"))
    _reads_no_partition_that_ended_before(f"duties_clock_to_{first:%Y%m%d}", NOW + 9 * DAY)

    with system_scope("test"):
        services.stop_clock(start(cast, 6), at=NOW + 8 * DAY)
    before = _asked(cast)
    assert _split(first + 10 * DAY) > 0
    assert _asked(cast) == before
    keep_facts(using="owner")
    call_command("facts", "check", verbosity=0)
    with pytest.raises(CommandError, match=f"is cut up to {first + 10 * DAY}"):
        _split(first)
    assert _asked(cast) == before, "a refused cut changes nothing"


def _is_asked_through_its_table_only(cast: Cast, parts: tuple[str, ...]) -> None:
    for part in parts:
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            acting_as(cast.scope(cast.authority)),
            connection.cursor() as cursor,
        ):
            cursor.execute(f'SELECT count(*) FROM facts."{part}"')


def _reads_no_partition_that_ended_before(part: str, moment: datetime) -> None:
    with system_scope("test"), as_known(moment), connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) SELECT count(*) FROM duties_clock")
        plan = [line for (line,) in cursor.fetchall()]
    assert all("never executed" in line for line in plan if part in line), plan


@pytest.mark.parametrize(("table", "before"), [("duties_clock", None), ("no_such_table", NOW.date())])
def test_what_cannot_be_cut_is_told(table: str, before: date | None) -> None:
    with pytest.raises(CommandError):
        call_command("facts", "split", table=table, before=before)
