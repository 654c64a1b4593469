"""The desk shows a period as known then, and says when it is known otherwise today."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection

from apps.compliance import tallies
from apps.duties import services as duties
from apps.duties.models import Clock
from apps.organizations.scope import SYSTEM_ACTOR, system_scope
from tests.cast import Cast
from tests.histories import write_history
from tests.pages import browser

LAST = date(2026, 9, 30)
DESK = "/compliance/?period=30&until=2026-09-30"


@pytest.fixture
def decided_later(cast: Cast) -> Cast:
    """A year of clocks, of which one missed is taken out of the counts a fortnight after the period."""
    write_history(cast, cast.maker_hanhai.pk, "KE", weekly=7, kept=[0.9] * 8, last_day=LAST)
    with system_scope("test"):
        missed = Clock.objects.filter(stopped_at__gt=datetime(2026, 9, 1, tzinfo=UTC)).order_by("-due_at").first()
        assert missed is not None
        at = datetime(2026, 10, 14, 9, tzinfo=UTC)
        duties.exclude_clock(missed, by=SYSTEM_ACTOR, grounds="Shown to be another car.", decision="F-1/1", at=at)
        tallies.rebuild()
    return cast


@time_machine.travel(datetime(2026, 10, 20, 9, tzinfo=UTC), tick=False)
def test_the_desk_says_that_a_period_is_known_otherwise_today(decided_later: Cast) -> None:
    page = browser(decided_later, decided_later.regulator_ke).get(DESK).content.decode()
    assert "This period is known otherwise today than when it was judged" in page
    assert "28 of 35 on" not in page
    assert "known=2026-10-01" in page


@time_machine.travel(datetime(2026, 10, 20, 9, tzinfo=UTC), tick=False)
def test_figures_are_shown_as_known_then(decided_later: Cast) -> None:
    watcher = browser(decided_later, decided_later.regulator_ke)
    for path in ("/compliance/", "/compliance/report/", "/compliance/manufacturers/hanhai/", "/compliance/cells/"):
        assert watcher.get(f"{path}?period=30&until=2026-09-30&known=2026-10-01").status_code == 200, path
    then = watcher.get(f"{DESK}&known=2026-10-01").content.decode()
    assert "Shown as known at the end of" in then
    assert "Known today:" in then
    cases = "/compliance/cases/?first=2026-09-01&last=2026-09-30"
    assert watcher.get(f"{cases}&known=2026-10-01").context["page"].items != watcher.get(cases).context["page"].items


@time_machine.travel(datetime(2026, 10, 20, 9, tzinfo=UTC), tick=False)
@pytest.mark.parametrize("known", ["2027-01-01", "yesterday", "0001-01-01", "2026-10-20", "9999-12-31"])
def test_a_day_that_makes_no_sense_counts_as_today(decided_later: Cast, known: str) -> None:
    page = browser(decided_later, decided_later.regulator_ke).get(f"/compliance/?period=30&known={known}")
    assert page.status_code == 200
    assert "Shown as known at the end of" not in page.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('search_path')")
        assert "known" not in cursor.fetchone()[0]


@time_machine.travel(datetime(2026, 10, 20, 9, tzinfo=UTC) + timedelta(days=1), tick=False)
def test_nothing_is_said_where_nothing_changed(cast: Cast) -> None:
    write_history(cast, cast.maker_hanhai.pk, "KE", weekly=7, kept=[0.9] * 8, last_day=LAST)
    page = browser(cast, cast.regulator_ke).get(DESK).content.decode()
    assert "known otherwise today" not in page
