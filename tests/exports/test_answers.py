"""The time to answer a finding: a clock of the exporter, in its own country's working days; what came late stays."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from apps.core.errors import Refused
from apps.duties.models import Clock
from apps.exports import selectors, services
from apps.exports.models import ExportRecord, Finding
from apps.exports.services import answers
from apps.exports.services.findings import look
from apps.organizations.models import Organization
from apps.organizations.scope import acting_as, system_scope
from tests.cast import NOW
from tests.exports.conftest import Firms
from tests.exports.making import declared
from tests.exports.test_findings import DAY, USED, export, step
from tests.pages import browser


def only(**where: Any) -> Finding:
    with system_scope("test"):
        return Finding.objects.get(**where)


def clock_of(finding: Finding) -> Clock:
    with system_scope("test"):
        return Clock.objects.get(subject_kind="finding", subject_id=finding.pk)


def put_right(firms: Firms, record: ExportRecord, at: datetime, **changes: Any) -> ExportRecord:
    maker = firms.cast.maker_hanhai
    with acting_as(firms.cast.scope(maker)):
        return services.correct_record(
            record=record, declared=declared(1, **changes), reason="The paper says otherwise", at=at,
            by=firms.cast.actor(maker),
        )  # fmt: skip


def late_numbers(firms: Firms, who: Organization, at: datetime) -> set[str]:
    with acting_as(firms.cast.scope(who)):
        return {row.number for row in selectors.findings(at=at).filter(late=True)}


def test_it_runs_ten_working_days_where_the_exporter_works(firms: Firms) -> None:
    # 2026-09-30: a day before China's week of the National Day, which are working days in Kenya.
    at = datetime(2026, 9, 30, 2, tzinfo=UTC)
    own = export(firms, at=at, licence_number="")
    used = export(firms, at=at, serial=2, **{**USED, "licence_number": ""})
    look([own.vin, used.vin], at=at)
    for vin in (own.vin, used.vin):
        clock = clock_of(only(vin=vin, rule="licence_missing"))
        assert (clock.responsible, clock.version.unit, clock.version.amount) == ("manufacturer", "working_days", 10)
        # Working days from 8 October on, the Saturday made up on the 10th among them.
        assert clock.due_at is not None
        assert datetime(2026, 10, 20, tzinfo=UTC) < clock.due_at < datetime(2026, 10, 21, 16, tzinfo=UTC)
    with system_scope("test"):
        assert not Clock.objects.filter(obligation__judged=True).exists(), "it raises no flag"


def test_an_answer_in_time_is_met_and_one_too_late_stays_late_whatever_is_mended(firms: Firms) -> None:
    first, second = export(firms, licence_number="26-A"), export(firms, serial=2, licence_number="26-A")
    look([first.vin, second.vin], at=NOW)
    one, two = only(vin=first.vin), only(vin=second.vin)
    step(firms, one, "explain", NOW + DAY, maker=True)
    assert clock_of(one).state(NOW + 30 * DAY) == "met"
    step(firms, two, "explain", NOW + 20 * DAY, maker=True)
    assert clock_of(two).state(NOW + 20 * DAY) == "missed"
    maker = firms.cast.maker_hanhai
    assert late_numbers(firms, maker, NOW + 30 * DAY) == {two.number}
    # Explained again, and mended: the first answer was late, and it stays so.
    step(firms, two, "explain", NOW + 21 * DAY, maker=True)
    assert late_numbers(firms, maker, NOW + 30 * DAY) == {two.number}


def test_mended_and_broken_again_is_another_finding_and_wipes_out_nothing(firms: Firms) -> None:
    wrong = export(firms, licence_number="26-A", odometer_km=20)
    look([wrong.vin], at=NOW)
    first = only(rule="licence_missing")
    late = NOW + 20 * DAY
    right = put_right(firms, wrong, late, condition="new", licence_number="26-B", odometer_km=20)
    look([wrong.vin], at=late)
    again = put_right(firms, right, late + DAY, licence_number="26-A", odometer_km=20)
    look([again.vin], at=late + DAY)
    with system_scope("test"):
        of_licence = list(Finding.objects.filter(licence_number="26-A").order_by("id"))
        assert [row.status for row in of_licence] == ["mended", "found"]
        assert [event.kind for event in of_licence[1].events.all()] == ["found_again"]
    assert clock_of(first).state(late + 90 * DAY) == "missed"
    assert clock_of(of_licence[1]).started_at == late + DAY
    assert first.number in late_numbers(firms, firms.cast.maker_hanhai, late + 2 * DAY)
    page = browser(firms.cast, firms.cast.maker_hanhai).get(of_licence[1].get_absolute_url()).content.decode()
    assert first.number in page


def test_mended_in_time_nobody_owes_and_nobody_gains(firms: Firms) -> None:
    wrong = export(firms, licence_number="26-A")
    look([wrong.vin], at=NOW)
    put_right(firms, wrong, NOW + DAY, licence_number="26-B")
    look([wrong.vin], at=NOW + DAY)
    clock = clock_of(only(licence_number="26-A"))
    assert clock.state(NOW + 30 * DAY) == "void"
    assert late_numbers(firms, firms.cast.maker_hanhai, NOW + 2 * DAY) == set()


def test_what_was_found_before_clocks_keeps_the_day_it_was_given(firms: Firms) -> None:
    export(firms, licence_number="")
    with system_scope("test"):
        old = Finding.objects.create(
            number="X-OLD00001", rule_id="letter", vin="LZZ7CCWD0PC999999", exporter=firms.hanhai, country="KE",
            manufacturer=firms.cast.maker_hanhai, seen={"days": 3}, found_at=NOW, answer_by=NOW + 14 * DAY,
        )  # fmt: skip
        assert answers.due_of(old) == NOW + 14 * DAY
    with pytest.raises(Refused):
        step(firms, old, "uphold", NOW + 13 * DAY)
    page = browser(firms.cast, firms.cast.authority).get(old.get_absolute_url())
    assert page.status_code == 200
    assert step(firms, old, "uphold", NOW + 14 * DAY).status == "upheld"


def test_late_answers_are_counted_and_stand_on_the_conduct_page(firms: Firms) -> None:
    made = export(firms, licence_number="")
    look([made.vin], at=NOW)  # long ago: the pages ask by the clock on the wall
    finding = only()
    desk, maker = browser(firms.cast, firms.cast.authority), browser(firms.cast, firms.cast.maker_hanhai)
    for who in (desk, maker, browser(firms.cast, firms.cast.regulator_ke)):
        group = who.get("/api/v1/findings/counted/", {"by": "exporter"}).json()[0]
        assert (group["total"], group["late"]) == (1, 1)
        assert finding.number in who.get("/exports/findings/?late=true").content.decode()
        assert finding.number not in who.get("/exports/findings/?late=false").content.decode()
    for who in (desk, maker):
        page = who.get("/exports/conduct/", {"exporter": firms.hanhai.name}).content.decode()
        assert "late=true" in page
        assert "late=true" not in who.get("/exports/conduct/", {"exporter": firms.used.name}).content.decode()
    row = maker.get(f"/api/v1/findings/{finding.number}/").json()
    assert (row["late"], row["answer_by"][:10]) == (True, "2026-03-18")
