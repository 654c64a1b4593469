"""The registry of makers is well-formed and knows who it must know."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from django_countries import countries

from apps.vehicles.vin import decode
from apps.vehicles.wmi import CONFIDENCES, COUNTRY_OF_PAIR, read_registry, registry


def test_every_row_is_well_formed() -> None:
    rows = list(read_registry())
    assert len(rows) == len({row.code for row in rows}) > 1300
    for row in rows:
        assert re.fullmatch(r"[A-HJ-NPR-Z0-9]{3}([A-HJ-NPR-Z0-9]{3})?", row.code), row
        assert row.maker
        assert row.country == "" or row.country in countries
        assert row.confidence in CONFIDENCES


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
