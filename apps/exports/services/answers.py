"""The time to answer a finding: a clock of duties that the exporter owes (docs/exports.md, "Time to answer")."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from apps.casework.engine import Act
from apps.duties import services as duties
from apps.duties.many import drop_clocks, start_clocks
from apps.duties.models import Clock
from apps.duties.names import FINDING_ANSWER

from ..models import Finding

SUBJECT = Clock.Subject.FINDING


def run(finding: Finding, act: Act) -> None:
    """Stop or drop the clock as the table says; one that ended stays as it ended."""
    for change in act.step.clocks:
        ending = Clock.Ending.DONE if change.change == "stop" else Clock.Ending.FELL_AWAY
        duties.stop_clocks(SUBJECT, finding.pk, at=act.at, ending=ending)


def start(found: Iterable[Finding], *, at: datetime) -> None:
    """By the calendar of the exporter's country; regulators of the destination see it as they see the finding."""
    alike: dict[tuple[int, str], list[Finding]] = {}
    for finding in found:
        alike.setdefault((finding.manufacturer_id or 0, str(finding.country)), []).append(finding)
    for _key, findings in sorted(alike.items()):
        start_clocks(
            obligation=FINDING_ANSWER,
            subject_kind=SUBJECT,
            subjects={finding.pk: finding.number for finding in findings},
            sides={"owner_id": None, "dealer_id": None, **findings[0].sides()},
            at=at,
        )


def fall_away(mended: Iterable[Finding], *, at: datetime) -> None:
    """Mended in time nobody owes an answer any more, and too late stays too late.

    Not done: else whoever makes slips and mends them at once would gather answers in time.
    """
    drop_clocks(obligation=FINDING_ANSWER, subject_kind=SUBJECT, subjects=[finding.pk for finding in mended], at=at)


def due_of(finding: Finding) -> datetime | None:
    """Until when it may be answered: by its clock; of findings of before, the day that they were given (1 query)."""
    clocks = Clock.objects.filter(subject_kind=SUBJECT, subject_id=finding.pk)
    return clocks.values_list("due_at", flat=True).first() or finding.answer_by
