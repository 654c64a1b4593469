"""Everything that convicts can be seen and contested: each case of a flag as it stood, of the year before too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction

from apps.casework.books import recorded_at
from apps.compliance import due_process, selectors
from apps.compliance.explaining import explain_flag
from apps.compliance.frozen.keeping import listed
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
    return [case["id"] for case in listed(link) if case["id"] not in link.clock_ids]


def test_evidence_freezes_the_year_before_with_pauses_and_decisions(flag: Flag) -> None:
    with system_scope("test"):
        link = link_of(flag)
        cases = listed(link)
        days = (link.content["judgement"]["window_days"]) + 364
        assert (
            len(cases)
            == link.content["cases"]["count"]
            == Clock.objects.filter(due_at__gte=AS_OF - timedelta(days=days)).count()
        )
        assert set(link.clock_ids) < {case["id"] for case in cases}
        (paused,) = (case for case in cases if "pauses" in case)
        (out,) = (case for case in cases if "taken_out" in case)
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


def test_later_links_write_what_is_new_or_otherwise_and_list_all(flag: Flag, cast: Cast) -> None:
    """A week on, a case is new, one is taken out and one falls away; after another week that one is back."""
    with system_scope("test"):
        first = listed(link_of(flag))
        away, out = Clock.objects.filter(due_at__gte=AS_OF - timedelta(weeks=20)).order_by("due_at", "id")[:2]
    second_night, third_night = AS_OF + timedelta(days=7), AS_OF + timedelta(days=14)
    with recording(flag, second_night):
        Clock.objects.filter(pk=away.pk).update(ending=Clock.Ending.FELL_AWAY)
        duties.exclude_clock(out, by=SYSTEM_ACTOR, grounds="Not ours.", decision="F-OLD/2", at=second_night)
        new = Clock.objects.get(pk=out.pk)
        new.counts, new.due_at, new.stopped_at, new.unit = True, second_night - timedelta(days=2), second_night, "C-TWO"
        twins = [copied(new), copied(new)]
    judge(second_night)
    with recording(flag, third_night):
        Clock.objects.filter(pk=away.pk).update(ending=Clock.Ending.DONE)
    judge(third_night)
    with system_scope("test"):
        links = list(flag.evidence.order_by("sequence"))
        rows = flag.frozen_cases.filter(sequence__gt=1).order_by("sequence", "clock_id")
        told = [(row.sequence, row.clock_id, row.gone) for row in rows]
        assert told == [(2, away.pk, True), (2, out.pk, False), *((2, pk, False) for pk in twins), (3, away.pk, False)]
        week = {case["id"] for case in first if case["due"] < links[1].content["cases"]["from"]}
        ids = [[case["id"] for case in listed(link)] for link in links]
        assert listed(links[0]) == first
        assert ids[1] == [pk for pk in [*ids[0], *twins] if pk not in {*week, away.pk}]
        assert away.pk in ids[2]
        explained, wrong = explain_flag(flag)
        assert ([link.differences for link in explained], wrong) == ([[], [], []], [])
        weighs = links[2].content["judgement"]["due"]
        assert weighs == len(links[2].clock_ids) - 1
    page = browser(cast, cast.maker_hanhai).get(flag.get_absolute_url()).content.decode()
    assert f"they weigh as {weighs}." in page


def copied(clock: Clock) -> int:
    clock.pk = None
    clock.save(force_insert=True)
    return clock.pk


@contextmanager
def recording(flag: Flag, at: datetime) -> Iterator[None]:
    """Record facts of the flag's manufacturer, told the day before ``at``."""
    with system_scope("test"), transaction.atomic():
        recorded_at(flag.manufacturer_id, at - timedelta(days=1), "test")
        yield


def judge(night: datetime) -> None:
    with time_machine.travel(night + timedelta(hours=9)):
        call_command("compliance_sweep", "--as-of", str(night.date() - timedelta(days=1)), stdout=StringIO())


def test_a_page_of_cases_is_read_from_the_index(flag: Flag) -> None:
    """However many cases there are, a page looks at those that it shows."""
    with system_scope("test"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        plan = selectors.cases_behind(flag).order_by("-due_at", "-clock_id")[:50].explain()
    assert "Index Scan Backward using frozencase_due" in plan


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
    assert "Window of the newest evidence</dt><dd>2 July 2026 to 30 September 2026, 91 days" in page
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
        assert sorted(seen) == [case["id"] for case in listed(link_of(flag))]
        assert len(seen) == len(set(seen)) > 1000


def test_the_api_lists_all_of_them_and_says_who_stands_behind(flag: Flag, cast: Cast) -> None:
    client = browser(cast, cast.maker_hanhai)
    detail = client.get(f"/api/v1/flags/{flag.number}/").json()
    assert detail["behind"] == detail["evidence"][0]["content"]["behind"]
    assert {"cases", "largest_dealer", "without_owner"} <= detail["behind"].keys()
    rows: list[dict[str, Any]] = []
    url = f"/api/v1/flags/{flag.number}/cases/?page_size=200"
    while url:
        answer = client.get(url).json()
        rows += answer["results"]
        url = answer["next"]
    with system_scope("test"):
        link = link_of(flag)
        assert {row["clock"] for row in rows if row["counted_as"] == "in_window"} == set(link.clock_ids)
        assert sorted(row["clock"] for row in rows) == [case["id"] for case in listed(link)]
    assert [row["due_at"] for row in rows] == sorted((row["due_at"] for row in rows), reverse=True)
    (out,) = (row for row in rows if row["counted_as"] == "taken_out")
    assert [(why["why"], why["until"]) for why in out["taken_out"]] == [("F-OLD/1", None)]
    (paused,) = (row for row in rows if row["pauses"])
    assert (paused["counted_as"], paused["pauses"][0]["why"]) == ("year_before", "parts")


@pytest.mark.parametrize("page", ["/compliance/flags/{}/cases/", "/api/v1/flags/{}/cases/"])
def test_strangers_do_not_see_them(flag: Flag, cast: Cast, page: str) -> None:
    url = page.format(flag.number)
    assert browser(cast, cast.maker_lanting).get(url).status_code == 404
    assert browser(cast, cast.dealer_nairobi).get(url).status_code == 403
