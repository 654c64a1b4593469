"""What happens next with a claim, and by when: pages say it after each step, mails in their last sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.duties import names
from apps.duties.services import allowed_until

from .models import NOTHING_DUE, Claim

#: So long after the vehicle was handed back its owner may say that it is not repaired; then the claim closes.
REOPEN_WITHIN = timedelta(days=14)


def fact_of(claim: Claim) -> dict[str, Any]:
    """What the outbox is told of a claim beside number and sides."""
    return {
        "vehicle": claim.vehicle_title,
        "safety_critical": claim.safety_critical,
        "status": claim.status,
        "waiting_for": claim.waiting_for,
        "due": _due(claim),
    }


def _due(claim: Claim) -> str:
    if claim.status == Claim.Status.HANDED_BACK and claim.handed_back_at:
        return (claim.handed_back_at + REOPEN_WITHIN).isoformat()
    if claim.status == Claim.Status.DENIED and claim.closed_at:
        until = allowed_until(names.OBJECTION_WINDOW, country=str(claim.country), at=claim.closed_at)
        return until.isoformat() if until else ""
    return "" if claim.next_due_at == NOTHING_DUE else claim.next_due_at.isoformat()


def next_words(fact: Mapping[str, Any]) -> str:
    """The sentence for a fact of a claim, in the reader's language and zone; empty for older facts."""
    status, waiting, due = fact.get("status"), fact.get("waiting_for"), fact.get("due")
    when = date_format(timezone.localtime(datetime.fromisoformat(due)), "DATETIME_FORMAT") if due else ""
    if status is None:
        return ""
    if status == Claim.Status.PROPOSED:
        return _proposed(when)
    if status == Claim.Status.DENIED:
        return _denied(when)
    if status in (Claim.Status.CLOSED, Claim.Status.WITHDRAWN):
        return _("Nothing more is owed on this request.")
    if status == Claim.Status.HANDED_BACK:
        return _("Next: the owner confirms the repair, or says by %(when)s that it is not repaired.") % {"when": when}
    if waiting == "owner":
        return _("Next: the owner answers the workshop's question; until then its time stands still.")
    if fact.get("promised_on"):
        return _promised(str(fact["promised_on"]))
    if waiting == "manufacturer":
        return _("Next: the manufacturer sends the part; until then the workshop's time stands still.")
    if when:
        return _("Next: the workshop must act by %(when)s.") % {"when": when}
    return _("Next: it is the workshop's turn.")


def _promised(day: str) -> str:
    said = date_format(date.fromisoformat(day))
    return _("Next: the manufacturer sends the part by %(day)s; until then the workshop's time stands still.") % {
        "day": said
    }


def _proposed(when: str) -> str:
    if when:
        return _("Next: the manufacturer decides by %(when)s whether it is denied; until then nothing is.") % {
            "when": when
        }
    return _("Next: the manufacturer decides whether it is denied; until then nothing is.")


def _denied(when: str) -> str:
    if when:
        return _("Next: the owner may object until %(when)s; somebody else of the manufacturer answers it.") % {
            "when": when
        }
    return _("It is denied. The manufacturer can take that back.")
