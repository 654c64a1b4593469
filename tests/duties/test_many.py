"""Many clocks at once are what each alone would be."""

from __future__ import annotations

from datetime import timedelta

from apps.duties import many
from apps.duties import services as duties
from apps.duties.models import Clock
from apps.organizations.scope import system_scope
from tests.cast import NOW, Cast

DAY = timedelta(days=1)
_SAID = ("responsible", "counts", "started_at", "due_at", "stopped_at", "ending", "unproven", "manufacturer_id")


def _told(clock: Clock) -> tuple[object, ...]:
    rows = clock.intervals.order_by("id").values_list("kind", "started_at", "ended_at", "reason", "party")
    return (*(getattr(clock, name) for name in _SAID), *rows)


def test_started_and_ended_together_or_one_by_one(cast: Cast) -> None:
    sides = {
        "owner_id": None, "dealer_id": None, "manufacturer_id": cast.maker_hanhai.pk, "country": "KE",
    }  # fmt: skip
    duty = "finding_answer"
    with system_scope("test"):
        for pk in (1, 2):
            duties.start_clock(
                obligation=duty, subject_kind="finding", subject_id=pk, subject_label=f"X-{pk}", unit=f"X-{pk}",
                sides=sides, at=NOW,
            )  # fmt: skip
        together = {3: "X-3", 4: "X-4", 5: "X-5"}
        many.start_clocks(obligation=duty, subject_kind="finding", subjects=together, sides=sides, at=NOW)
        assert len({_told(clock) for clock in Clock.objects.all()}) == 1
        # One of either waits for somebody else, and one has ended before.
        for pk in (2, 4):
            duties.pause_clock(Clock.objects.get(subject_id=pk), reason="asked", party="owner", at=NOW + DAY)
        duties.stop_clocks("finding", 5, at=NOW + DAY)
        for pk in (1, 2):
            duties.stop_clocks("finding", pk, at=NOW + 2 * DAY, ending=Clock.Ending.FELL_AWAY)
        many.drop_clocks(obligation=duty, subject_kind="finding", subjects=[3, 4, 5], at=NOW + 2 * DAY)
        one, waiting, other, waiting_too, ended = (_told(clock) for clock in Clock.objects.order_by("subject_id"))
        assert one == other
        assert waiting == waiting_too
        assert ended[4:6] == (NOW + DAY, "done")
