"""Numbers and days as people write them: read when they have one reading, asked when they have two, never cut."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import formats, translation
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import serializers

from apps.core.api_fields import Day, WholeNumber
from apps.core.days import read_day
from apps.core.errors import Refused
from apps.core.fields import DayField, WholeNumberField
from apps.core.figures import KILOMETRES, read_whole
from apps.core.wording import number_text

APPS = Path(__file__).resolve().parents[2] / "apps"
LANGUAGES = [code for code, _name in settings.LANGUAGES]
#: Figures of scripts that our readers type: Latin, Arabic, Persian, Devanagari, Bengali, full width.
ZEROS = "0٠۰०০０"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("14500", 14_500),
        ("14,500", 14_500),
        ("14 500", 14_500),
        ("14\u202f500", 14_500),
        ("14’500", 14_500),
        ("14'500 km", 14_500),
        ("١٤٬٥٠٠", 14_500),
        ("١٤٥٠٠ كم", 14_500),
        ("１４５００公里", 14_500),
        ("1,50,000", 150_000),
        ("1.500.000", 1_500_000),
        ("15.0", 15),
        ("15,00", 15),
        ("\u200e0015\u200f", 15),
        ("−5", -5),
    ],
)
def test_what_has_one_reading_is_read(text: str, number: int) -> None:
    assert read_whole(text, units=KILOMETRES) == number


@pytest.mark.parametrize(
    ("text", "large", "small"), [("15.000", "15000", "15"), ("1.000", "1000", "1"), ("1.250", "1250", "1.25")]
)
def test_a_point_before_three_figures_is_asked_about(text: str, large: str, small: str) -> None:
    with pytest.raises(Refused) as refused:
        read_whole(text)
    assert str(refused.value).startswith(f"“{text}” can be read as {large} or as {small}:")


@pytest.mark.parametrize(
    "text",
    ["", "²", "15²", "①", "15.5", "15,5", "14,50", "1,5000", "1e3", "15k", "1 000,000", "٣½", "0x1f", "1" * 61, "5 km"],
)
def test_what_is_no_whole_number_is_refused_by_name(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read_whole(text)
    assert str(refused.value).startswith("“")


@given(number=st.integers(0, 10**9), language=st.sampled_from(LANGUAGES), zero=st.sampled_from(ZEROS))
def test_the_page_reads_the_numbers_that_it_writes(number: int, language: str, zero: str) -> None:
    with translation.override(language):
        written = number_text(number)
        unit = translation.gettext("%(km)s km") % {"km": written}
    typed = "".join(chr(ord(zero) + int(c)) if c.isdigit() else c for c in written)
    assert read_whole(written) == read_whole(typed) == read_whole(unit, units=KILOMETRES) == number


@given(
    day=st.dates(date(1981, 1, 1), date(2100, 12, 31)),
    language=st.sampled_from(LANGUAGES),
    style=st.sampled_from(["DATE_FORMAT", "SHORT_DATE_FORMAT"]),
    zero=st.sampled_from(ZEROS),
)
def test_the_page_reads_the_days_that_it_writes(day: date, language: str, style: str, zero: str) -> None:
    with translation.override(language):
        written = formats.date_format(day, style)
    typed = "".join(chr(ord(zero) + int(c)) if c.isdigit() else c for c in written)
    assert read_day(written) == read_day(typed) == day


@given(st.text(max_size=80))
def test_nothing_that_is_typed_breaks_a_field(text: str) -> None:
    for read in (read_whole, read_day):
        try:
            read(text)
        except Refused as refused:
            assert str(refused)


def test_forms_and_the_api_read_alike() -> None:
    class Given(serializers.Serializer[dict[str, object]]):
        km = WholeNumber(units=KILOMETRES, min_value=0)
        on = Day()

    for km, on, good in (("١٤٬٥٠٠ كم", "٢٠٢٦/١٠/٥", True), ("15.000", "05/10/2026", False)):
        data = Given(data={"km": km, "on": on})
        assert data.is_valid() is good
        for field, text, name in ((WholeNumberField(units=KILOMETRES), km, "km"), (DayField(), on, "on")):
            if good:
                assert field.clean(text) == data.validated_data[name]
                continue
            with pytest.raises(Exception, match="can be read as"):
                field.clean(text)
            assert "can be read as" in str(data.errors[name])
    assert Given(data={"km": 15.0, "on": "2026-10-05"}).is_valid()
    assert not Given(data={"km": 15.5, "on": "2026-10-05"}).is_valid()


def test_no_form_reads_numbers_and_days_in_a_way_of_its_own() -> None:
    """A hidden number of ours is no number that a person writes."""
    own = re.compile(
        r"forms\.(?:DateField|DateTimeField|IntegerField)\((?!widget=forms\.HiddenInput)|django_filters\.Date"
    )
    found = [
        f"{file.name}: {m[0]}"
        for file in APPS.rglob("*.py")
        for m in own.finditer(file.read_text())
        if file.parent.name != "core"
    ]
    assert found == []
