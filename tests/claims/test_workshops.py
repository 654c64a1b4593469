"""Which workshop: near ones first, by the words of service points, each with its own record or none at all."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.claims.nearness import Nearness, is_same_city, nearness
from apps.claims.workshops import workshops_near
from apps.duties.models import Clock, ObligationVersion
from apps.organizations.models import Appointment, Organization, ServicePoint
from apps.organizations.scope import acting_as, system_scope
from apps.vehicles.models import Vehicle
from tests.cast import Cast
from tests.core.face import markup_errors
from tests.pages import browser

from .test_filing_pages import URL, form

__all__ = ["form"]
WORKSHOPS = "/claims/new/workshops/"


@pytest.fixture
def four(cast: Cast) -> dict[str, Organization]:
    """Beside Savanna in Nairobi: one in Mombasa, one across the border, one without an open service point."""
    made = {}
    with system_scope("test: workshops"):
        for name, city, country, closed in (
            ("Coast Cars", "Mombasa", "KE", None),
            ("Border Garage", "Entebbe", "UG", None),
            ("Gone Garage", "Nairobi", "KE", date(2026, 1, 1)),
        ):
            dealer = Organization.objects.create(kind="dealer", name=name, slug=name[:5].lower(), country=country)
            Appointment.objects.create(
                manufacturer=cast.maker_hanhai, dealer=dealer, country="KE", starts_on=date(2025, 1, 1)
            )
            ServicePoint.objects.create(
                dealer=dealer, name=name, address="2 Road", city=city, country=country, opened_on=date(2024, 1, 1),
                closed_on=closed,
            )  # fmt: skip
            made[name] = dealer
    return made


def clocks(cast: Cast, *, kept: int, missed: int, first: int = 0) -> None:
    """Duties of Savanna that fell due in the last weeks."""
    now = timezone.now()
    with system_scope("test: clocks"):
        version = ObligationVersion.objects.filter(obligation_id="first_response").latest("id")
        Clock.objects.bulk_create(
            Clock(
                obligation_id="first_response", version=version, subject_kind="claim", subject_id=first + n,
                subject_label=f"C-{n}", responsible="dealer", started_at=now - timedelta(days=9),
                due_at=now - timedelta(days=5), stopped_at=now - timedelta(days=6 if n < kept else 2), ending="done",
                dealer=cast.dealer_nairobi, manufacturer=cast.maker_hanhai, country="KE", owner=cast.boris,
            )
            for n in range(kept + missed)
        )  # fmt: skip


def names_near(cast: Cast, car: Vehicle, **place: str) -> list[str]:
    with acting_as(cast.scope(cast.amina)):
        return [row.dealer.name for row in workshops_near(car, at=timezone.now(), **place)]


@pytest.mark.usefixtures("four")
def test_near_ones_stand_first(cast: Cast, car: Vehicle) -> None:
    with acting_as(cast.scope(cast.amina)):
        found = workshops_near(car, city="MOMBASA island", at=timezone.now())
    assert [(row.dealer.name, row.near) for row in found] == [
        ("Coast Cars", Nearness.CITY),
        ("Savanna Motors", Nearness.COUNTRY),
        ("Border Garage", Nearness.ELSEWHERE),
        ("Gone Garage", Nearness.ELSEWHERE),
    ]
    # The car is abroad: the workshop there is near, although appointed for the car's country.
    assert names_near(cast, car, city="Entebbe", country="UG")[0] == "Border Garage"


def test_a_record_is_told_of_many_cases_only(cast: Cast, car: Vehicle) -> None:
    def kept() -> float | None:
        with acting_as(cast.scope(cast.amina)):
            return workshops_near(car, at=timezone.now())[0].kept

    clocks(cast, kept=18, missed=1)
    assert kept() is None
    clocks(cast, kept=0, missed=1, first=100)
    assert kept() == 0.9


@pytest.mark.usefixtures("four")
def test_the_place_orders_the_list_with_and_without_scripts(cast: Cast, car: Vehicle, form: dict[str, Any]) -> None:
    clocks(cast, kept=20, missed=0)
    owner = browser(cast, cast.amina)
    place = {"place_city": "Mombasa", "place_country": "KE"}
    piece = owner.get(WORKSHOPS, {"vin": car.vin, **place, "dealer": form["dealer"]}).content.decode()
    assert piece.index("Coast Cars") < piece.index("Savanna Motors")
    assert "In your city" in piece
    assert re.search(r"in time, last 12 months: 100\s?%", piece)
    assert f'value="{cast.dealer_nairobi.pk}"' in piece.split("checked")[0].rpartition("<input")[2]
    assert browser(cast, cast.boris).get(WORKSHOPS, {"vin": car.vin}).status_code == 404
    there = owner.post(URL, {**form, **place, "complaint": "", "step": "near"})
    assert there["Location"].endswith("#workshops")
    page = owner.get(there["Location"]).content.decode()
    assert page.index("Coast Cars") < page.index("Savanna Motors")
    assert "aria-invalid" not in page
    assert markup_errors(page) == []


@pytest.mark.usefixtures("four")
def test_the_api_tells_the_same(cast: Cast, car: Vehicle) -> None:
    asked = {"vin": car.vin, "place_city": "Mombasa"}
    rows = browser(cast, cast.amina).get("/api/v1/claims/workshops/", asked).json()
    assert (rows[0]["name"], rows[0]["near"], rows[0]["kept_share"]) == ("Coast Cars", "city", None)
    assert rows[0]["points"][0]["city"] == "Mombasa"
    assert browser(cast, cast.dealer_nairobi).get("/api/v1/claims/workshops/", asked).status_code == 403


def test_wished_times_reach_the_workshop(cast: Cast, form: dict[str, Any]) -> None:
    owner = browser(cast, cast.amina)
    request = owner.post(URL, {**form, "wished": "Mondays, after four", "step": "send"})["Location"]
    assert "Mondays, after four" in browser(cast, cast.dealer_nairobi).get(request).content.decode()
    assert "Mondays" not in browser(cast, cast.maker_hanhai).get(request).content.decode()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Nairobi", " nairobi  WEST ", True),
        ("São Paulo", "sao paulo", True),
        ("北京", "北京市朝阳区", True),
        ("القاهرة", "القاهره", False),
        ("Lima", "Limassol", False),
        ("Almaty", "", False),
        ("-", "Nairobi", False),
    ],
)
def test_the_same_city_is_known_by_its_words(one: str, other: str, same: bool) -> None:
    assert is_same_city(one, other) is is_same_city(other, one) is same


@settings(max_examples=30)
@given(st.lists(st.tuples(st.text(max_size=8), st.sampled_from(["KE", "UG"])), max_size=4), st.text(max_size=8))
def test_more_service_points_never_make_a_workshop_farther(points: list[tuple[str, str]], city: str) -> None:
    near = [nearness(points[:n], city=city, country="KE") for n in range(len(points) + 1)]
    assert near == sorted(near, reverse=True)
