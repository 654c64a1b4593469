"""The regulator's desk and the manufacturer's view, as each side walks them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db.models import F
from django.utils import translation

from apps.claims.services import file_claim
from apps.compliance.models import Dispute, Flag, Tally
from apps.duties.models import Clock
from apps.organizations.scope import acting_as, system_scope
from apps.oversight.measures import MEASURES
from apps.oversight.templatetags.oversight import short_of_target
from apps.oversight.views.words import evidence_words
from tests.cast import NOW, Cast
from tests.compliance.conftest import History
from tests.core.face import markup_errors
from tests.factories import make_owned_vehicle
from tests.pages import browser

DROPPED = [0.95] * 48 + [0.70] * 12
REASON = "We have looked at the cases and want to hear you."


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The day after the one the histories of these tests end on."""
    with time_machine.travel(datetime(2026, 10, 1, 9, tzinfo=UTC)):
        yield


@pytest.fixture
def flag(cast: Cast, history: History) -> Flag:
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=DROPPED)
    history(cast.maker_lanting.pk, "KE", weekly=20, kept=[0.96] * 60)
    call_command("compliance_sweep", "--as-of", "2026-09-30", stdout=StringIO())
    with system_scope("test"):
        return Flag.objects.get(scope_kind="country")


MEASURES_WITH_ROWS = [code for code in MEASURES if code != "kept_share"]
PAGES = [
    "", "?state=lagging", "report/", "flags/", "cases/", "cells/", "evaluations/", "compare/",
    "compare/?a=hanhai&b=lanting", "manufacturers/hanhai/",
    *(f"measures/{code}/?manufacturer=hanhai" for code in MEASURES_WITH_ROWS),
]  # fmt: skip


@pytest.mark.parametrize("who", ["regulator_ke", "regulator_kz", "authority"])
def test_pages_of_regulators(cast: Cast, flag: Flag, who: str) -> None:
    client = browser(cast, getattr(cast, who))
    for page in PAGES:  # what they show takes longer to make than they do
        answer = client.get(f"/compliance/{page}")
        assert (answer.status_code, markup_errors(answer.content.decode())) == (200, []), page


def test_the_desk_shows_who_lags_and_only_ones_own_country(cast: Cast, flag: Flag) -> None:
    query = "?period=365"
    seen = browser(cast, cast.regulator_ke).get(f"/compliance/{query}").content.decode()
    assert "Hanhai Motor" in seen
    assert "Lagging" in seen
    assert "Hanhai Motor" not in browser(cast, cast.regulator_kz).get(f"/compliance/{query}").content.decode()


def test_from_the_flag_to_its_cases(cast: Cast, flag: Flag) -> None:
    page = browser(cast, cast.regulator_ke).get(f"/compliance/flags/{flag.number}/").content.decode()
    assert "/claims/C-" in page
    assert "more kept in time would have met the target" in page


@pytest.mark.parametrize("who", ["regulator_kz", "maker_lanting"])
def test_strangers_do_not_find_the_flag(cast: Cast, flag: Flag, who: str) -> None:
    client = browser(cast, getattr(cast, who))
    assert client.get(f"/compliance/flags/{flag.number}/").status_code == 404
    assert client.post(f"/compliance/flags/{flag.number}/comment/", {"note": "hello there"}).status_code == 404


@pytest.mark.parametrize("who", ["dealer_nairobi", "amina"])
def test_other_sides_are_told_that_it_is_not_theirs(cast: Cast, flag: Flag, who: str) -> None:
    client = browser(cast, getattr(cast, who))
    assert {client.get(f"/compliance/{page}").status_code for page in PAGES} == {403}


def test_the_way_of_a_flag_between_regulator_and_manufacturer(cast: Cast, flag: Flag) -> None:
    regulator, maker = browser(cast, cast.regulator_ke), browser(cast, cast.maker_hanhai)
    url = f"/compliance/flags/{flag.number}/"
    assert regulator.post(f"{url}acknowledge/", {"note": ""}).status_code == 302
    refused = regulator.post(f"{url}ask_statement/", {"note": "why?"})
    assert refused.status_code == 422
    assert "write at least 10 letters" in refused.content.decode()
    assert regulator.post(f"{url}ask_statement/", {"note": REASON}).status_code == 302
    assert "A statement is asked of you" in maker.get("/compliance/own/").content.decode()
    assert maker.post(f"{url}answer/", {"note": "A strike at the port; parts are on their way."}).status_code == 302
    with system_scope("test"):
        flag.refresh_from_db()
        assert flag.status == Flag.Status.ANSWERED
        clock = Clock.objects.get(subject_kind="flag", subject_id=flag.pk)
        assert clock.stopped_at is not None


def test_two_people_of_the_regulator_at_once(cast: Cast, flag: Flag) -> None:
    client = browser(cast, cast.regulator_ke)
    url = f"/compliance/flags/{flag.number}/acknowledge/"
    seen = {"note": "", "version": flag.version}
    assert client.post(url, seen).status_code == 302
    assert client.post(url, seen).status_code == 409


def test_an_upheld_dispute_counts_no_more_and_the_original_stays(cast: Cast, flag: Flag) -> None:
    maker, regulator = browser(cast, cast.maker_hanhai), browser(cast, cast.regulator_ke)
    with system_scope("test"):
        link = flag.evidence.get()
        clock = Clock.objects.filter(pk__in=link.clock_ids, stopped_at__gt=F("due_at"))[0]
        before = sum(Tally.objects.values_list("due", flat=True))
    url = f"/compliance/flags/{flag.number}/"
    reason = {"clock_id": clock.pk, "reason": "The owner did not bring the car in."}
    assert maker.post(f"{url}dispute/{clock.pk}/", reason).status_code == 302
    with system_scope("test"):
        dispute = Dispute.objects.get()
    decision = {"upheld": "1", "note": "The workshop's log shows it."}
    assert regulator.post(f"{url}decide/{dispute.pk}/", decision).status_code == 302
    assert regulator.post(f"{url}decide/{dispute.pk}/", decision).status_code == 409
    with system_scope("test"):
        assert sum(Tally.objects.values_list("due", flat=True)) == before - 1
        assert clock.pk in flag.evidence.get(sequence=1).clock_ids


def test_a_dismissed_flag_is_not_raised_again_by_the_same_lag(cast: Cast, flag: Flag) -> None:
    url = f"/compliance/flags/{flag.number}/dismiss/"
    assert browser(cast, cast.regulator_ke).post(url, {"note": REASON}).status_code == 302
    call_command("compliance_sweep", "--as-of", "2026-09-30", stdout=StringIO())
    with system_scope("test"):
        assert Flag.objects.filter(scope_kind="country").count() == 1


def test_csv_has_the_rows_and_no_formula(cast: Cast, flag: Flag) -> None:
    with system_scope("test"):
        cast.maker_hanhai.name = "=cmd|' /C calc'!A0"
        cast.maker_hanhai.save()
    answer = browser(cast, cast.regulator_ke).get("/compliance/league.csv?period=365")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "'=cmd" in text
    assert "Lanting Auto" in text


def test_the_desk_costs_the_same_however_many_cases(cast: Cast, flag: Flag, django_assert_max_num_queries: Any) -> None:
    client = browser(cast, cast.regulator_ke)
    client.get("/compliance/")
    with django_assert_max_num_queries(45):
        client.get("/compliance/?period=365")


def test_garbage_in_the_address_does_no_harm(cast: Cast, flag: Flag) -> None:
    client = browser(cast, cast.regulator_ke)
    for query in ("?period=x&country=ZZZ", "?obligation=%00", "?powertrain=<script>", "?cursor=1"):
        for page in ("", "report/", "cases/", "flags/"):
            assert client.get(f"/compliance/{page}{query}").status_code in {200, 404}, (page, query)


def test_an_empty_house_says_what_comes_next(cast: Cast) -> None:
    page = browser(cast, cast.authority).get("/compliance/").content.decode()
    assert "No duty fell due in this period" in page


def test_a_manufacturer_sees_the_rows_of_its_own_measures(cast: Cast, flag: Flag) -> None:
    client = browser(cast, cast.maker_lanting)
    for code in MEASURES_WITH_ROWS:
        answer = client.get(f"/compliance/measures/{code}/?manufacturer=hanhai")
        page = answer.content.decode()
        assert (answer.status_code, markup_errors(page)) == (200, []), code
        assert ("Lanting Auto" in page, "Hanhai" in page) == (True, False), code


def test_measures_that_do_not_exist(cast: Cast, flag: Flag) -> None:
    client = browser(cast, cast.regulator_ke)
    for address in ("measures/kept_share/", "measures/nonsense/", "measures/denial_rate/?manufacturer=x"):
        assert client.get(f"/compliance/{address}").status_code == 404, address


def test_the_tiles_narrow_the_table_to_a_state(cast: Cast, flag: Flag) -> None:
    client = browser(cast, cast.regulator_ke)
    lagging = client.get("/compliance/?period=365&state=lagging").content.decode()
    table = lagging.split('id="league-table"')[1].split("</table>")[0]
    assert "Hanhai Motor" in table
    assert "Lanting Auto" not in table
    assert "No manufacturer is in this state" in client.get("/compliance/?period=365&state=watch").content.decode()


def test_a_flag_can_be_computed_again_on_its_page(cast: Cast, flag: Flag) -> None:
    client = browser(cast, cast.regulator_ke)
    url = f"/compliance/flags/{flag.number}/"
    assert "Identical" not in client.get(url).content.decode()
    assert "Identical" in client.get(f"{url}?recompute=1").content.decode()


def test_the_cases_of_a_flag_are_those_its_evidence_counted(cast: Cast, flag: Flag) -> None:
    with system_scope("test"):
        ids = flag.evidence.get().clock_ids
        missed = Clock.objects.filter(pk__in=ids, stopped_at__gt=F("due_at")).count()
    client = browser(cast, cast.regulator_ke)
    answer = client.get(f"/compliance/cases.csv?flag={flag.number}")
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 1 + len(ids)
    answer = client.get(f"/compliance/cases.csv?flag={flag.number.lower()}&outcome=missed")
    assert len(b"".join(answer.streaming_content).decode().splitlines()) == 1 + missed  # type: ignore[attr-defined]
    empty = browser(cast, cast.regulator_kz).get(f"/compliance/cases.csv?flag={flag.number}")
    assert len(b"".join(empty.streaming_content).decode().splitlines()) == 1  # type: ignore[attr-defined]


def test_a_late_safety_case_alerts_a_person_and_raises_no_flag(cast: Cast, flag: Flag) -> None:
    car = make_owned_vehicle(cast.amina, cast.maker_lanting, cast.dealer_nairobi)
    with acting_as(cast.scope(cast.amina)):
        claim = file_claim(
            by=cast.actor(cast.amina),
            vehicle=car,
            dealer_id=cast.dealer_nairobi.pk,
            component="service_brakes",
            complaint="The brake pedal goes down to the floor",
            occurred_on=NOW.date(),
            odometer_km=1_500,
            immobilised=True,
            safety_critical=True,
            request_key="22222222-bbbb",
            at=NOW,
        )
    seen = browser(cast, cast.regulator_ke).get("/compliance/").content.decode()
    assert claim.number in seen.split('id="worklist"')[1]
    assert claim.number not in browser(cast, cast.regulator_kz).get("/compliance/").content.decode()
    with system_scope("test"):
        assert not Flag.objects.filter(manufacturer=cast.maker_lanting).exists()


def test_measures_by_api(cast: Cast, flag: Flag) -> None:
    regulator, maker = browser(cast, cast.regulator_ke), browser(cast, cast.maker_hanhai)
    definitions = regulator.get("/api/v1/measures/").json()
    assert [row["code"] for row in definitions] == list(MEASURES)
    sheet = regulator.get("/api/v1/measures/hanhai/?country=ke").json()
    assert (sheet["until"], sheet["country"]) == ("2026-09-30", "KE")
    assert [row["code"] for row in sheet["readings"]] == MEASURES_WITH_ROWS
    assert maker.get("/api/v1/measures/hanhai/").status_code == 200
    assert maker.get("/api/v1/measures/lanting/").status_code == 404
    assert browser(cast, cast.dealer_nairobi).get("/api/v1/measures/hanhai/").status_code == 403
    wrong = regulator.get("/api/v1/measures/hanhai/?until=2030-01-01&country=KEN&powertrain=steam")
    assert wrong.status_code == 400
    assert set(wrong.json()) >= {"until", "country", "powertrain"} or "until" in str(wrong.json())


def test_the_desk_ends_on_the_last_judged_day_or_the_one_chosen(cast: Cast, flag: Flag) -> None:
    with time_machine.travel(datetime(2027, 6, 1, 9, tzinfo=UTC)):  # nothing was judged for months
        page = browser(cast, cast.regulator_ke).get("/compliance/").content.decode()
        assert "3 July 2026 to 30 September 2026" in page
        assert "Hanhai Motor" in page
    client = browser(cast, cast.regulator_ke)
    chosen = client.get("/compliance/?until=2026-08-15&period=30").content.decode()
    assert "17 July 2026 to 15 August 2026" in chosen
    assert "until=2026-08-15" in chosen.split('id="league-table"')[1]
    for nonsense in ("2031-01-01", "0001-01-01", "yesterday", "2026-02-31"):
        assert client.get(f"/compliance/?until={nonsense}").status_code == 200


@pytest.mark.parametrize("language", ["ar", "zh-hans"])
def test_every_reason_of_a_flag_is_said_in_the_readers_language(flag: Flag, language: str) -> None:
    with system_scope("test"):
        evidence = flag.evidence.get()
    english = evidence_words(evidence)
    assert english[-1] == "Of all windows looked at, the one shown says most."
    with translation.override(language):
        assert not set(english) & set(evidence_words(evidence))


def test_a_flag_that_ended_says_why_it_stood_and_why_it_ended(cast: Cast, history: History) -> None:
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=[0.95] * 40 + [0.6] * 10, last_day=date(2025, 5, 31))
    for day in ("2025-06-01", "2026-09-30"):
        call_command("compliance_sweep", "--as-of", day, stdout=StringIO())
    with system_scope("test"):
        ended = Flag.objects.get(scope_kind="country", status=Flag.Status.LAPSED)
    page = browser(cast, cast.regulator_ke).get(ended.get_absolute_url()).content.decode()
    why, end = page.split("<h3>Why</h3>")[1].split("<h3>Why it ended</h3>")
    assert "The share kept in time is below the target." in why
    assert "Too few cases fell due to say anything." not in why
    assert "Too few cases fell due to say anything." in end


def test_how_many_more_is_counted_to_the_case() -> None:
    """Seen: 55 % of 20 came to 11.000000000000002, and so to twelve."""
    flag = Flag(target=Decimal("0.55"), due=20, met=5)
    assert short_of_target(flag).startswith("15 of 20 cases were missed; 6 more kept in time")
