"""Service points, appointments, and how the public finds dealers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.organizations.models import Appointment, ServicePoint
from apps.organizations.scope import system_scope
from tests.cast import Cast
from tests.pages import browser

POINTS, APPOINTMENTS, FINDER = (f"/organization/{name}/" for name in ("service-points", "appointments", "dealers"))
POINT = {
    "name": "Westlands",
    "address": "2 Ring Road",
    "city": "Nairobi",
    "country": "KE",
    "phone": "",
    "opened_on": "2025-01-01",
    "closed_on": "",
}


def test_a_dealer_adds_and_closes_a_service_point(cast: Cast) -> None:
    dealer = browser(cast, cast.dealer_nairobi)
    for _twice in range(2):
        assert dealer.post(f"{POINTS}new/", POINT).status_code == 302
    with system_scope("test"):
        point = ServicePoint.objects.get(name="Westlands")
    assert "Westlands" in browser(cast).get(FINDER, {"country": "KE"}).content.decode()
    early = dealer.post(f"{POINTS}{point.pk}/", {**POINT, "closed_on": "2024-12-31"})
    assert early.status_code == 422
    assert dealer.post(f"{POINTS}{point.pk}/", {**POINT, "closed_on": "2026-01-01"}).status_code == 302
    assert "Westlands" not in browser(cast).get(FINDER, {"country": "KE"}).content.decode()
    assert "Closed" in dealer.get(POINTS).content.decode()


def test_the_points_of_another_are_not_found(cast: Cast) -> None:
    with system_scope("test"):
        theirs = ServicePoint.objects.get(dealer=cast.dealer_almaty)
    assert browser(cast, cast.dealer_nairobi).get(f"{POINTS}{theirs.pk}/").status_code == 404
    assert browser(cast, cast.dealer_nairobi).post(f"{POINTS}{theirs.pk}/", POINT).status_code == 404
    assert browser(cast, cast.maker_hanhai).get(POINTS).status_code == 403


def appoint(cast: Cast, **changes: Any) -> Any:
    body = {"dealer": cast.dealer_almaty.pk, "country": "UZ", "starts_on": timezone.localdate(), **changes}
    return browser(cast, cast.maker_hanhai).post(APPOINTMENTS, body)


def test_a_maker_appoints_once_and_ends(cast: Cast) -> None:
    assert appoint(cast).status_code == 302
    assert appoint(cast).status_code == 302
    later = appoint(cast, starts_on=timezone.localdate() + timedelta(days=9))
    assert later.status_code == 422
    assert "end that appointment first" in later.content.decode()
    with system_scope("test"):
        row = Appointment.objects.get(country="UZ")
    end = f"{APPOINTMENTS}{row.pk}/end/"
    maker = browser(cast, cast.maker_hanhai)
    assert maker.post(end, {"ends_on": row.starts_on}).status_code == 422
    assert maker.post(end, {"ends_on": row.starts_on + timedelta(days=1)}).status_code == 302
    assert browser(cast, cast.maker_lanting).get(end).status_code == 404
    assert "Hanhai Motor" in browser(cast, cast.dealer_almaty).get(APPOINTMENTS).content.decode()


@pytest.mark.parametrize("changes", [{"dealer": "x"}, {"dealer": 10**12}, {"country": ""}, {"starts_on": "soon"}])
def test_nonsense_is_told(cast: Cast, changes: dict[str, Any]) -> None:
    assert appoint(cast, **changes).status_code == 422


def test_only_dealers_can_be_appointed(cast: Cast) -> None:
    assert appoint(cast, dealer=cast.maker_lanting.pk).status_code == 422


def test_anybody_finds_dealers_by_country_and_maker(cast: Cast, django_assert_max_num_queries) -> None:
    stranger = browser(cast)
    # Four reads; the others open and close the system's scope around them.
    with django_assert_max_num_queries(18):
        page = stranger.get(FINDER, {"country": "KE"}).content.decode()
    assert "Savanna Motors" in page
    assert "Lanting Auto" in page
    assert "Steppe Auto" not in page
    kazakh = stranger.get(FINDER, {"country": "KZ", "manufacturer": cast.maker_hanhai.pk}).content.decode()
    assert "Steppe Auto" in kazakh
    assert "not one of the available" in stranger.get(FINDER, {"country": "XX"}).content.decode()
