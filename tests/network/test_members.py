"""Who acts for an organisation, and that changes hold from the next request."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from apps.network.models import MembershipEvent
from apps.organizations.models import ApiKey, Membership
from apps.organizations.scope import system_scope
from tests.cast import Cast
from tests.network.conftest import OWN, join, make_admin, relay
from tests.pages import browser


def own_membership(cast: Cast) -> Membership:
    with system_scope("test"):
        return Membership.objects.get(user=cast.staff[cast.dealer_nairobi.pk])


def act_for(client: Client, organization: object) -> None:
    client.post(f"{OWN}switch/", {"organization": str(organization)})


def test_staff_look_on(cast: Cast) -> None:
    staff = browser(cast, cast.dealer_nairobi)
    assert staff.get(OWN).status_code == 200
    sent = {"email": "amina@example.org", "role": "staff", "language": "en"}
    assert staff.post(f"{OWN}members/", sent).status_code == 403
    assert staff.post(OWN, {"email": "x@example.org", "phone": ""}).status_code == 403
    own = own_membership(cast)
    assert staff.post(f"{OWN}members/{own.pk}/role/", {"role": "admin"}).status_code == 403
    assert browser(cast, cast.amina).get(OWN).status_code == 403


def test_the_last_administrator_stays(cast: Cast, admin: Client) -> None:
    own = own_membership(cast)
    for verb, body in (("role", {"role": "staff"}), ("remove", {"sure": "on"}), ("leave", {"sure": "on"})):
        response = admin.post(f"{OWN}members/{own.pk}/{verb}/", body)
        assert response.status_code == 422, verb
        assert "only administrator: make somebody else administrator first" in response.content.decode()


def test_members_of_others_are_not_found(cast: Cast, admin: Client) -> None:
    with system_scope("test"):
        theirs = Membership.objects.get(organization=cast.dealer_almaty)
    assert admin.post(f"{OWN}members/{theirs.pk}/remove/", {"sure": "on"}).status_code == 404
    assert admin.post(f"{OWN}members/{theirs.pk}/role/", {"role": "viewer"}).status_code == 404
    assert admin.post(f"{OWN}members/{theirs.pk}/leave/", {"sure": "on"}).status_code == 404
    assert admin.get(f"{OWN}members/{theirs.pk}/").status_code == 404


def test_being_a_member_changes_nobodys_home(cast: Cast, admin: Client, amina: Client) -> None:
    member = join(admin, amina)
    assert "My vehicles" in amina.get("/").content.decode()
    assert amina.get("/vehicles/").status_code == 403
    act_for(amina, member.organization_id)
    assert amina.get("/vehicles/").status_code == 200
    page = amina.get("/").content.decode()
    assert "Savanna Motors" in page
    # She comes again on another machine: her choice was kept.
    again = browser(cast, cast.amina)
    assert again.get("/vehicles/").status_code == 200
    act_for(again, 0)
    assert browser(cast, cast.amina).get("/vehicles/").status_code == 403


def test_a_removed_member_is_out_at_the_next_request_and_told(cast: Cast, admin: Client, amina: Client) -> None:
    member = join(admin, amina)
    act_for(amina, member.organization_id)
    relay()
    mail.outbox.clear()
    assert admin.post(f"{OWN}members/{member.pk}/remove/", {"sure": "on"}).status_code == 302
    assert amina.get("/vehicles/").status_code == 403
    assert "My vehicles" in amina.get("/").content.decode()
    relay()
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["amina@example.org"], "You no longer act for Savanna Motors")
    ]
    notices = amina.get("/notices/").content.decode()
    assert "You no longer act for Savanna Motors" in notices
    assert amina.get(f"{OWN}members/{member.pk}/").status_code == 200


def test_a_viewer_changes_nothing_from_the_next_request_on(cast: Cast, admin: Client, amina: Client) -> None:
    member = join(admin, amina)
    act_for(amina, member.organization_id)
    assert amina.get(f"{OWN}service-points/new/").status_code == 200
    assert admin.post(f"{OWN}members/{member.pk}/role/", {"role": "viewer"}).status_code == 302
    assert amina.post(f"{OWN}service-points/new/", {}).status_code == 403
    assert "Viewer instead of Staff" in admin.get(f"{OWN}members/{member.pk}/").content.decode()


def test_a_member_leaves_and_stays_on_record(cast: Cast, admin: Client, amina: Client) -> None:
    member = join(admin, amina)
    act_for(amina, member.organization_id)
    assert amina.post(f"{OWN}members/{member.pk}/leave/").status_code == 422  # not ticked
    assert amina.post(f"{OWN}members/{member.pk}/leave/", {"sure": "on"}).status_code == 302
    assert amina.get("/vehicles/").status_code == 403
    assert "Amina Otieno" in admin.get(f"{OWN}members/").content.decode()
    assert "Amina Otieno" not in admin.get(OWN).content.decode()
    with system_scope("test"):
        row = Membership.objects.get(pk=member.pk)
        assert row.ended_at is not None
        assert Membership.objects.at(row.created_at).filter(pk=row.pk).exists()
        assert not Membership.objects.at(row.ended_at).filter(pk=row.pk).exists()
        events = MembershipEvent.objects.filter(membership=row).select_related("actor")
        assert [(e.kind, e.by_name, e.actor and e.actor.user_id) for e in events] == [
            ("joined", "Amina Otieno", cast.amina.pk),
            ("leave", "Amina Otieno", cast.amina.pk),
        ]
    back = join(admin, amina)
    assert back.pk != member.pk


def keys_shown(admin: Client) -> str:
    page = admin.get(f"{OWN}keys/").content.decode()
    return page[page.index("<tbody>") : page.index("</tbody>")]


def test_the_keys_of_a_leaver_stop_and_are_shown_as_such(cast: Cast, admin: Client, amina: Client) -> None:
    member = join(admin, amina, role="admin")
    act_for(amina, member.organization_id)
    assert amina.post(f"{OWN}keys/", {"name": "Parts system"}).status_code == 201
    assert "no longer an administrator" not in keys_shown(admin)
    amina.post(f"{OWN}members/{member.pk}/leave/", {"sure": "on"})
    assert "no longer an administrator" in keys_shown(admin)
    with system_scope("test"):
        assert ApiKey.objects.get().created_by_id == cast.amina.pk


def test_nobody_switches_to_a_stranger(cast: Cast, admin: Client, amina: Client) -> None:
    member = join(admin, amina)
    act_for(amina, member.organization_id)
    for stranger in (cast.dealer_almaty.pk, "x", "", "-1"):
        act_for(amina, stranger)
        assert amina.session["acting_for"] == cast.dealer_nairobi.pk


def test_a_member_of_two_firms_who_is_removed_from_one_does_not_act_for_the_other_unasked(
    cast: Cast, admin: Client, amina: Client
) -> None:
    first = join(admin, amina)
    make_admin(cast, cast.dealer_almaty)
    second = join(browser(cast, cast.dealer_almaty), amina)
    act_for(amina, second.organization_id)
    act_for(amina, first.organization_id)
    assert amina.get("/").context["actor"].organization_id == first.organization_id
    admin.post(f"{OWN}members/{first.pk}/remove/", {"sure": "on"})
    assert amina.get("/").context["actor"].organization_id is None


def test_contact_data(cast: Cast, admin: Client) -> None:
    assert admin.post(OWN, {"email": "not an address", "phone": ""}).status_code == 422
    assert admin.post(OWN, {"email": "desk@savanna.example", "phone": "+254 20 1"}).status_code == 302
    assert "desk@savanna.example" in admin.get(OWN).content.decode()


@pytest.mark.parametrize("role", ["", "owner"])
def test_no_such_role(cast: Cast, admin: Client, amina: Client, role: str) -> None:
    member = join(admin, amina)
    assert admin.post(f"{OWN}members/{member.pk}/role/", {"role": role}).status_code == 422
