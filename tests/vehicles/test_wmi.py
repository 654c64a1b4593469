"""The registry of makers is well-formed and knows who it must know."""

from __future__ import annotations

import csv
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django_countries import countries

from apps.vehicles.management.commands import wmi_registry
from apps.vehicles.vin import decode
from apps.vehicles.wmi import CONFIDENCES, COUNTRY_OF_PAIR, DATA, FILES, read_registry, registry


def test_every_row_is_well_formed() -> None:
    rows = list(read_registry())
    assert len(rows) == len({row.code for row in rows}) > 1300
    for row in rows:
        assert re.fullmatch(r"[A-HJ-NPR-Z0-9]{3}([A-HJ-NPR-Z0-9]{3})?", row.code), row
        assert row.maker
        assert row.country == "" or row.country in countries
        assert row.confidence in CONFIDENCES


@pytest.mark.parametrize("name", FILES)
def test_each_file_is_sorted_and_has_each_code_once(name: str) -> None:
    with (DATA / name).open(newline="", encoding="utf-8") as file:
        codes = [row["code"] for row in csv.DictReader(file)]
    assert codes == sorted(set(codes))


def test_the_public_part_is_what_the_command_makes_of_its_source(
    shared_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wmi_registry, "DATA", tmp_path)
    call_command("wmi_registry", str(shared_data), verbosity=0, stdout=StringIO())
    assert (tmp_path / "wmi_vpic.csv").read_bytes() == (DATA / "wmi_vpic.csv").read_bytes()


@pytest.mark.parametrize(
    ("code", "country"), [("3MW", "MX"), ("KL4", "KR"), ("7SA", "US"), ("LES", "TW"), ("RUN", "RU")]
)
def test_the_country_is_that_of_the_code_not_of_who_filed_it(code: str, country: str) -> None:
    assert registry()[code].country == country


def test_what_sources_say_against_each_other_is_of_low_confidence() -> None:
    disputed = {row.code: row.confidence for row in registry().values() if ";" in row.source}
    assert disputed == {"LFZ": "low", "LGH": "low", "LPE": "low"}


def test_chinese_makers_are_known() -> None:
    known = {code for code, row in registry().items() if row.country == "CN"}
    assert {"LGX", "LVV", "LB3", "LSJ", "LGW", "HJR", "L1N", "LW4", "LZZ", "LZY"} <= known


def test_ours_speaks_before_the_public_table() -> None:
    assert registry()["LC0"].maker == "BYD Auto Industry Shenzhen"


def test_plants_abroad_seen_in_real_vins_are_known(shared_data: Path) -> None:
    with (shared_data / "vin_dev.csv").open(newline="") as file:
        unknown = {row["wmi"] for row in csv.DictReader(file) if not decode(row["vin"]).manufacturer}
    # A trailer and a motorcycle: the registry holds cars, trucks and buses.
    assert unknown == {"4V0", "JKB"}


def test_countries_of_pairs_are_real() -> None:
    assert all(code in countries for code in COUNTRY_OF_PAIR.values())
