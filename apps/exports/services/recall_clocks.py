"""The clocks of a recall: an order is answered, and owners are told once it is published (docs/recalls.md)."""

from __future__ import annotations

from datetime import datetime

from apps.casework.engine import Act
from apps.duties import services as duties
from apps.duties.models import Clock

from ..models import Recall

SUBJECT = Clock.Subject.RECALL


def run(recall: Recall, act: Act) -> None:
    """Start, stop or drop the recall's clocks as the table says."""
    for change in act.step.clocks:
        named = (change.obligation,) if change.obligation else ()
        if change.change == "start":
            _start(recall, change.obligation, act.at)
        else:
            ending = Clock.Ending.DONE if change.change == "stop" else Clock.Ending.FELL_AWAY
            duties.stop_clocks(SUBJECT, recall.pk, *named, at=act.at, ending=ending)


def _start(recall: Recall, obligation: str, at: datetime) -> None:
    """By the calendar of the country of an order; else of the manufacturer's, whom the duty is."""
    duties.start_if_ruled(
        obligation=obligation,
        subject_kind=SUBJECT,
        subject_id=recall.pk,
        subject_label=recall.number,
        sides={
            "owner_id": None,
            "dealer_id": None,
            "manufacturer_id": recall.manufacturer_id,
            "country": str(recall.country) or str(recall.manufacturer.country),
        },
        at=at,
        unit=recall.number,
    )
