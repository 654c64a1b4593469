"""What happens next with an objection or a case at the authority, and by when, in the reader's language and zone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.duties.models import Clock

from .models import Escalation, Objection

_E = Escalation.Status


def objection_fact(objection: Objection) -> dict[str, Any]:
    """What the outbox is told of an objection beside number and sides."""
    rows = Clock.objects.filter(subject_kind=Clock.Subject.OBJECTION, subject_id=objection.pk, stopped_at=None)
    due = rows.values_list("due_at", flat=True).first()
    return {"claim_number": objection.claim.number, "status": objection.status, "due": due.isoformat() if due else ""}


def escalation_fact(case: Escalation) -> dict[str, Any]:
    """What the outbox is told of a case at the authority beside number and sides."""
    due = case.due_at.isoformat() if case.due_at else ""
    return {"claim_number": case.claim.number, "status": case.status, "outcome": case.outcome, "due": due}


def objection_next(fact: Mapping[str, Any]) -> str:
    """The sentence for a fact of an objection; empty for facts that say nothing of it."""
    when, status = _when(fact), fact.get("status")
    if status == Objection.Status.OPEN:
        if when:
            return _("Next: the manufacturer answers by %(when)s, by somebody who did not deny.") % {"when": when}
        return _("Next: the manufacturer answers, by somebody who did not deny.")
    if status == Objection.Status.UPHELD:
        return _("Next: the workshop repairs it; what it owed goes on as if nothing had been denied.")
    if status == Objection.Status.REJECTED:
        return _("Next: the owner may bring it to the authority of the country.")
    return ""


def escalation_next(fact: Mapping[str, Any]) -> str:
    """The sentence for a fact of a case at the authority."""
    words = (
        {
            _E.FILED: _("Next: the authority takes it up"),
            _E.TAKEN_UP: _("Next: the authority looks into it, asks, proposes or finds"),
            _E.PROPOSED: _("Next: owner and manufacturer say whether they agree"),
            _E.OWNER_AGREES: _("Next: the manufacturer says whether it agrees"),
            _E.MAKER_AGREES: _("Next: the owner says whether they agree"),
        }.get(_E(fact["status"]))
        if fact.get("status")
        else ""
    )
    if not words:
        return ""
    when = _when(fact)
    return _("%(words)s, by %(when)s.") % {"words": words, "when": when} if when else f"{words}."


def _when(fact: Mapping[str, Any]) -> str:
    due = fact.get("due")
    return date_format(timezone.localtime(datetime.fromisoformat(due)), "DATETIME_FORMAT") if due else ""
