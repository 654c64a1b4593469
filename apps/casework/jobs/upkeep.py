"""What the timetable does for jobs: hand out those that nobody has, forget old ones."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from apps.organizations.scope import system_scope

from ..documents import WORK
from ..models import Document, Job
from .queue import hand_out
from .running import STALE

#: Jobs are forgotten, with their files and rows, so long after they ended.
KEPT_FOR = timedelta(days=90)
_MOST_AT_ONCE = 100


def resume(*, at: datetime) -> int:
    """Hand out again what waits or was left by a killed worker; returns how many."""
    with system_scope("jobs that nobody is at"):
        left = Job.objects.filter(
            Q(heartbeat_at=None) | Q(heartbeat_at__lt=at - STALE),
            status__in=[Job.Status.WAITING, Job.Status.RUNNING],
        )
        found = list(left.order_by("heartbeat_at").values_list("pk", flat=True)[:_MOST_AT_ONCE])
        # A waiting one is not queued again with each look.
        Job.objects.filter(pk__in=found, status=Job.Status.WAITING).update(heartbeat_at=at)
    for pk in found:
        hand_out(pk)
    return len(found)


def forget_old(*, at: datetime) -> int:
    """Delete jobs that ended 90 days ago, a bite at a time; their files go with the next sweep. Returns how many."""
    forgotten = 0
    while True:
        with system_scope("jobs that are old enough to be forgotten"):
            old = Job.objects.filter(finished_at__lt=at - KEPT_FOR, followers=None).order_by("finished_at")
            bite = list(old[:_MOST_AT_ONCE])
            files = {pk for job in bite for pk in (job.input_id, job.output_id, job.errors_id) if pk is not None}
            Job.objects.filter(pk__in=[job.pk for job in bite]).delete()
            kept = Job.objects.filter(Q(input__in=files) | Q(output__in=files) | Q(errors__in=files))
            used = {pk for row in kept.values_list("input", "output", "errors") for pk in row}
            Document.objects.filter(pk__in=files - used, kind=WORK).delete()
        forgotten += len(bite)
        if len(bite) < _MOST_AT_ONCE:
            return forgotten
