"""Celery entry points of exports."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from apps.organizations.scope import system_scope

from .services import findings, orphans, recall_telling


@shared_task
def look_at_exports() -> int:
    """Let every export be looked at anew: what ends by the day tells nobody. Returns how many cars."""
    return findings.look_at_all(at=timezone.now())


@shared_task
def answer_reports() -> int:
    """Mark reports whose cars have a record of export by now; makers' own records come without telling. How many."""
    return orphans.answer(at=timezone.now())


@shared_task
def find_cars_of_recalls() -> int:
    """Note which cars of recalls came to the portal since, and let their owners be told. Returns how many came."""
    with system_scope("cars of recalls that came since"):
        return recall_telling.find_cars(at=timezone.now())
