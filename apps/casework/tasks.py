"""Celery entry points of jobs and documents; each may run twice without harm."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from . import documents, jobs
from .jobs import upkeep
from .keys import forget_old as forget_keys


# A job is no task of the usual length: what limits it is its own progress.
@shared_task(time_limit=6 * 60 * 60)
def run_job(pk: int) -> bool:
    return jobs.run_job(pk)


@shared_task
def resume_jobs() -> int:
    return upkeep.resume(at=timezone.now())


@shared_task
def forget_old_jobs() -> int:
    return upkeep.forget_old(at=timezone.now())


@shared_task
def forget_old_keys() -> int:
    return forget_keys(at=timezone.now())


@shared_task
def sweep_documents() -> int:
    return documents.sweep(at=timezone.now())
