from __future__ import annotations

import pickle
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from apps.duties.calendars import (
    ALL_DAY,
    DatedWeek,
    DayBook,
    WorkingCalendar,
    country_zones,
    default_calendar,
    known_countries,
    read_week,
    shared_calendar,
    write_week,
)
from apps.duties.errors import CalendarError
from apps.duties.localtime import DAY, HOUR, day_starts
from apps.duties.national_days import NationalYear
from tests.duties.places import WARSAW

NINE_TO_FIVE = ((time(9), time(17)),)


def days_off(country: str) -> str:
    names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    return " ".join(name for name, day in zip(names, default_calendar(country).shifts, strict=True) if not day)


def test_every_country_has_a_calendar() -> None:
    assert len(known_countries()) == 249
    for country in known_countries():
        calendar = default_calendar(country)
        ZoneInfo(calendar.zone)
        assert "weekend" in calendar.source
        assert sum(1 for day in calendar.shifts if day) in (5, 6)


@pytest.mark.parametrize("country", ["EG", "DZ", "KW", "QA", "BH", "IQ", "JO", "SA", "OM", "LY", "BD", "YE"])
def test_friday_and_saturday_are_off(country: str) -> None:
    assert days_off(country) == "Fri Sat"


@pytest.mark.parametrize("country", ["IN", "UG", "PY", "CD", "NE"])
def test_sunday_only_is_off(country: str) -> None:
    assert days_off(country) == "Sun"


@pytest.mark.parametrize(
    ("country", "off"),
    [
        ("NP", "Sat"),
        ("IR", "Fri"),
        ("BN", "Fri Sun"),
        ("MR", "Sat Sun"),
        ("KZ", "Sat Sun"),
        ("KE", "Sat Sun"),
    ],
)
def test_other_weeks(country: str, off: str) -> None:
    assert days_off(country) == off


def test_emirates_work_on_friday_morning_and_rest_on_saturday_and_sunday() -> None:
    calendar = default_calendar("AE")
    assert calendar.shifts[3] == NINE_TO_FIVE
    assert calendar.shifts[4] == ((time(9), time(12)),)
    assert days_off("AE") == "Sat Sun"


@pytest.mark.parametrize(
    ("country", "zone"),
    [
        ("KE", "Africa/Nairobi"),
        ("RU", "Europe/Moscow"),
        ("BR", "America/Sao_Paulo"),
        ("AU", "Australia/Sydney"),
        ("CA", "America/Toronto"),
        ("US", "America/New_York"),
        ("KZ", "Asia/Almaty"),
        ("UA", "Europe/Kyiv"),
        ("CN", "Asia/Shanghai"),
        ("CL", "America/Santiago"),
    ],
)
def test_main_zone(country: str, zone: str) -> None:
    assert default_calendar(country).zone == zone


def test_main_zone_comes_first_and_once() -> None:
    zones = country_zones("RU")
    assert zones[0] == "Europe/Moscow"
    assert zones.count("Europe/Moscow") == 1
    assert "Asia/Vladivostok" in zones


def test_same_object_each_time() -> None:
    assert default_calendar("KE") is default_calendar("KE")


def test_stored_calendar_of_the_same_values_is_the_same_object() -> None:
    rows = [[["08:00", "12:00"], ["13:00", "17:00"]]] * 6 + [[]]
    one, other = (shared_calendar("KE", "Africa/Nairobi", read_week(rows), DayBook("KE")) for _ in range(2))
    assert one is other
    assert one.whole_days is other.whole_days


def test_public_holiday_is_no_working_date() -> None:
    kenya = default_calendar("KE")
    assert not kenya.is_working_date(date(2025, 12, 12))  # Jamhuri Day, a Friday
    assert kenya.is_working_date(date(2025, 12, 11))


@pytest.mark.parametrize(
    ("country", "day"),
    [
        ("CN", date(2025, 1, 26)),
        ("CN", date(2025, 10, 11)),
        ("RU", date(2024, 4, 27)),
        ("RU", date(2025, 11, 1)),
    ],
)
def test_make_up_day_on_a_weekend_is_worked_in_ordinary_shifts(country: str, day: date) -> None:
    calendar = default_calendar(country)
    assert day.weekday() >= 5
    assert calendar.is_working_date(day)
    assert not calendar.is_working_date(day + timedelta(days=7))
    assert calendar.shifts_on(day.year)(day) == ((9 * HOUR, 17 * HOUR),)


def test_own_days_overrule_the_countrys() -> None:
    jamhuri, inventory, sunday = date(2025, 12, 12), date(2025, 12, 15), date(2025, 12, 14)
    book = DayBook("KE", closed=frozenset({inventory}), opened=frozenset({jamhuri, sunday, inventory}))
    calendar = WorkingCalendar("KE", "Africa/Nairobi", default_calendar("KE").shifts, book)
    assert calendar.is_working_date(jamhuri)
    assert calendar.is_working_date(sunday)
    assert not calendar.is_working_date(inventory)


@pytest.mark.filterwarnings("ignore:Requested Holidays are available only")  # India says so of itself
def test_years_at_the_edges_are_answered_for_every_country() -> None:
    for country in known_countries():
        for year in (1970, 2026, 2100, 2199):
            off, on = default_calendar(country).days.of_year(year)
            assert all(day.year == year for day in off | on)
            assert len(off) < 60
    assert default_calendar("AD").days.of_year(1970)[0]
    assert not default_calendar("KZ").days.of_year(1970)[0]  # before the library's first year


def test_equal_and_picklable() -> None:
    again = pickle.loads(pickle.dumps(WARSAW))  # noqa: S301
    assert again == WARSAW
    assert hash(again) == hash(WARSAW)


@pytest.mark.parametrize("country", ["XX", "ke", "", "KEN", "ZZ", None, 7, "K\u0395"])
def test_unknown_country_is_named(country: object) -> None:
    with pytest.raises(CalendarError) as caught:
        default_calendar(country)  # type: ignore[arg-type]
    assert caught.value.field == "country"
    assert caught.value.value == country
    assert repr(country) in str(caught.value)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "/etc/localtime", "Africa", None, "a\0b"])
def test_unknown_zone_is_named(zone: object) -> None:
    with pytest.raises(CalendarError) as caught:
        WorkingCalendar("KE", zone, (NINE_TO_FIVE,) * 7)  # type: ignore[arg-type]
    assert caught.value.field == "zone"


@pytest.mark.parametrize(
    ("week", "field"),
    [
        ((NINE_TO_FIVE,) * 6, "shifts"),
        (((),) * 7, "shifts"),
        ((((time(9), time(9)),),) + ((),) * 6, "shifts[0]"),
        (((),) * 6 + (((time(22), time(6)),),), "shifts[6]"),
        ((((time(9), time(13)), (time(12), time(18))),) * 7, "shifts[0]"),
        ((((time(14), time(18)), (time(9), time(13))),) * 7, "shifts[0]"),
        ((((time(20), time(0)), (time(0), time(2))),) * 7, "shifts[0]"),
    ],
)
def test_impossible_week_is_refused(week: object, field: str) -> None:
    with pytest.raises(CalendarError) as caught:
        WorkingCalendar("KE", "Africa/Nairobi", week)  # type: ignore[arg-type]
    assert caught.value.field == field


def test_week_is_read_and_written_as_json() -> None:
    rows = [[["09:00", "13:00"], ["14:00", "24:00"]], *[[["00:00", "12:30"]]] * 5, []]
    week = read_week(rows)
    assert week[0] == ((time(9), time(13)), (time(14), time(0)))
    assert write_week(week) == rows
    for country in known_countries():
        assert read_week(write_week(default_calendar(country).shifts)) == default_calendar(country).shifts


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        (None, "shifts"),
        ({"mon": []}, "shifts"),
        ([], "shifts"),
        ([[]] * 7, "shifts"),
        ([[["09:00"]]] * 7, "shifts[0]"),
        ([[], [["9 o'clock", "17:00"]], [], [], [], [], []], "shifts[1]"),
        ([[["09:00", 17]]] * 7, "shifts[0]"),
        ([[["09:00", "25:00"]]] * 7, "shifts[0]"),
        ([None] * 7, "shifts[0]"),
    ],
)
def test_unreadable_week_names_the_day(rows: object, field: str) -> None:
    with pytest.raises(CalendarError) as caught:
        read_week(rows)
    assert caught.value.field == field


def test_whole_days_keep_the_working_dates() -> None:
    whole = WARSAW.whole_days
    assert whole.shifts == (ALL_DAY,) * 5 + ((),) * 2
    assert whole.days == WARSAW.days
    assert WARSAW.every_day.shifts == (ALL_DAY,) * 7


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Africa/Cairo", date(2024, 4, 26), 23),  # 00:00 does not exist
        ("Africa/Cairo", date(2024, 10, 31), 25),  # 23:00 to 24:00 comes twice
        ("America/Santiago", date(2024, 9, 8), 23),
        ("America/Santiago", date(2024, 4, 6), 25),
        ("America/Havana", date(2025, 11, 2), 25),  # 00:00 comes twice
        ("Europe/Warsaw", date(2024, 3, 31), 23),
        ("Europe/Warsaw", date(2024, 10, 27), 25),
        ("Australia/Lord_Howe", date(2024, 10, 6), 23.5),
        ("Pacific/Apia", date(2011, 12, 30), 0),  # left out: the island crossed the date line
        ("Asia/Kathmandu", date(2024, 5, 5), 24),
    ],
)
def test_length_of_a_local_date(zone: str, day: date, hours: float) -> None:
    starts = day_starts(zone, day.year)
    index = day.timetuple().tm_yday - 1
    assert starts[index + 1] - starts[index] == hours * HOUR


def test_dates_of_a_year_fill_it() -> None:
    starts = day_starts("Europe/Warsaw", 2024)
    assert len(starts) == 367
    assert starts[-1] - starts[0] == 366 * DAY


def test_half_day_of_an_eve_ends_at_one_in_turkey() -> None:
    ankara = default_calendar("TR")
    assert ankara.shifts_on(2026)(date(2026, 10, 28)) == ((9 * HOUR, 13 * HOUR),)
    assert ankara.is_working_date(date(2026, 10, 28))
    assert ankara.whole_days.shifts_on(2026)(date(2026, 10, 28)) == ((0, DAY),)


def test_half_days_of_some_people_only_are_whole_days() -> None:
    assert default_calendar("CN").shifts_on(2026)(date(2026, 5, 6)) == ((9 * HOUR, 17 * HOUR),)
    assert not default_calendar("CN").days.early(2026)


def test_year_that_was_written_down_hides_what_the_library_says() -> None:
    known = NationalYear(2026, off=frozenset({date(2026, 3, 3)}))
    book = DayBook("KE", pinned=(known,))
    assert book.of_year(2026) == (known.off, frozenset())
    assert book.of_year(2027) == DayBook("KE").of_year(2027)


def test_dated_week_that_is_no_week_is_refused() -> None:
    with pytest.raises(CalendarError):
        WorkingCalendar("KE", "Africa/Nairobi", WARSAW.shifts, weeks=(DatedWeek(date(2026, 1, 1), None, ()),))
