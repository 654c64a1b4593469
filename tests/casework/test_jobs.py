"""Long work: in batches, once, cancelled at a border, taken up again, and only by whoever still may."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from apps.casework import job_kinds
from apps.casework.jobs import JobKind, Run, ask_cancel, register, run_job, start_job, upkeep
from apps.casework.jobs.running import MOST_ATTEMPTS, STALE
from apps.casework.models import ActorRecord, Job
from apps.core.errors import Refused
from apps.organizations.models import Membership
from apps.organizations.scope import acting_as, system_scope
from config.environment import file_storage
from tests.casework.conftest import Variables
from tests.cast import NOW, Cast
from tests.imports import again
from tests.pages import browser


@pytest.fixture
def work() -> Iterator[list[Callable[[Run, int], None]]]:
    """A kind of job of five batches; what a test puts into the list happens in each."""
    steps: list[Callable[[Run, int], None]] = []

    def run(run: Run) -> None:
        run.total = 5
        for number in range(run.state.get("next", 0), 5):
            with run.batch():
                run.result.setdefault("did", [])
                run.result["did"] = [*run.result["did"], number]
                run.state, run.done = {"next": number + 1}, number + 1
                for step in steps:
                    step(run, number)

    register(JobKind("test.count", "Counting", run))
    yield steps
    del job_kinds._kinds["test.count"]


def ask(cast: Cast, key: str = "") -> Job:
    with acting_as(cast.scope(cast.maker_hanhai)):
        return start_job(kind="test.count", title="Count", by=cast.actor(cast.maker_hanhai), at=NOW, request_key=key)


def run(job: Job, minutes: int = 0) -> Job:
    run_job(job.pk, now=lambda: NOW + timedelta(minutes=minutes))
    return again(job)


def test_a_job_is_done_once(cast: Cast, work: list[Callable[[Run, int], None]]) -> None:
    job = run(ask(cast))
    assert (job.status, job.done, job.total, job.result) == ("done", 5, 5, {"did": [0, 1, 2, 3, 4]})
    assert not run_job(job.pk)


def test_the_same_key_is_the_same_job(cast: Cast, work: list[Callable[[Run, int], None]]) -> None:
    assert ask(cast, "k").pk == ask(cast, "k").pk


def test_cancelled_half_way_it_stops_before_the_next_batch(cast: Cast, work: list[Callable[[Run, int], None]]) -> None:
    def cancel(running: Run, number: int) -> None:
        if number == 2:
            with system_scope("test"):
                ask_cancel(job=running.job, by=cast.actor(cast.maker_hanhai), at=NOW)

    work.append(cancel)
    job = run(ask(cast))
    assert (job.status, job.done, job.result) == ("cancelled", 3, {"did": [0, 1, 2]})
    assert job.message == "Cancelled by Hanhai Motor staff."
    assert not run_job(job.pk)


def test_a_waiting_job_is_cancelled_at_once(cast: Cast, work: list[Callable[[Run, int], None]]) -> None:
    job = ask_cancel(job=ask(cast), by=cast.actor(cast.maker_hanhai), at=NOW)
    assert job.status == "cancelled"
    assert run(job).done == 0


def test_a_lost_database_leaves_the_job_to_the_next_run(cast: Cast, work: list[Callable[[Run, int], None]]) -> None:
    def fail(running: Run, number: int) -> None:
        if number == 3:
            raise OperationalError("gone")

    work.append(fail)
    job = ask(cast)
    with pytest.raises(OperationalError):
        run(job)
    assert (again(job).status, again(job).done) == ("running", 3)
    work.clear()
    assert run(job).status == "running", "somebody may still be at it"
    later = run(job, minutes=2)
    assert (later.status, later.result) == ("done", {"did": [0, 1, 2, 3, 4]})


def test_a_job_that_never_gets_on_is_given_up(cast: Cast, work: list[Callable[[Run, int], None]]) -> None:
    def fail(running: Run, number: int) -> None:
        raise OperationalError("gone")

    work.append(fail)
    job = ask(cast)
    for attempt in range(MOST_ATTEMPTS):
        with pytest.raises(OperationalError):
            run(job, minutes=2 * attempt)
    assert run(job, minutes=60).status == "failed"
    assert "Given up after 5 tries" in again(job).message


def test_an_error_of_ours_is_told_and_undoes_its_batch(cast: Cast, work: list[Callable[[Run, int], None]]) -> None:
    def fail(running: Run, number: int) -> None:
        if number == 1:
            raise ZeroDivisionError

    work.append(fail)
    job = run(ask(cast))
    assert (job.status, job.done) == ("failed", 1)
    assert "on our side" in job.message


def test_a_refusal_is_told_in_words(cast: Cast, work: list[Callable[[Run, int], None]]) -> None:
    def refuse(running: Run, number: int) -> None:
        raise Refused("The file is wrong.")

    work.append(refuse)
    assert run(ask(cast)).message == "The file is wrong."


@pytest.mark.parametrize("role", ["", Membership.Role.VIEWER])
def test_a_leaver_and_a_viewer_no_longer_work(cast: Cast, work: list[Callable[[Run, int], None]], role: str) -> None:
    job = ask(cast)
    with system_scope("test"):
        mine = Membership.objects.filter(organization=cast.maker_hanhai)
        mine.update(role=role) if role else mine.delete()
    job = run(job)
    assert (job.status, job.done) == ("failed", 0)
    assert "may no longer do this" in job.message


def test_what_nobody_is_at_is_handed_out_again(
    cast: Cast, work: list[Callable[[Run, int], None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: list[int] = []
    monkeypatch.setattr(upkeep, "hand_out", handed.append)
    job = ask(cast)
    assert upkeep.resume(at=NOW) == 0
    late = NOW + STALE * 2
    assert upkeep.resume(at=late) == 1
    assert upkeep.resume(at=late) == 0
    assert handed == [job.pk]


def test_old_jobs_are_forgotten(cast: Cast, work: list[Callable[[Run, int], None]]) -> None:
    job = run(ask(cast))
    assert upkeep.forget_old(at=NOW + timedelta(days=89)) == 0
    assert upkeep.forget_old(at=NOW + timedelta(days=91)) == 1
    with system_scope("test"):
        assert not Job.objects.filter(pk=job.pk).exists()
        assert ActorRecord.objects.exists(), "who acted stays named"


def test_pages_and_api_of_a_job(cast: Cast, work: list[Callable[[Run, int], None]]) -> None:
    job = ask(cast)
    maker, other = browser(cast, cast.maker_hanhai), browser(cast, cast.maker_lanting)
    page = maker.get(job.get_absolute_url()).content.decode()
    assert "hx-get" in page
    assert "Cancel" in page
    assert "Count" in maker.get("/jobs/").content.decode()
    assert "Count" not in other.get("/jobs/").content.decode()
    assert other.get(job.get_absolute_url()).status_code == 404
    assert maker.get(f"/api/v1/jobs/{job.pk}/").json()["status"] == "waiting"
    assert [found["id"] for found in maker.get("/api/v1/jobs/?status=waiting").json()["results"]] == [job.pk]
    assert other.post(f"/api/v1/jobs/{job.pk}/cancel/").status_code == 404
    assert maker.post(f"/api/v1/jobs/{job.pk}/cancel/").json()["status"] == "cancelled"
    assert maker.post(f"/jobs/{job.pk}/cancel/").status_code == 302
    assert maker.get(f"/jobs/{job.pk}/files/errors/").status_code == 404
    assert maker.get(f"/jobs/{job.pk}/files/worker/").status_code == 404
    partial = maker.get(job.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in partial
    assert "hx-get" not in partial


def test_a_bucket_asks_for_its_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.environment.find_spec", lambda _name: None)
    with pytest.raises(ImproperlyConfigured, match=r"sanbao\[s3\]"):
        file_storage(Variables(SANBAO_S3_BUCKET="b"))
