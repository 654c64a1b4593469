"""Celery entry points of accounts; signing in comes before any scope."""

from __future__ import annotations

import logging
from contextlib import nullcontext

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone
from kombu.exceptions import OperationalError

from apps.core.db.bites import delete_in_bites
from apps.core.later import soon

from . import sending, sessions

logger = logging.getLogger("sanbao.letters")


@shared_task
def forget_old_sessions() -> int:
    """Delete sessions that have ended, and what their people saw of them; returns how many rows."""
    at = timezone.now()
    ended = delete_in_bites(lambda: Session.objects.filter(expire_date__lt=at), scope=nullcontext)
    return ended + delete_in_bites(sessions.over, scope=nullcontext)


@shared_task
def send_letters() -> int:
    """Send the mail of accounts that waits; returns how many letters."""
    return sending.send_waiting(at=timezone.now())


def nudge() -> None:
    """Ask for the mail to be sent soon; no request waits for Redis, and without it the timetable finds the letters."""
    soon("account mail", _ask)


def _ask() -> None:
    try:
        send_letters.apply_async(expires=30, retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("nobody was asked to send mail, the timetable will: %s", error)
