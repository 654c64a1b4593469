"""What is frozen of a claim when its owner brings it to the authority: plain values, whose digest anybody can make.

Nothing of it is in any language: codes, words as people wrote them, moments in UTC. No name of a person, no telephone
and no number plate, and the VIN masked, since every side reads it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from apps.claims.models import Claim
from apps.duties.models import Clock
from apps.vehicles.masked_vins import masked

from ..models import Objection


def freeze(claim: Claim, *, at: datetime) -> dict[str, Any]:
    """The claim as it stands for its owner at a moment, as JSON (about 8 queries)."""
    return {
        "claim": claim.number,
        "frozen_at": _moment(at),
        "vehicle": claim.vehicle_title,
        "vin": masked(claim.vin),
        "country": str(claim.country),
        "dealer": claim.dealer.name if claim.dealer else "",
        "manufacturer": claim.manufacturer.name if claim.manufacturer else "",
        "status": claim.status,
        "component": claim.component,
        "complaint": claim.complaint,
        "occurred_on": claim.occurred_on.isoformat(),
        "odometer_km": claim.odometer_km,
        "in_warranty": claim.in_warranty,
        "filed_at": _moment(claim.filed_at),
        "timeline": [_event(event) for event in claim.events.order_by("happened_at", "id")],
        "decisions": _decisions(claim),
        "clocks": [_clock(clock, at) for clock in _clocks(claim)],
        "photos": [
            {"sha256": photo.sha256, "file": photo.file, "added_at": _moment(photo.added_at)}
            for photo in claim.photos.order_by("id")
        ],
    }


def digest_of(frozen: Mapping[str, Any]) -> str:
    """SHA-256 of it as JSON with sorted names and without spaces, in UTF-8."""
    told = json.dumps(frozen, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def _moment(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


def _event(event: Any) -> dict[str, Any]:
    return {
        "kind": event.kind,
        "happened_at": _moment(event.happened_at),
        "recorded_at": _moment(event.recorded_at),
        "side": event.by_side,
        "by": event.by_name,
        "note": event.note,
        "values": event.values,
    }


def _decisions(claim: Claim) -> list[dict[str, Any]]:
    """What was decided on it, in order: proposals of denials, denials and their end, objections."""
    rows = [
        *(
            {"what": "proposed", "at": _moment(row.proposed_at), "reason": row.reason, "words": row.explanation,
             "outcome": row.outcome or "", "ended_at": _moment(row.decided_at), "answer": row.grounds}
            for row in claim.proposals.all()
        ),
        *(
            {"what": "denied", "at": _moment(row.denied_at), "reason": row.reason, "words": row.explanation,
             "outcome": "reversed" if row.reversed_at else "", "ended_at": _moment(row.reversed_at),
             "answer": row.reversal_grounds}
            for row in claim.denials.all()
        ),
        *(
            {"what": "objected", "at": _moment(row.filed_at), "reason": "", "words": row.grounds,
             "outcome": row.status, "ended_at": _moment(row.ended_at), "answer": _answer_of(row)}
            for row in Objection.objects.filter(claim=claim)
        ),
    ]  # fmt: skip
    return sorted(rows, key=lambda row: row["at"])


def _answer_of(objection: Objection) -> str:
    return objection.events.filter(kind__in=("uphold", "reject")).values_list("note", flat=True).first() or ""


def _clocks(claim: Claim) -> list[Clock]:
    subjects = [(Clock.Subject.CLAIM, [claim.pk])]
    subjects.append((Clock.Subject.OBJECTION, list(claim.objections.values_list("pk", flat=True))))
    found: list[Clock] = []
    for kind, ids in subjects:
        rows = Clock.objects.filter(subject_kind=kind, subject_id__in=ids).prefetch_related("intervals")
        found += rows.order_by("started_at", "id")
    return found


def _clock(clock: Clock, at: datetime) -> dict[str, Any]:
    return {
        "duty": clock.obligation_id,
        "responsible": clock.responsible,
        "started_at": _moment(clock.started_at),
        "due_at": _moment(clock.due_at),
        "stopped_at": _moment(clock.stopped_at),
        "ending": clock.ending,
        "state": clock.state(at),
        "intervals": [
            {"kind": one.kind, "party": one.party, "reason": one.reason,
             "started_at": _moment(one.started_at), "ended_at": _moment(one.ended_at)}
            for one in clock.intervals.all()
        ],
    }  # fmt: skip
