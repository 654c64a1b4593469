"""Doing long work: one run at a time, in batches that each are one transaction with their progress.

A killed worker loses the batch it was in and nothing else: the job's row says where the last one ended, and whoever
takes it up next goes on from there. Cancelling is heeded before each batch.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from apps.core.errors import Refused
from apps.organizations.scope import acting_as, system_scope

from ..actors import acting_again
from ..job_kinds import kind_of
from ..models import Job

logger = logging.getLogger("sanbao.jobs")

#: A job that gave no sign for so long is taken up by somebody else.
STALE = timedelta(seconds=60)
#: A job that so many runs in a row did not bring one batch further is given up.
MOST_ATTEMPTS = 5
_LOCKS = 7_302_004

Now = Callable[[], datetime]


class Cancelled(Exception):
    """Somebody asked to stop."""


class Overtaken(Exception):
    """Another run has the job: this one does nothing more."""


class Run:
    """What a kind's function works with: the job, who asked for it, and its batches."""

    def __init__(self, job: Job, now: Now) -> None:
        self.job, self.now = job, now
        self.actor, self.scope = acting_again(job.asked_by, at=now())
        self.state: dict[str, Any] = dict(job.state)
        self.result: dict[str, Any] = dict(job.result)
        self.done, self.total = job.done, job.total
        #: Of an import: whether its rows are written at the end of this run, or only looked at.
        self.writes = False

    @contextmanager
    def batch(self) -> Iterator[None]:
        """One transaction in the asker's scope: the work of the block, and where it leaves the job.

        Raises Cancelled or Overtaken before anything of it is done.
        """
        with acting_as(self.scope):
            with system_scope(f"begin a batch of job {self.job.pk}"):
                self._hold()
            yield
            with system_scope(f"end a batch of job {self.job.pk}"):
                self._note()

    def _hold(self) -> None:
        _lock("pg_advisory_xact_lock", self.job.pk)
        worker, asked = Job.objects.values_list("worker", "cancel_asked_at").get(pk=self.job.pk)
        if worker != self.job.worker:
            raise Overtaken
        if asked is not None:
            raise Cancelled

    def _note(self) -> None:
        Job.objects.filter(pk=self.job.pk).update(
            state=self.state,
            result=self.result,
            done=self.done,
            total=max(self.total, self.done),
            heartbeat_at=self.now(),
            attempts=0,
        )


def run_job(pk: int, *, now: Now = timezone.now) -> bool:
    """Take up a waiting or abandoned job and do it; False when there is nothing to do, or somebody else is at it.

    Raises OperationalError or InterfaceError when the database goes away: the timetable hands the job out again.
    """
    job = _take_up(pk, now())
    if job is None:
        return False
    with translation.override(job.language):
        try:
            kind_of(job.kind).run(Run(job, now))
        except Overtaken:
            return False
        except Cancelled:
            _finish(job, Job.Status.CANCELLED, at=now())
        except Refused as refused:
            _finish(job, Job.Status.FAILED, at=now(), message=str(refused.message))
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("job %s (%s) failed", pk, job.kind)
            message = _("Something went wrong on our side; nothing was half-written. Try again, or tell the operators.")
            _finish(job, Job.Status.FAILED, at=now(), message=message)
        else:
            _finish(job, Job.Status.DONE, at=now())
    return True


def _take_up(pk: int, at: datetime) -> Job | None:
    with transaction.atomic(), system_scope(f"take up job {pk}"):
        # Whoever is within a batch holds the lock, however long the batch takes.
        if not _lock("pg_try_advisory_xact_lock", pk):
            return None
        job = Job.objects.select_related("asked_by", "input").select_for_update(of=("self",)).filter(pk=pk).first()
        if job is None or job.finished or not _free(job, at):
            return None
        job.worker, job.heartbeat_at, job.attempts = secrets.token_hex(16), at, job.attempts + 1
        job.started_at = job.started_at or at
        job.status = Job.Status.RUNNING
        job.save(update_fields=["worker", "heartbeat_at", "attempts", "started_at", "status"])
        if job.attempts > MOST_ATTEMPTS:
            with translation.override(job.language):
                message = _("Given up after %(count)s tries without a step forward.") % {"count": MOST_ATTEMPTS}
            _finish(job, Job.Status.FAILED, at=at, message=message)
            return None
        return job


def _free(job: Job, at: datetime) -> bool:
    return job.status == Job.Status.WAITING or job.heartbeat_at is None or job.heartbeat_at < at - STALE


def _finish(job: Job, status: Job.Status, *, at: datetime, message: str = "") -> None:
    values: dict[str, Any] = {"status": status, "finished_at": at, "heartbeat_at": at}
    if status != Job.Status.CANCELLED:  # whose message says who cancelled it
        values["message"] = message[:500]
    with transaction.atomic(), system_scope(f"finish job {job.pk}"):
        mine = Job.objects.filter(pk=job.pk, worker=job.worker, status=Job.Status.RUNNING).update(**values)
        if mine and status != Job.Status.DONE:
            kind_of(job.kind).give_up(job)


def _lock(function: str, pk: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [_LOCKS, pk % 2**31])
        return bool(cursor.fetchone()[0])
