"""A clock is measured by the version it began under, whatever target holds on the day it is due."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from apps.compliance import cells, tallies
from apps.compliance.targets import Targets
from apps.duties.models import Clock, ObligationVersion
from apps.organizations.scope import system_scope
from tests.cast import Cast
from tests.compliance.conftest import AS_OF, History

CHANGED = date(2026, 9, 10)


def lower(country: str, share: str = "0.5") -> ObligationVersion:
    """Another target for repairs from a day on, where the target was 0.9."""
    old = ObligationVersion.objects.filter(obligation_id="repair", country=country, effective_to=None).first()
    if old is not None:
        old.effective_to = CHANGED
        old.save(update_fields=["effective_to"])
    return ObligationVersion.objects.create(
        obligation_id="repair",
        country=country,
        unit="working_days",
        amount=15,
        target_share=Decimal(share),
        effective_from=CHANGED,
        source="Notice",
        set_by="Authority",
        set_at=AS_OF,
    )


def targets_by_day(maker: int) -> dict[date, float]:
    with system_scope("test"):
        counts = cells.load([maker], as_of=AS_OF, targets=Targets(), by_unit=True)
    number = next(n for n, cell in enumerate(counts.cells) if cell.country == "KE")
    days, _due, _met, millionths = counts.rows_of(number)
    return {date.fromordinal(int(day)): int(share) / 1e6 for day, share in zip(days, millionths, strict=True)}


@pytest.mark.parametrize("country", ["", "KE"])
def test_a_lowered_target_helps_no_clock_that_ran_already(cast: Cast, history: History, country: str) -> None:
    history(cast.maker_hanhai.pk, "KE", weekly=7, kept=[0.8] * 8)
    with system_scope("test"):
        lower(country)
    assert set(targets_by_day(cast.maker_hanhai.pk).values()) == {0.9}


def test_clocks_of_both_versions_on_one_day_are_owed_what_each_carries(cast: Cast, history: History) -> None:
    history(cast.maker_hanhai.pk, "KE", weekly=14, kept=[0.8] * 4)
    with system_scope("test"):
        new = lower("")
        day = datetime(2026, 9, 20, tzinfo=UTC)
        due = Clock.objects.filter(due_at__gte=day, due_at__lt=day + timedelta(days=1)).order_by("pk")
        assert due.count() == 2
        Clock.objects.filter(pk=due[0].pk).update(version=new)
        tallies.rebuild()
    found = targets_by_day(cast.maker_hanhai.pk)
    assert found.pop(date(2026, 9, 20)) == pytest.approx(0.7)
    assert set(found.values()) == {0.9}


def test_a_clock_is_owed_once_where_two_versions_took_the_place_of_its_own(cast: Cast, history: History) -> None:
    history(cast.maker_hanhai.pk, "KE", weekly=7, kept=[0.8] * 4)
    with system_scope("test"):
        lower("", "0.6")
        lower("KE", "0.5")
    assert set(targets_by_day(cast.maker_hanhai.pk).values()) == {0.9}
