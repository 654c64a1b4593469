"""Asking for long work, and asking to stop it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from apps.core.errors import Conflict
from apps.organizations.scope import Actor, Side, system_scope

from ..actors import record_of
from ..job_kinds import kind_of
from ..models import Document, Job
from . import running
from .queue import hand_out


def start_job(
    *,
    kind: str,
    title: str,
    by: Actor,
    at: datetime,
    arguments: dict[str, Any] | None = None,
    input: Document | None = None,
    parent: Job | None = None,
    request_key: str = "",
    at_once: bool = False,
) -> Job:
    """Ask for a job of ``kind`` (KeyError: none such); the same ``request_key`` twice is one job.

    A worker takes it up after the commit; ``at_once`` does small work here and now, in the caller's transaction.
    Raises Conflict when the key was used for something else.
    """
    kind_of(kind)
    values: dict[str, Any] = {
        "title": title[:200],
        "arguments": arguments or {},
        "language": translation.get_language() or "en",
        "parent": parent,
        "input": input,
        "created_at": at,
        "heartbeat_at": at,
    }
    with transaction.atomic(), system_scope(f"ask for a job: {kind}"):
        mine = {
            "kind": kind,
            "owner_id": by.user_id if by.side is Side.OWNER else None,
            "organization_id": by.organization_id,
        }
        values["asked_by"] = record_of(by)
        if request_key:
            job, fresh = Job.objects.get_or_create(**mine, request_key=request_key, defaults=values)
        else:
            job, fresh = Job.objects.create(**mine, **values), True
        if not fresh:
            _refuse_other(job, values)
            return job
    if at_once:
        running.run_job(job.pk, now=lambda: at)
        with system_scope("look at a job that was done at once"):
            job.refresh_from_db()
    else:
        transaction.on_commit(lambda: hand_out(job.pk))
    return job


def _refuse_other(job: Job, asked: dict[str, Any]) -> None:
    given: Document | None = asked["input"]
    same_file = (job.input and job.input.sha256) == (given and given.sha256)
    if not same_file or job.arguments != asked["arguments"]:
        raise Conflict(
            _("This form was sent before with another file or other answers: open it anew to send this one."),
            code="key_reused",
        )


def ask_cancel(*, job: Job, by: Actor, at: datetime) -> Job:
    """Stop a job: at once when it waits, else before its next batch. A finished one stays as it is."""
    with transaction.atomic(), system_scope(f"cancel job {job.pk}"):
        Job.objects.filter(pk=job.pk, status=Job.Status.WAITING).update(
            status=Job.Status.CANCELLED, cancel_asked_at=at, finished_at=at, message=_cancelled_by(by)
        )
        Job.objects.filter(pk=job.pk, status=Job.Status.RUNNING, cancel_asked_at=None).update(
            cancel_asked_at=at, message=_cancelled_by(by)
        )
        job.refresh_from_db()
    return job


def _cancelled_by(by: Actor) -> str:
    return (_("Cancelled by %(name)s.") % {"name": by.name})[:500]
