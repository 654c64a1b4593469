"""Accidents in the middle of the evaluation leave the same flags as a quiet night, and none twice. Real processes."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from tests.real_processes import World, at_work, children, moment, world
from tests.runtime.embedded_world import eventually

pytestmark = pytest.mark.services
MAKERS = 24
TASK = "apps.compliance.tasks."

#: Makers, of whom each third lags in the last weeks, with one clock to make all others from.
FIRMS = """
from datetime import UTC, datetime
from apps.duties.models import Clock, ObligationVersion
from apps.organizations.models import Organization
from apps.organizations.scope import system_scope
from tests.cast import build_cast
with system_scope("test"):
    dealer = build_cast().dealer_nairobi
    version = ObligationVersion.objects.filter(obligation_id="repair").order_by("country").first()
    for number in range(24):
        name = {"name": f"Maker {number}", "slug": f"m{number}"}
        maker = Organization.objects.create(kind="manufacturer", country="CN", **name)
        Clock.objects.create(
            obligation_id="repair", version=version, subject_kind="claim", subject_id=number, subject_label="C",
            responsible="dealer", started_at=datetime(2024, 1, 1, tzinfo=UTC), due_at=None, counts=False,
            dealer=dealer, manufacturer=maker, country="KE",
        )
"""
CLOCKS = """
INSERT INTO duties_clock SELECT made.* FROM duties_clock c
CROSS JOIN generate_series(0, 419) AS day CROSS JOIN generate_series(1, 2) AS place
CROSS JOIN LATERAL jsonb_populate_record(c, jsonb_build_object(
    'id', nextval(pg_get_serial_sequence('duties_clock', 'id')),
    'subject_id', c.id * 1000 + day * 2 + place, 'counts', true, 'ending', 'done',
    'country', (ARRAY['KE', 'KZ'])[place],
    'started_at', timestamptz '2026-09-30 12:00Z' - (day + 20) * interval '1 day',
    'due_at', timestamptz '2026-09-30 12:00Z' - day * interval '1 day',
    'stopped_at', timestamptz '2026-09-30 12:00Z' - day * interval '1 day' + CASE
        WHEN (day * 7 + c.id) % 20 = 0 OR (c.manufacturer_id % 3 = 0 AND day < 84 AND day % 3 = 0)
        THEN interval '3 days' ELSE interval '-1 day' END)) AS made
WHERE NOT c.counts
"""
TALLIES = """
from apps.compliance import tallies
from apps.organizations.scope import system_scope
with system_scope("test"):
    tallies.rebuild()
"""
#: A nightly run that an accident has left with everything still to do: the timetable hands it out again.
RUN = """
INSERT INTO compliance_evaluation
    (kind, status, as_of, rule_version, started_at, manufacturers, waiting, opened, cleared, errors)
SELECT 'nightly', 'running', '2026-10-01Z', '2026.1', '2026-10-01Z', count(*), array_agg(id), 0, 0, '[]'
FROM organizations_organization WHERE slug ~ '^m[0-9]'
"""


@pytest.fixture(scope="module")
def industry() -> Iterator[World]:
    with world() as made:
        made.python(FIRMS)
        made.sql(CLOCKS)
        made.python(TALLIES)
        made.sql(RUN)
        yield made


@pytest.fixture(scope="module")
def quiet(industry: World) -> list[Any]:
    """The outcome of a night in which nothing happens."""
    night = industry.copy("quiet")
    with at_work(night):
        night.send(TASK + "resume_evaluations")
        assert eventually(lambda: waiting(night) == 0)
    found = outcome(night)
    assert night.number("SELECT count(DISTINCT manufacturer_id) FROM compliance_flag") == MAKERS // 3
    return found


def waiting(night: World) -> int:
    return night.number("SELECT coalesce(sum(cardinality(waiting)), 0) FROM compliance_evaluation")


def outcome(night: World) -> list[Any]:
    """All that an evaluation writes, but for the random numbers of flags and the moments of recording and knowing."""
    return [
        night.sql(
            "SELECT f.manufacturer_id, f.scope_kind, f.scope_code, f.obligation_id, f.status, f.opened_at, f.due, "
            "f.met, f.vehicles, e.sequence, e.content - 'flag' - 'known_at', e.clock_ids FROM compliance_flag f "
            "LEFT JOIN compliance_flagevidence e ON e.flag_id = f.id ORDER BY 1, 2, 3, 4, e.sequence"
        ),
        night.sql("SELECT manufacturer_id, kind, count(*) FROM compliance_flagevent GROUP BY 1, 2 ORDER BY 1, 2"),
        night.sql(
            "SELECT manufacturer_id, scope_kind, scope_code, obligation_id, state, as_of, due, met, share, upper "
            "FROM compliance_judgement ORDER BY 1, 2, 3, 4"
        ),
        night.sql(
            # Letters follow from these, when their turn comes.
            "SELECT topic, payload ->> 'manufacturer', count(*) FROM notifications_outboxevent "
            "WHERE topic <> 'letter.written' GROUP BY 1, 2 ORDER BY 2"
        ),
        night.sql("SELECT kind, status, as_of, manufacturers, opened, cleared, errors FROM compliance_evaluation"),
    ]


def test_workers_killed_in_the_middle(industry: World, quiet: list[Any]) -> None:
    night, chance = industry.copy("killed"), random.Random(11)
    with at_work(night) as worker:
        night.send(TASK + "resume_evaluations")
        assert eventually(lambda: waiting(night) < MAKERS)
        for _ in range(4):  # processes of the pool, in the middle of a part
            moment(chance.uniform(0, 0.2))
            assert eventually(lambda: bool(children(worker.pid)))
            with suppress(ProcessLookupError):
                os.kill(chance.choice(children(worker.pid)), signal.SIGKILL)
        left = waiting(night)
        night.kill_worker(worker)  # and the worker with all it holds
        assert 0 < left < MAKERS
        assert night.sql("SELECT status FROM compliance_evaluation") == [("running",)]
        night.start_worker()
        night.send(TASK + "resume_evaluations")  # ten minutes later, as far as the run knows
        assert eventually(lambda: waiting(night) == 0)
    assert outcome(night) == quiet


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["restarted", "killed"])
def test_postgresql_goes_away_in_the_middle(industry: World, quiet: list[Any], number: signal.Signals) -> None:
    night = industry.copy(f"without_{number.name}")
    with at_work(night):
        night.send(TASK + "resume_evaluations")
        assert eventually(lambda: waiting(night) < MAKERS - 5)
        left = waiting(night)
        night.restart("postgres", number)
        assert 0 < left < MAKERS
        assert eventually(lambda: waiting(night) == 0)
    assert outcome(night) == quiet


def test_valkey_forgets_everything_in_the_middle(industry: World, quiet: list[Any]) -> None:
    night = industry.copy("forgotten")
    with at_work(night):
        night.send(TASK + "resume_evaluations")
        assert eventually(lambda: waiting(night) < MAKERS - 5)
        night.restart("valkey")
        assert 0 < waiting(night) < MAKERS
        night.send(TASK + "resume_evaluations")
        assert eventually(lambda: waiting(night) == 0)
    assert outcome(night) == quiet


def test_two_timetables_and_two_workers_at_once(industry: World, quiet: list[Any]) -> None:
    """Two beats run beside one another, and what comes due every ten minutes comes thrice at once."""
    night = industry.copy("twice")
    with at_work(night):
        for name in ("one", "other"):
            night.start_beat(name)
        night.start_worker("-n", "second@%h")
        for _ in range(3):
            night.send(TASK + "resume_evaluations")
        assert eventually(lambda: waiting(night) == 0)
        assert eventually(lambda: night.redis("llen", "celery") == 0)
        moment(0.5)
    assert outcome(night) == quiet
