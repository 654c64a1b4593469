"""Celery entry points of jobs and documents; each may run twice without harm."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from . import documents
from .jobs import upkeep
from .jobs.queue import run_job
from .keys import forget_old as forget_keys

__all__ = ["forget_old_jobs", "forget_old_keys", "resume_jobs", "run_job", "sweep_documents"]


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
