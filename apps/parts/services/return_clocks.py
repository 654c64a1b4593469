"""The manufacturer's clocks of a return and of cores: to answer, and to credit what was sent or say why not."""

from __future__ import annotations

from datetime import datetime

from apps.casework.engine import Act
from apps.duties import services as duties
from apps.duties.models import Clock

from ..models import Core, PartReturn

Case = PartReturn | Core


def run(case: Case, act: Act) -> None:
    """Start, stop or drop the clocks as the table says."""
    for change in act.step.clocks:
        named = (change.obligation,) if change.obligation else ()
        if change.change == "start":
            start(case, change.obligation, act.at)
        else:
            ending = Clock.Ending.DONE if change.change == "stop" else Clock.Ending.FELL_AWAY
            duties.stop_clocks(_subject(case), case.pk, *named, at=act.at, ending=ending)


def start(case: Case, obligation: str, at: datetime) -> None:
    """Begin a duty, where there is a rule."""
    duties.start_if_ruled(
        obligation=obligation,
        subject_kind=_subject(case),
        subject_id=case.pk,
        subject_label=case.number,
        sides=case.sides(),
        at=at,
        unit=case.number,
    )


def _subject(case: Case) -> str:
    return Clock.Subject.CORE if isinstance(case, Core) else Clock.Subject.RETURN
