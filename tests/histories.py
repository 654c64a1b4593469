"""Clocks by the hundred, written straight into the table as the simulation does."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from apps.compliance import tallies
from apps.duties import names
from apps.duties.models import Clock, ObligationVersion
from apps.organizations.scope import system_scope
from tests.cast import Cast


def write_history(
    cast: Cast,
    maker: int,
    country: str,
    *,
    weekly: int,
    kept: list[float],
    last_day: date,
    obligation: str = names.REPAIR,
    **more: Any,
) -> None:
    """Clocks of so many weeks up to ``last_day``, a share kept for each week; ``more`` are fields of each of them."""
    version = ObligationVersion.objects.filter(obligation_id=obligation).order_by("country").first()
    dealer = cast.dealer_nairobi.pk if country == "KE" else cast.dealer_almaty.pk
    start = last_day - timedelta(weeks=len(kept)) + timedelta(days=1)
    rows: list[Clock] = []
    with system_scope("test"):
        first = Clock.objects.count() + 1
        for week, share in enumerate(kept):
            met = round(weekly * share)
            for number in range(weekly):
                day = start + timedelta(weeks=week, days=number % 7)
                due = datetime.combine(day, time(12), UTC)
                late = timedelta(days=-1 if number < met else 3)
                rows.append(
                    Clock(
                        obligation_id=obligation,
                        version=version,
                        subject_kind=Clock.Subject.CLAIM,
                        subject_id=first + len(rows),
                        subject_label=f"C-{first + len(rows)}",
                        responsible="dealer",
                        started_at=due - timedelta(days=20),
                        due_at=due,
                        stopped_at=due + late,
                        ending=Clock.Ending.DONE,
                        manufacturer_id=maker,
                        country=country,
                        **{"dealer_id": dealer, **more},
                    )
                )
        Clock.objects.bulk_create(rows, batch_size=2000)
        tallies.rebuild()
