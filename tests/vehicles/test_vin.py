"""VINs as people write them: what is folded, what is an error, what only a warning."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.vehicles.vin import FORBIDDEN, MESSAGES, check_digit_of, decode, model_years, normalise
from apps.vehicles.wmi import WmiRow

CHARACTERS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
GOOD = "LVVDC21B1PD196821"
#: Characters that count the same in the check digit: it cannot tell them apart.
SAME_VALUE = ("0", "1AJ", "2BKS", "3CLT", "4DMU", "5ENV", "6FW", "7GPX", "8HY", "9RZ")
STRANGE = "aZ-_ *'\"=(VIN:ée\u0301\u200b\u212a\uff21\uff9e\uff76\uffe3\uffa0Вο٣"
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
        ("1" * 17, "ok", (2001,)),
        ("WVWZZZ1JZXW000001", "not-required", ()),
        ("WDD2470031J059461", "not-required", ()),
        ("7SVAAABA1TX076213", "ok", (1996, 2026)),
        ("HJRPBGJB4PF090659", "ok", (1993, 2023)),
    ],
)
def test_known_vins(vin: str, check: str, years: tuple[int, ...]) -> None:
    found = decode(vin, at_year=2026)
    assert found.valid
    assert (found.check_digit, found.model_years) == (check, years)


@pytest.mark.parametrize(
    ("code", "at_year", "years"),
    [
        ("A", 2026, (1980, 2010)),
        ("V", 2026, (1997, 2027)),
        ("W", 2026, (1998,)),
        ("W", 2027, (1998, 2028)),
        ("9", 2026, (2009,)),
        ("9", None, (2009, 2039)),
        ("A", 2040, (1980, 2010, 2040)),
        *((code, 2026, ()) for code in "IOQUZ0"),
    ],
)
def test_model_years_go_up_to_the_next_one(code: str, at_year: int | None, years: tuple[int, ...]) -> None:
    assert model_years(code, at_year) == years


@pytest.mark.parametrize("code", "UZ0")
def test_a_place_that_tells_no_year_is_warned_about(code: str) -> None:
    found = decode(f"WVWZZZ1JZ{code}W000001")
    assert found.valid
    assert found.model_years == ()
    assert [finding.code for finding in found.warnings] == ["model_year"]


@pytest.mark.parametrize(("vin", "check"), [("7ACAAABA0TX076213", "not-required"), ("7SVAAABA0TX076213", "bad")])
def test_of_region_seven_only_the_united_states_need_a_check_digit(vin: str, check: str) -> None:
    assert decode(vin).check_digit == check


def test_a_check_digit_that_happens_to_fit_is_not_required_elsewhere() -> None:
    body = "WVWZZZ1J0XW000001"
    assert decode(body[:8] + check_digit_of(body) + body[9:]).check_digit == "not-required"


def test_a_serial_with_letters_at_its_end_is_warned_about() -> None:
    assert codes("WVWZZZ1JZXW00000A") == ["serial"]


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
        "lvv—dc21–b1−pd‑196821\u00ad",
        "LVVDC21B1PD196821*",
        "*LVVDC21B1PD196821*",
        "'LVVDC21B1PD196821",
        '="LVVDC21B1PD196821"',
        "VIN: LVVDC21B1PD196821.",
        "(“lvv dc21b1 pd196821”)",
        "车架号：LVVDC21B1PD196821",
        "رقم الهيكل: LVVDC21B1PD196821",
        "LVVDC21B1PD١٩٦٨٢١",
        "LVVDC21B1PD۱۹۶۸۲۱",
        "LVVDC२१B१PD१९६८२१",
        "LVVDC21B1PD196821\x00\x00",
        "\u202aＬvv\u3000ＤＣ２１－Ｂ１pd196821\u202c\u2060\ufe0f",
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
    assert decode(suggestion + GOOD[1:]).valid


@pytest.mark.parametrize(
    ("letter", "latin"),
    [
        *(("В", "B"), ("Х", "X"), ("Ν", "N"), ("с", "C"), ("к", "K"), ("Қ", "K"), ("ν", "V"), ("χ", "X")),
        *(("О", "0"), ("ο", "0"), ("І", "1"), ("Ι", "1"), ("é", "E"), ("𝐋", "L")),
    ],
)
def test_look_alikes_are_reported_and_never_changed(letter: str, latin: str) -> None:
    found = decode(GOOD[:5] + letter + GOOD[6:])
    assert not found.valid
    assert found.vin[5] == letter
    assert found.errors[0].code == "look_alike"
    assert latin in found.errors[0].message
    assert "place 6" in found.errors[0].message
    assert normalise(GOOD[:5] + letter + GOOD[6:]).notes == found.errors
    assert decode(GOOD[:5] + latin + GOOD[6:]).valid


def test_a_letter_with_an_accent_of_its_own_is_not_taken_for_a_bare_one() -> None:
    found = decode("E\u0301" + GOOD[1:])
    assert found.vin[0] == "É"
    assert found.errors[0].code == "look_alike"


def test_errors_come_by_place_and_the_length_last() -> None:
    found = decode("ОVVDC21B1PD!9O821")
    assert [(finding.code, finding.place) for finding in found.errors] == [
        ("look_alike", 1),
        ("character", 12),
        ("forbidden", 14),
    ]
    assert codes("O!") == ["forbidden", "character", "length"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("EDEFB32B*TE****47", 9),
        ("WAUZZZ4HxHNxxxx85", 9),
        ("L6T7844SxDNxxxx28", 9),
        ("LVV-DC21B1PD••••••", 12),
        ("LVVDC21B1PD19682？", 17),
        ("LVVDC21B1PD19682*", 17),
        ("*VVDC21B1PD196821", 1),
        ("*************6821", 1),
    ],
)
def test_masked_vins_are_told_so_once(text: str, place: int) -> None:
    assert codes(text)[:1] == ["masked"] == [code for code in codes(text) if code != "length"]
    assert normalise(text).notes[0].place == place


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
    found = decode("1A9AB1234KC841001")
    assert (found.wmi, found.manufacturer) == ("1A9841", "AC PROPULSION, INC.")
    unknown = decode("1A9AB1234KC999001")
    assert (unknown.wmi, unknown.manufacturer) == ("1A9999", "")
    assert codes("1A9AB1234KC999001")[-1] == "unknown_wmi"


def test_a_code_of_three_ending_in_nine_speaks_where_no_code_of_six_does() -> None:
    rows = {"LX9": WmiRow("LX9", "Big", "CN", "-", "low"), "LX9123": WmiRow("LX9123", "Small", "CN", "-", "low")}
    assert decode("LX9DC21B1PD196821", rows).manufacturer == "Big"
    assert decode("LX9DC21B1PD123821", rows).manufacturer == "Small"


@pytest.mark.parametrize(
    ("vin", "country"),
    [("EDEFB32B1TE000047", "RU"), ("NSZDC21B1PD196821", "UZ"), ("MXZDC21B1PD196821", "KZ"), ("0" * 17, "")],
)
def test_an_unknown_maker_has_the_country_of_its_region(vin: str, country: str) -> None:
    found = decode(vin, {})
    assert (found.manufacturer, found.country) == ("", country)


@given(st.text())
def test_no_text_makes_it_raise(text: str) -> None:
    found = decode(text)
    assert found.valid == (not found.errors)
    assert all(finding.message and finding.code in MESSAGES for finding in (*found.errors, *found.warnings))


@given(st.text() | st.text(STRANGE, max_size=20))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text).vin
    assert normalise(once).vin == once


@given(st.text(CHARACTERS + "OIQОІВхé", min_size=17, max_size=17))
def test_following_every_suggestion_gives_a_vin(text: str) -> None:
    mended = list(text)
    for finding in decode(text).errors:
        mended[finding.place - 1] = str(dict(finding.values)["suggestion"])
    assert decode("".join(mended)).valid


@given(
    vins,
    st.lists(
        st.tuples(st.integers(0, 17), st.sampled_from(" -\u2013\u2014\u2212\u00a0\u3000\t\u200b\ufeff")), max_size=5
    ),
    st.booleans(),
)
def test_separators_small_letters_and_full_width_change_nothing(
    vin: str, extra: list[tuple[int, str]], wide: bool
) -> None:
    text = "".join(chr(ord(c) + 0xFEE0) for c in vin.lower()) if wide else vin.lower()
    for place, mark in extra:
        text = text[:place] + mark + text[place:]
    assert decode(text) == decode(vin)


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


@given(vins, st.integers(0, 16).filter(lambda place: place != 8), st.sampled_from(CHARACTERS))
def test_one_wrong_character_is_found_unless_it_has_the_same_value(vin: str, place: int, other: str) -> None:
    wrong = vin[:place] + other + vin[place + 1 :]
    same_value = any({vin[place], other} <= set(group) for group in SAME_VALUE)
    assert (check_digit_of(vin) == check_digit_of(wrong)) == same_value


def test_real_vins_agree_with_their_labels(shared_data: Path) -> None:
    with (shared_data / "vin_dev.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 614
    for row in rows:
        found = decode(row["vin"], at_year=2026)
        assert found.valid
        assert found.vin == row["vin"].upper()
        if found.check_digit != "not-required":
            assert (found.check_digit == "ok") == (row["check_digit_ok"] == "true"), row["vin"]
        if row["vpic_model_year"] and found.check_digit != "not-required":
            assert int(row["vpic_model_year"]) in found.model_years


def test_real_malformed_inputs_are_told_what_is_wrong(shared_data: Path) -> None:
    first = {"masked": "masked", "illegal": "forbidden", "18": "length", "17": "model_year"}
    with (shared_data / "vin_malformed.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 11
    for row in rows:
        kind = row["expected_class"].split()[0]
        assert first[kind] in codes(row["input"]), row
        # Seventeen allowed characters are a VIN by form; that this one is none, only warnings can say.
        assert decode(row["input"]).valid == (kind == "17")
