"""VINs as people write them: what is folded, what is an error, what only a warning."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.vehicles.vin import FORBIDDEN, check_digit_of, decode, normalise

CHARACTERS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
GOOD = "LVVDC21B1PD196821"
vins = st.text(CHARACTERS, min_size=17, max_size=17)


def codes(text: str) -> list[str]:
    found = decode(text)
    return [finding.code for finding in (*found.errors, *found.warnings)]


@pytest.mark.parametrize(
    ("vin", "check", "years"),
    [
        ("1M8GDM9AXKP042788", "ok", (1989, 2019)),
        (GOOD, "ok", (1993, 2023)),
        ("LZZ7CCWD5PC474830", "ok", (1993, 2023)),
        ("LGXCE4CB1N0000000", "bad", (1992, 2022)),
        ("WVWZZZ1JZXW000001", "not-required", (1999,)),
    ],
)
def test_known_vins(vin: str, check: str, years: tuple[int, ...]) -> None:
    found = decode(vin)
    assert found.valid
    assert (found.check_digit, found.model_years) == (check, years)


def test_maker_and_country_come_from_the_registry() -> None:
    found = decode(GOOD)
    assert (found.wmi, found.manufacturer, found.country) == ("LVV", "Chery Automobile", "CN")


def test_a_bad_check_digit_warns_and_refuses_nothing() -> None:
    found = decode("LGXCE4CB1N0000000")
    assert found.valid
    assert found.errors == ()
    assert str(found.warnings[0]).startswith("check_digit: The check digit (place 9) is 1, expected 2")


@pytest.mark.parametrize(
    "text",
    [
        " lvvdc21b1pd196821 ",
        "LVV-DC21B1-PD196821",
        "ＬＶＶＤＣ２１Ｂ１ＰＤ１９６８２１",
        "\ufeffLVV DC21\u2011B1PD\u00a0196821\u200b",
    ],
)
def test_what_carries_no_meaning_is_folded(text: str) -> None:
    assert decode(text).vin == GOOD
    assert decode(text).valid


@pytest.mark.parametrize(("letter", "suggestion"), FORBIDDEN.items())
def test_forbidden_letters_are_reported_with_a_suggestion(letter: str, suggestion: str) -> None:
    found = decode(letter + GOOD[1:])
    assert not found.valid
    assert found.vin[0] == letter
    assert f"probably {suggestion}" in found.errors[0].message


@pytest.mark.parametrize(("letter", "latin"), [("В", "B"), ("Х", "X"), ("Ν", "N"), ("с", "C")])
def test_look_alikes_are_reported_and_never_changed(letter: str, latin: str) -> None:
    found = decode(GOOD[:5] + letter + GOOD[6:])
    assert not found.valid
    assert found.vin[5] == letter
    assert found.errors[0].code == "look_alike"
    assert latin in found.errors[0].message
    assert "place 6" in found.errors[0].message


@pytest.mark.parametrize("text", ["EDEFB32B*TE****47", "WAUZZZ4HxHNxxxx85", "L6T7844SxDNxxxx28"])
def test_masked_vins_are_told_so(text: str) -> None:
    assert codes(text)[0] == "masked"


def test_a_whole_vin_in_small_letters_is_not_masked() -> None:
    assert decode("1xpxxxxxxx0000001").valid


@pytest.mark.parametrize(
    "text", ["", "   ", "LVV", GOOD + "X", "x" * 1_000_000, "🚗" * 17, "علي", "汉海汽车", "\x00" * 17, "-1"]
)
def test_garbage_is_an_error_with_a_sentence(text: str) -> None:
    found = decode(text)
    assert not found.valid
    assert found.errors
    assert all(finding.message for finding in found.errors)


def test_seventeen_ones_pass_the_check_digit_and_are_warned_about() -> None:
    assert decode("1" * 17).check_digit == "ok"
    assert "same" in codes("1" * 17)


def test_an_unknown_maker_blocks_nobody() -> None:
    found = decode("LZ0DC21B1PD196821")
    assert found.valid
    assert "unknown_wmi" in [finding.code for finding in found.warnings]


def test_small_makers_have_six_characters() -> None:
    found = decode("1A9AB1234KC999001")
    assert found.wmi == "1A9999"


@given(st.text())
def test_no_text_makes_it_raise(text: str) -> None:
    decode(text)


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(vins, st.lists(st.tuples(st.integers(0, 17), st.sampled_from([" ", "-", "\u2013", "\u00a0", "\t"])), max_size=5))
def test_separators_change_nothing(vin: str, extra: list[tuple[int, str]]) -> None:
    text = vin
    for place, mark in extra:
        text = text[:place] + mark + text[place:]
    assert decode(text.lower()).as_dict() == decode(vin).as_dict()


def reference_check_digit(vin: str) -> str:
    """The calculation of 49 CFR 565.15(c), written out on its own."""
    table = {"A": 1, "B": 2, "C": 3, "D": 4, "E": 5, "F": 6, "G": 7, "H": 8, "J": 1, "K": 2, "L": 3, "M": 4, "N": 5}
    table |= {"P": 7, "R": 9, "S": 2, "T": 3, "U": 4, "V": 5, "W": 6, "X": 7, "Y": 8, "Z": 9}
    weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
    total = sum((int(c) if c.isdigit() else table[c]) * w for c, w in zip(vin, weights, strict=True))
    return "X" if total % 11 == 10 else str(total % 11)


@given(vins)
def test_check_digit_equals_an_independent_calculation(vin: str) -> None:
    assert check_digit_of(vin) == reference_check_digit(vin)


@given(vins, st.integers(0, 16), st.sampled_from("123456789"), st.sampled_from("123456789"))
def test_one_wrong_digit_is_found(vin: str, place: int, one: str, other: str) -> None:
    if place == 8 or one == other:
        return
    right, wrong = (vin[:place] + digit + vin[place + 1 :] for digit in (one, other))
    assert check_digit_of(right) != check_digit_of(wrong)


def test_real_vins_agree_with_their_labels(shared_data: Path) -> None:
    with (shared_data / "vin_dev.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 614
    for row in rows:
        found = decode(row["vin"])
        assert found.valid
        if found.check_digit != "not-required":
            assert (found.check_digit == "ok") == (row["check_digit_ok"] == "true"), row["vin"]
        if row["vpic_model_year"]:
            assert int(row["vpic_model_year"]) in found.model_years


def test_real_malformed_inputs_are_not_vins(shared_data: Path) -> None:
    with (shared_data / "vin_malformed.csv").open(newline="") as file:
        judged = {row["input"]: decode(row["input"]).valid for row in csv.DictReader(file)}
    assert [text for text, valid in judged.items() if valid] == ["00000000000001071"]
