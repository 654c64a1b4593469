"""Everything that convicts can be seen and contested: each case of a flag as it stood, of the year before too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection

from apps.compliance import due_process
from apps.compliance.explaining import explain, explain_flag
from apps.compliance.models import Flag, FlagEvidence
from apps.core.errors import Refused
from apps.duties import services as duties
from apps.duties.models import Clock, ClockInterval
from apps.organizations.scope import SYSTEM_ACTOR, acting_as, system_scope
from tests.cast import Cast
from tests.compliance.conftest import AS_OF, History
from tests.core.face import markup_errors
from tests.pages import browser

DROPPED = [0.95] * 48 + [0.70] * 12


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(AS_OF + timedelta(hours=9)):
        yield


@pytest.fixture
def flag(cast: Cast, history: History) -> Flag:
    """A flag; the first case of the year before was paused for two days, the second taken out by a decision."""
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=DROPPED)
    with system_scope("test"):
        paused, out = Clock.objects.filter(due_at__gte=AS_OF - timedelta(weeks=30)).order_by("due_at", "id")[:2]
        for kind, start, end in (("running", 20, 10), ("paused", 10, 8), ("running", 8, 0)):
            assert paused.due_at is not None
            ClockInterval.objects.create(
                clock=paused, kind=kind, started_at=paused.due_at - timedelta(days=start),
                ended_at=paused.due_at - timedelta(days=end), reason="parts", party="manufacturer", **paused.sides(),
            )  # fmt: skip
        at = datetime(2026, 9, 1, tzinfo=UTC)
        duties.exclude_clock(out, by=SYSTEM_ACTOR, grounds="Another car.", decision="F-OLD/1", at=at)
    call_command("compliance_sweep", "--as-of", "2026-09-30", stdout=StringIO())
    with system_scope("test"):
        return Flag.objects.get(scope_kind="country")


def link_of(flag: Flag) -> FlagEvidence:
    return flag.evidence.get()


def before_the_window(flag: Flag) -> list[int]:
    link = link_of(flag)
    return [case["id"] for case in link.cases or [] if case["id"] not in link.clock_ids]


def test_evidence_freezes_the_year_before_with_pauses_and_decisions(flag: Flag) -> None:
    with system_scope("test"):
        link = link_of(flag)
        assert link.cases is not None
        days = (link.content["judgement"]["window_days"]) + 364
        assert len(link.cases) == Clock.objects.filter(due_at__gte=AS_OF - timedelta(days=days)).count()
        assert set(link.clock_ids) < {case["id"] for case in link.cases}
        (paused,) = (case for case in link.cases if "pauses" in case)
        (out,) = (case for case in link.cases if "taken_out" in case)
    assert [why for _start, _end, why in paused["pauses"]] == ["parts"]
    assert out["taken_out"][0][2] == "F-OLD/1"
    assert {"due", "stopped"} <= paused.keys()


def test_untouched_cases_are_identical(flag: Flag) -> None:
    with system_scope("test"):
        (link,), wrong = explain_flag(flag)
    assert (link.differences, wrong) == ([], [])


def test_a_case_of_the_year_before_changed_behind_the_back_is_told(flag: Flag) -> None:
    with system_scope("test"):
        pk = before_the_window(flag)[0]
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.step', '', true), set_config('app.recorded_at', '', true)")
            cursor.execute("UPDATE duties_clock SET stopped_at = started_at WHERE id = %s", [pk])
        (link,), _wrong = explain_flag(flag)
    assert any(f"clock {pk} was altered outside of the application" in said for said in link.differences)


def test_frozen_cases_that_were_written_anew_are_told(flag: Flag) -> None:
    with system_scope("test"):
        link = link_of(flag)
        assert link.cases is not None
        link.cases[0]["due"] = "2026-01-01T00:00:00+00:00"
        found = explain_flag(flag)[0][0]
        assert found.identical
        said = explain(link, None).differences
    assert "the digest is not that of the content: the evidence was altered" in said
    assert any(f"case {link.cases[0]['id']}: frozen as" in line for line in said)


def test_a_case_of_the_year_before_can_be_contested(flag: Flag, cast: Cast) -> None:
    with system_scope("test"):
        pk = before_the_window(flag)[0]
    at, by = AS_OF + timedelta(hours=9), cast.actor(cast.maker_hanhai)
    with acting_as(cast.scope(cast.maker_hanhai)):
        raised = due_process.dispute(flag=flag, clock_id=pk, by=by, at=at, reason="It was not our car.")
        assert raised.clock_id == pk
        with pytest.raises(Refused):
            due_process.dispute(flag=flag, clock_id=10**9, by=by, at=at, reason="It was not our car.")


def test_the_page_lists_all_of_them(flag: Flag, cast: Cast) -> None:
    client = browser(cast, cast.maker_hanhai)
    page = client.get(f"/compliance/flags/{flag.number}/").content.decode()
    assert f"/compliance/flags/{flag.number}/cases/" in page
    assert "Who stands behind it" in page
    seen: list[int] = []
    url = f"/compliance/flags/{flag.number}/cases/"
    answer = client.get(url)
    assert markup_errors(answer.content.decode()) == []
    while True:
        page = answer.content.decode()
        seen += [row.clock.pk for row in answer.context["rows"]]
        assert ("F-OLD/1" in page) == ("No: taken out by a decision" in page)
        if not answer.context["page"].next_cursor:
            break
        answer = client.get(url, {"cursor": answer.context["page"].next_cursor})
    with system_scope("test"):
        assert sorted(seen) == sorted(case["id"] for case in link_of(flag).cases or [])


def test_strangers_do_not_see_them(flag: Flag, cast: Cast) -> None:
    url = f"/compliance/flags/{flag.number}/cases/"
    assert browser(cast, cast.maker_lanting).get(url).status_code == 404
    assert browser(cast, cast.dealer_nairobi).get(url).status_code == 403
