"""Who acts for an organisation, and that changes hold from the next request."""

from __future__ import annotations

import pytest
from django.test import Client

from apps.organizations.models import Membership
from apps.organizations.scope import system_scope
from tests.cast import Cast
from tests.pages import browser

OWN = "/organization/"


@pytest.fixture
def admin(cast: Cast) -> Client:
    make_admin(cast, cast.staff[cast.dealer_nairobi.pk].pk)
    return browser(cast, cast.dealer_nairobi)


def make_admin(cast: Cast, user_id: int) -> None:
    with system_scope("test"):
        Membership.objects.filter(user_id=user_id).update(role="admin")


def membership(cast: Cast, user: object) -> Membership:
    with system_scope("test"):
        return Membership.objects.get(user=user, organization=cast.dealer_nairobi)


def test_an_administrator_adds_a_person_who_signed_up(cast: Cast, admin: Client) -> None:
    assert admin.post(f"{OWN}members/", {"email": "Amina@Example.org", "role": "viewer"}).status_code == 302
    assert admin.post(f"{OWN}members/", {"email": "amina@example.org", "role": "viewer"}).status_code == 302
    assert "Amina Otieno" in admin.get(OWN).content.decode()
    again = admin.post(f"{OWN}members/", {"email": "amina@example.org", "role": "staff"})
    assert again.status_code == 409


def test_nobody_behind_the_address(cast: Cast, admin: Client) -> None:
    refused = admin.post(f"{OWN}members/", {"email": "nobody@example.org", "role": "staff"})
    assert refused.status_code == 422
    assert "Nobody has signed up as nobody@example.org" in refused.content.decode()
    assert 'value="nobody@example.org"' in refused.content.decode()


def test_staff_look_on(cast: Cast) -> None:
    staff = browser(cast, cast.dealer_nairobi)
    assert staff.get(OWN).status_code == 200
    assert staff.post(f"{OWN}members/", {"email": "amina@example.org", "role": "staff"}).status_code == 403
    assert staff.post(OWN, {"email": "x@example.org", "phone": ""}).status_code == 403
    own = membership(cast, cast.staff[cast.dealer_nairobi.pk])
    assert staff.post(f"{OWN}members/{own.pk}/role/", {"role": "admin"}).status_code == 403
    assert browser(cast, cast.amina).get(OWN).status_code == 403


def test_the_last_administrator_stays(cast: Cast, admin: Client) -> None:
    own = membership(cast, cast.staff[cast.dealer_nairobi.pk])
    for address, body in ((f"{OWN}members/{own.pk}/role/", {"role": "staff"}), (f"{OWN}members/{own.pk}/remove/", {})):
        response = admin.post(address, body)
        assert response.status_code == 400
        assert "only administrator" in response.content.decode()


def test_members_of_others_are_not_found(cast: Cast, admin: Client) -> None:
    with system_scope("test"):
        theirs = Membership.objects.get(organization=cast.dealer_almaty)
    assert admin.post(f"{OWN}members/{theirs.pk}/remove/").status_code == 404
    assert admin.post(f"{OWN}members/{theirs.pk}/role/", {"role": "viewer"}).status_code == 404


def test_a_removed_member_is_out_at_the_next_request(cast: Cast, admin: Client) -> None:
    admin.post(f"{OWN}members/", {"email": "amina@example.org", "role": "staff"})
    amina = browser(cast, cast.amina)
    assert amina.get("/vehicles/").status_code == 200
    admin.post(f"{OWN}members/{membership(cast, cast.amina).pk}/remove/")
    assert amina.get("/vehicles/").status_code == 403


def test_a_viewer_changes_nothing_from_the_next_request_on(cast: Cast, admin: Client) -> None:
    admin.post(f"{OWN}members/", {"email": "amina@example.org", "role": "staff"})
    amina = browser(cast, cast.amina)
    assert amina.get(f"{OWN}service-points/new/").status_code == 200
    admin.post(f"{OWN}members/{membership(cast, cast.amina).pk}/role/", {"role": "viewer"})
    assert amina.post(f"{OWN}service-points/new/", {}).status_code == 403


def test_switching_between_organisation_and_own_vehicles(cast: Cast, admin: Client) -> None:
    admin.post(f"{OWN}members/", {"email": "amina@example.org", "role": "staff"})
    amina = browser(cast, cast.amina)
    amina.post(f"{OWN}switch/", {"organization": "0"})
    assert amina.get("/vehicles/").status_code == 403
    amina.post(f"{OWN}switch/", {"organization": str(cast.dealer_nairobi.pk)})
    assert amina.get("/vehicles/").status_code == 200
    for stranger in (str(cast.dealer_almaty.pk), "x", "", "-1"):
        amina.post(f"{OWN}switch/", {"organization": stranger})
        assert amina.session["acting_for"] == cast.dealer_nairobi.pk


def test_contact_data(cast: Cast, admin: Client) -> None:
    assert admin.post(OWN, {"email": "not an address", "phone": ""}).status_code == 422
    assert admin.post(OWN, {"email": "desk@savanna.example", "phone": "+254 20 1"}).status_code == 302
    assert "desk@savanna.example" in admin.get(OWN).content.decode()
