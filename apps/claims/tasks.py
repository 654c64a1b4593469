"""Celery entry points of claims; each may run twice without harm."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from apps.organizations.scope import system_scope

from . import photo_store, reminders, services
from .models import ClaimPhoto, Draft


@shared_task
def remind_due_soon() -> int:
    with system_scope("reminders of duties due soon"):
        now = timezone.now()
        return reminders.remind_due_soon(at=now) + reminders.tell_late(at=now) + reminders.remind_owners(at=now)


@shared_task
def close_quiet() -> int:
    with system_scope("closing of claims nobody complained of"):
        return services.close_quiet(at=timezone.now())


@shared_task
def end_silences() -> int:
    with system_scope("questions that owners did not answer in time"):
        return services.end_silences(at=timezone.now())


@shared_task
def end_undecided() -> int:
    with system_scope("denials that manufacturers did not decide in time"):
        return services.end_undecided(at=timezone.now())


@shared_task
def end_drafts() -> int:
    return services.end_old_drafts(at=timezone.now())


@shared_task
def sweep_photos() -> int:
    """Delete files that neither a claim nor a draft knows: of rolled-back transactions and abandoned forms."""
    with system_scope("sweep of photos without a claim"):
        known = set(ClaimPhoto.objects.values_list("file", flat=True))
        drafts = Draft.objects.values_list("owner_id", "request_key")
        folders = {folder for pair in drafts if (folder := photo_store.folder_of(*pair))}
    return photo_store.sweep(known, drafts=folders, at=timezone.now())
