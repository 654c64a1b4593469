"""The Celery application and its timetable; each periodic task may be started twice without harm."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_init
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("sanbao")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def _walls_bind_this_worker(**_signal: Any) -> None:
    from apps.runtime.preflight import refuse_strong_role

    try:
        refuse_strong_role()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from None  # Celery goes on after any other error of a signal


app.conf.beat_schedule = {
    "relay-outbox": {"task": "apps.notifications.tasks.relay_outbox", "schedule": 5.0},
    "relay-lost": {"task": "apps.notifications.tasks.relay_lost", "schedule": 15.0},
    "post-gathered": {"task": "apps.notifications.tasks.post_gathered", "schedule": 60.0},
    "evaluate-touched": {"task": "apps.compliance.tasks.evaluate_touched", "schedule": 30.0},
    "evaluate-nightly": {
        "task": "apps.compliance.tasks.evaluate_nightly",
        "schedule": crontab(hour=1, minute=15),
    },
    "resume-evaluations": {"task": "apps.compliance.tasks.resume_evaluations", "schedule": 600.0},
    "close-quiet-claims": {"task": "apps.claims.tasks.close_quiet", "schedule": crontab(hour=2, minute=30)},
    "advise-workshops": {"task": "apps.parts.tasks.advise_workshops", "schedule": crontab(hour=2, minute=40)},
    "end-drafts": {"task": "apps.claims.tasks.end_drafts", "schedule": crontab(hour=3, minute=5)},
    "sweep-photos": {"task": "apps.claims.tasks.sweep_photos", "schedule": crontab(hour=3, minute=10)},
    "resume-jobs": {"task": "apps.casework.tasks.resume_jobs", "schedule": 30.0},
    "forget-old-jobs": {"task": "apps.casework.tasks.forget_old_jobs", "schedule": crontab(hour=3, minute=40)},
    "forget-old-keys": {"task": "apps.casework.tasks.forget_old_keys", "schedule": crontab(hour=3, minute=45)},
    "forget-old-events": {"task": "apps.notifications.tasks.forget_old", "schedule": crontab(hour=3, minute=50)},
    "tell-of-given-up": {"task": "apps.notifications.tasks.tell_of_given_up", "schedule": crontab(minute=35)},
    "publish-head": {"task": "apps.compliance.tasks.publish_head", "schedule": crontab(hour=4, minute=30)},
    "check-books": {"task": "apps.compliance.tasks.check_books", "schedule": crontab(hour=5, minute=10)},
    "forget-old-sessions": {"task": "apps.accounts.tasks.forget_old_sessions", "schedule": crontab(hour=3, minute=55)},
    "sweep-documents": {"task": "apps.casework.tasks.sweep_documents", "schedule": crontab(hour=4, minute=10)},
    "pin-holidays": {"task": "apps.duties.tasks.pin_holidays", "schedule": crontab(hour=0, minute=20)},
    "expire-invitations": {"task": "apps.network.tasks.expire_invitations", "schedule": crontab(minute=20)},
    "remind-of-keys": {"task": "apps.network.tasks.remind_of_keys", "schedule": crontab(hour=6, minute=10)},
    "tell-of-safety": {"task": "apps.oversight.tasks.tell_of_safety", "schedule": crontab(minute=25)},
    "look-at-conduct": {"task": "apps.oversight.tasks.look_at_conduct", "schedule": crontab(hour=2, minute=5)},
    "look-at-exports": {"task": "apps.exports.tasks.look_at_exports", "schedule": crontab(hour=2, minute=50)},
    "answer-reports": {"task": "apps.exports.tasks.answer_reports", "schedule": crontab(hour=2, minute=55)},
    "cars-of-recalls": {"task": "apps.exports.tasks.find_cars_of_recalls", "schedule": crontab(hour=2, minute=20)},
    "silent-parts": {"task": "apps.parts.tasks.end_silences", "schedule": crontab(hour=2, minute=40)},
    "requests-between-dealers": {"task": "apps.parts.tasks.end_overdue_requests", "schedule": crontab(minute=35)},
    "lapse-returns": {"task": "apps.parts.tasks.lapse_returns", "schedule": crontab(minute=50)},
    "end-silences": {"task": "apps.claims.tasks.end_silences", "schedule": crontab(minute=20)},
    "remind-of-bookings": {"task": "apps.workshop.tasks.remind_of_bookings", "schedule": crontab(minute=12)},
    "end-undecided": {"task": "apps.claims.tasks.end_undecided", "schedule": crontab(minute=35)},
    "remind-due-soon": {"task": "apps.claims.tasks.remind_due_soon", "schedule": crontab(minute=5)},
}
