"""Regulators of destinations read letters that bind, with the cars that go to their countries and no others."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection

from apps.casework import engine
from apps.exports.models import Letter, LetterCountry, LetterLine
from apps.organizations.models import Organization
from apps.organizations.scope import acting_as
from tests.cast import NOW
from tests.exports.conftest import Firms
from tests.exports.making import issue, issuer, promise, seal_all
from tests.factories import make_vin
from tests.pages import browser


@pytest.fixture
def both(firms: Firms) -> Letter:
    """One letter for a car to Kenya and one to Kazakhstan, sealed."""
    letter = issue(firms.cast, promises=[promise(firms.cast, 1), promise(firms.cast, 2, "KZ")])
    seal_all()
    return letter


def seen_in_sql(firms: Firms, who: Organization) -> tuple[set[str], set[str]]:
    """What the walls alone let a side read: numbers of letters, VINs of lines."""
    with acting_as(firms.cast.scope(who)):
        return set(Letter.objects.values_list("number", flat=True)), set(
            LetterLine.objects.values_list("vin", flat=True)
        )


def table(client: Any, **asked: str) -> list[dict[str, str]]:
    answer = client.get("/exports/letters.csv", asked)
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_each_regulator_reads_its_own_cars_of_it(firms: Firms, both: Letter) -> None:
    cast = firms.cast
    assert seen_in_sql(firms, cast.regulator_ke) == ({both.number}, {make_vin(1)})
    assert seen_in_sql(firms, cast.regulator_kz) == ({both.number}, {make_vin(2)})
    assert seen_in_sql(firms, cast.authority)[1] == {make_vin(1), make_vin(2)}
    assert seen_in_sql(firms, cast.maker_lanting) == (set(), set())
    desk = browser(cast, cast.regulator_kz)
    listed = desk.get("/exports/letters/").content.decode()
    assert both.number in listed and "letters/new/" not in listed
    page = desk.get(both.get_absolute_url()).content.decode()
    assert "Kazakhstan" in page and "Kenya" not in page
    assert make_vin(2) not in page and make_vin(2)[:8] in page, "masked"
    assert [row["country"] for row in table(desk)] == ["KZ"]
    one = desk.get(f"/api/v1/letters/{both.number}/").json()
    assert ([line["country"] for line in one["lines"]], one["cars"], one["events"]) == (["KZ"], 1, [])
    for address in (f"{both.get_absolute_url()}pdf/", f"/api/v1/letters/{both.number}/pdf/"):
        assert desk.get(address).status_code == 403, "the file names all cars"


def test_what_waits_for_its_seal_or_binds_no_more_is_not_read(firms: Firms) -> None:
    cast = firms.cast
    letter = issue(cast, 1)
    assert seen_in_sql(firms, cast.regulator_ke) == (set(), set())
    seal_all()
    assert seen_in_sql(firms, cast.regulator_ke) == ({letter.number}, {make_vin(1)})
    assert seen_in_sql(firms, cast.regulator_kz) == (set(), set())
    with acting_as(cast.scope(cast.maker_hanhai)):
        engine.take(letter, "revoke", by=issuer(cast), at=NOW, note="The contract with the centre ended")
    assert seen_in_sql(firms, cast.regulator_ke) == (set(), set())
    assert browser(cast, cast.regulator_ke).get(letter.get_absolute_url()).status_code == 404
    assert seen_in_sql(firms, cast.authority)[0] == {letter.number}


def test_by_destination_the_list_and_its_file_are_narrowed(firms: Firms, both: Letter) -> None:
    other = issue(firms.cast, 3, licence_number="26-101")
    seal_all()
    desk = browser(firms.cast, firms.cast.authority)
    for country, numbers in (("KE", {both.number, other.number}), ("KZ", {both.number}), ("UG", set())):
        rows = desk.get("/api/v1/letters/", {"country": country}).json()["results"]
        assert {row["number"] for row in rows} == numbers
        assert {row["number"] for row in table(desk, country=country)} == numbers
    assert {row["vin"] for row in table(browser(firms.cast, firms.cast.maker_hanhai))} == {
        make_vin(serial) for serial in (1, 2, 3)
    }


def test_the_wall_asks_an_index_once_a_statement(firms: Firms, both: Letter) -> None:
    with acting_as(firms.cast.scope(firms.cast.regulator_ke)), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN SELECT * FROM exports_letter WHERE number = '{both.number}'")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "lettercountry_by_country" in plan and "hashed SubPlan" in plan
    assert LetterCountry._meta.indexes[0].fields == ["country", "letter"]
