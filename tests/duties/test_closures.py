"""Closures are said beforehand, within a limit; a manufacturer's duties run by the calendar that the rule names."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from apps.core.errors import Conflict, Refused
from apps.duties import closures, consumers, services
from apps.duties.models import Clock, Closure, HolidayYear, Obligation, ObligationVersion
from apps.notifications.models import OutboxEvent
from apps.organizations.models import Organization
from apps.organizations.scope import acting_as, system_scope
from tests.cast import NOW, Cast
from tests.duties.changes import VERSION, published
from tests.duties.test_dated_calendars import start
from tests.pages import browser

DAY = timedelta(days=1)
#: A Monday to a Friday, three weeks ahead.
FIRST, LAST = date(2026, 3, 23), date(2026, 3, 27)


def declare(cast: Cast, who: Organization, at: datetime = NOW, **changes: Any) -> Closure:
    values = {"first": FIRST, "last": LAST, "reason": "Stocktaking", **changes}
    with acting_as(cast.scope(who)):
        return closures.declare_closure(by=cast.actor(who), at=at, **values)


def hear() -> None:
    with system_scope("test"):
        for event in OutboxEvent.objects.filter(topic="closure.declare"):
            consumers.close(event, NOW)


def due(clock: Clock) -> datetime | None:
    with system_scope("test"):
        return Clock.objects.get(pk=clock.pk).due_at


def test_days_closed_beforehand_do_not_count_for_whoever_declared_them(cast: Cast) -> None:
    before = start(cast, obligation="repair", at=NOW)
    makers = start(cast, obligation="parts_supply", at=datetime(2026, 3, 18, 9, tzinfo=UTC))
    declare(cast, cast.dealer_nairobi)
    hear()
    after = due(before)
    assert before.due_at is not None
    assert after == before.due_at + 7 * DAY  # five working days and the weekend between
    assert due(makers) == makers.due_at


def test_a_closure_holds_for_clocks_that_begin_later(cast: Cast) -> None:
    declare(cast, cast.maker_hanhai)
    clock = start(cast, obligation="parts_supply", at=datetime(2026, 3, 20, 9, tzinfo=UTC))
    open_days = start(cast, obligation="repair", at=datetime(2026, 3, 20, 9, tzinfo=UTC))
    assert clock.due_at is not None
    assert clock.due_at.date() == date(2026, 4, 9)  # seven working days, Easter between
    assert open_days.due_at is not None


def test_what_a_law_sets_is_moved_by_no_closure(cast: Cast) -> None:
    with system_scope("test"):
        ObligationVersion.objects.filter(obligation_id="repair", country="").update(basis="law")
    before = start(cast, obligation="repair")
    declare(cast, cast.dealer_nairobi)
    hear()
    assert due(before) == before.due_at


def test_a_closure_is_declared_beforehand(cast: Cast) -> None:
    for first in (NOW.date() - DAY, NOW.date(), NOW.date() + 13 * DAY):
        with pytest.raises(Refused, match="at least 14 days before: the first day may be") as refused:
            declare(cast, cast.dealer_nairobi, first=first, last=first)
        assert refused.value.field == "first"
    assert declare(cast, cast.dealer_nairobi, first=NOW.date() + 14 * DAY, last=None).last == date(2026, 3, 18)


def test_time_cannot_be_made_to_vanish_by_being_closed(cast: Cast) -> None:
    declare(cast, cast.dealer_nairobi)
    with pytest.raises(Refused, match="of 2026 you declared 5: choose fewer"):
        declare(cast, cast.dealer_nairobi, first=date(2026, 4, 6), last=date(2026, 4, 16))
    declare(cast, cast.dealer_nairobi, first=date(2026, 4, 6), last=date(2026, 4, 15))
    with pytest.raises(Refused, match="At most 15 days of a year"):
        declare(cast, cast.dealer_nairobi, first=date(2026, 12, 31), last=date(2027, 1, 1))
    with pytest.raises(Refused, match="At most 15 days"):
        declare(cast, cast.maker_hanhai, first=FIRST, last=date(2030, 1, 1))


def test_the_same_closure_twice_is_one_and_days_are_closed_once(cast: Cast) -> None:
    assert declare(cast, cast.dealer_nairobi).pk == declare(cast, cast.dealer_nairobi).pk
    with pytest.raises(Conflict, match="already: choose other days"):
        declare(cast, cast.dealer_nairobi, first=LAST, last=LAST)


@pytest.mark.parametrize("field", ["reason", "last"])
def test_a_closure_that_cannot_be_is_refused_at_its_field(cast: Cast, field: str) -> None:
    wrong: Any = {"reason": " . "} if field == "reason" else {"last": FIRST - DAY}
    with pytest.raises(Refused) as refused:
        declare(cast, cast.dealer_nairobi, **wrong)
    assert refused.value.field == field


def test_others_declare_none(cast: Cast) -> None:
    for who in (cast.regulator_ke, cast.authority):
        with pytest.raises(PermissionDenied):
            declare(cast, who)


def test_a_due_time_that_has_passed_is_moved_by_no_closure(cast: Cast) -> None:
    clock = start(cast, obligation="first_response")
    declare(cast, cast.dealer_nairobi)
    later = NOW + 30 * DAY
    with system_scope("test"):
        for event in OutboxEvent.objects.filter(topic="closure.declare"):
            consumers.close(event, later)
        services.follow_calendar(clock, at=later)
    assert due(clock) == clock.due_at


def by_calendar(cast: Cast, calendar: str) -> Clock:
    """A part to be dispatched to Kenya within two working days, ordered on Thursday, 2 April 2026."""
    published(
        cast,
        replace(VERSION, obligation_id="parts_supply", calendar=calendar, amount=2, effective_from=date(2026, 3, 20)),
    )
    return start(cast, obligation="parts_supply", at=datetime(2026, 4, 2, 3, tzinfo=UTC))


@pytest.mark.parametrize(
    ("calendar", "day"),
    [
        # Good Friday and Easter Monday are holidays in Kenya; Ching Ming, 4 to 6 April, in China.
        ("destination", date(2026, 4, 8)),
        ("maker", date(2026, 4, 7)),
        ("both", date(2026, 4, 8)),
    ],
)
def test_a_makers_duty_runs_by_the_calendar_that_the_rule_names(cast: Cast, calendar: str, day: date) -> None:
    clock = by_calendar(cast, calendar)
    assert clock.due_at is not None
    assert clock.due_at.date() == day
    with system_scope("test"):
        assert HolidayYear.objects.filter(country="CN", year=2026).exists() == (calendar != "destination")


def test_both_calendars_leave_out_the_days_of_each(cast: Cast) -> None:
    """Golden Week, 1 to 7 October, is worked in Kenya."""
    with system_scope("test"):
        ObligationVersion.objects.filter(obligation_id="parts_supply", country="").update(calendar="both", amount=2)
    clock = start(cast, obligation="parts_supply", at=datetime(2026, 9, 30, 3, tzinfo=UTC))
    assert clock.due_at is not None
    assert clock.due_at.date() == date(2026, 10, 9)


def test_a_workshops_duty_is_counted_where_the_car_is(cast: Cast) -> None:
    with system_scope("test"):
        ObligationVersion.objects.update(calendar="maker")
        assert Obligation.objects.get(pk="repair").responsible == "dealer"
    clock = start(cast, obligation="repair", at=datetime(2026, 9, 30, 3, tzinfo=UTC))
    assert clock.due_at is not None
    assert clock.due_at.date() == date(2026, 10, 22)


def test_an_unknown_calendar_is_refused_at_its_field(cast: Cast) -> None:
    with pytest.raises(Refused, match="is no calendar: choose one of destination, maker, both") as refused:
        by_calendar(cast, "nobody's")
    assert refused.value.field == "calendar"


@time_machine.travel(NOW, tick=False)
def test_a_firm_declares_and_everybody_reads(cast: Cast) -> None:
    dealer = browser(cast, cast.dealer_nairobi)
    answer = dealer.post("/duties/closures/", {"first": "2020-01-01", "reason": "Stocktaking"})
    assert answer.status_code == 422
    assert "at least 14 days before" in answer.content.decode()
    answer = dealer.post("/duties/closures/", {"first": FIRST.isoformat(), "reason": "Stocktaking"})
    assert answer.status_code == 302
    sent = {"first": FIRST.isoformat(), "reason": "Stocktaking"}
    again = dealer.post("/api/v1/closures/", sent, content_type="application/json")
    assert (again.status_code, again.json()["organization"]) == (201, "savanna")
    assert len(browser(cast, cast.regulator_kz).get("/api/v1/closures/").json()["results"]) == 1
    refused = browser(cast, cast.regulator_ke).post("/api/v1/closures/", sent, content_type="application/json")
    assert refused.status_code == 403
    for who in (cast.amina, cast.dealer_almaty, cast.maker_hanhai, cast.regulator_ke, cast.authority):
        page = browser(cast, who).get("/duties/closures/").content.decode()
        assert "Savanna Motors" in page
        assert "Stocktaking" in page
        assert ("Declare a closure" in page) == (who in (cast.dealer_almaty, cast.maker_hanhai))


def test_all_closures_can_be_reached(cast: Cast) -> None:
    made = declare(cast, cast.dealer_nairobi)
    with system_scope("test"):
        Closure.objects.bulk_create(
            Closure(
                organization=cast.dealer_nairobi, first=LAST + number * DAY, last=LAST + number * DAY,
                reason=f"Day {number}", declared_at=NOW, actor=made.actor,
            )
            for number in range(1, 60)
        )  # fmt: skip
    reader, address = browser(cast, cast.regulator_ke), "/duties/closures/"
    found: set[str] = set()
    with time_machine.travel(NOW, tick=False):
        for _page in range(2):
            text = reader.get(address).content.decode()
            found |= set(re.findall(r"Day \d+", text))
            following = re.search(r'rel="next" href="([^"]+)"', text)
            address = f"/duties/closures/{following[1]}" if following else address
    assert len(found) == 59
