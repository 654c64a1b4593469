"""Celery entry points of the evaluation; every one may run twice, or die in the middle, without harm."""

from __future__ import annotations

from celery import Task, group, shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from . import checks, runs


@shared_task
def evaluate_nightly() -> int:
    """Begin the nightly evaluation and hand its parts out, one a manufacturer; returns how many."""
    run, _fresh = runs.begin_nightly(at=timezone.now())
    parts = [evaluate_part.s(run.pk, maker) for maker in run.waiting]
    group(parts).apply_async()
    return len(parts)


@shared_task(bind=True, max_retries=3, acks_late=True)
def evaluate_part(self: Task[..., bool], evaluation_id: int, manufacturer_id: int) -> bool:
    """Judge one manufacturer; after three attempts its failure is on record and the others have gone on."""
    try:
        return runs.do_part(evaluation_id, manufacturer_id, at=timezone.now()) is not None
    except (OperationalError, InterfaceError) as error:
        # The database is away or was restarted: no fault of this manufacturer, and never recorded as one. What is
        # still waiting after the last attempt is handed out again by ``resume_evaluations``.
        raise self.retry(exc=error, countdown=min(2**self.request.retries, 60), max_retries=12) from error
    except Exception as error:
        if self.request.retries >= (self.max_retries or 0):
            runs.fail_part(evaluation_id, manufacturer_id, repr(error), at=timezone.now())
            return False
        raise self.retry(exc=error, countdown=2**self.request.retries) from error


@shared_task
def resume_evaluations() -> int:
    """Hand out again the parts of runs that an accident left unfinished."""
    parts = [evaluate_part.s(*part) for part in runs.stale_parts(at=timezone.now())]
    group(parts).apply_async()
    return len(parts)


@shared_task
def evaluate_touched() -> int:
    """Judge anew the manufacturers whose clocks changed since; returns how many."""
    makers = runs.take_touched(at=timezone.now())
    for maker in makers:
        evaluate_touched_manufacturer.delay(maker)
    return len(makers)


@shared_task
def evaluate_touched_manufacturer(manufacturer_id: int) -> int:
    """Judge one touched manufacturer as of now; returns how many flags were opened."""
    return runs.evaluate_touched(manufacturer_id, at=timezone.now()).changes.opened


@shared_task
def publish_head() -> str:
    """Sum up and publish the seals of today; returns the line that was published."""
    return checks.publish_head(at=timezone.now()).line


@shared_task
def check_books() -> int:
    """Compare figures with clocks, rows with their records, records with their seals; returns how many differ."""
    return checks.check_books(at=timezone.now())
