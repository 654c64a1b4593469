"""Putting a job into the queue, and the task that a worker takes out of it."""

from __future__ import annotations

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from . import running

logger = logging.getLogger("sanbao.jobs")


# A job is no task of the usual length: what limits it is its own progress.
@shared_task(name="apps.casework.tasks.run_job", time_limit=6 * 60 * 60)
def run_job(pk: int) -> bool:
    """Do a job, or go on with it; False when somebody else has it."""
    return running.run_job(pk)


def hand_out(pk: int) -> None:
    """Queue a job; when Redis is away the timetable finds it later."""
    try:
        run_job.apply_async(args=(pk,), retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("job %s not queued, the timetable will find it: %s", pk, error)
