"""Putting a job into the queue, and the task that a worker takes out of it."""

from __future__ import annotations

import logging
from functools import partial

from celery import shared_task
from kombu.exceptions import OperationalError

from apps.core.later import soon

from . import running

logger = logging.getLogger("sanbao.jobs")


# A job is no task of the usual length: what limits it is its own progress.
@shared_task(name="apps.casework.tasks.run_job", time_limit=6 * 60 * 60)
def run_job(pk: int) -> bool:
    """Do a job, or go on with it; False when somebody else has it."""
    return running.run_job(pk)


def hand_out(pk: int) -> None:
    """Queue a job soon; no request waits for Redis, and when it is away the timetable finds the job later."""
    soon(f"job {pk}", partial(_queue, pk))


def _queue(pk: int) -> None:
    try:
        run_job.apply_async(args=(pk,), retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("job %s not queued, the timetable will find it: %s", pk, error)
