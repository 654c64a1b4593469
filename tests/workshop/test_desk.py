"""Who sees to a request, notes among colleagues: services and pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from apps.core.errors import Refused
from apps.organizations.models import Membership
from apps.organizations.scope import acting_as, system_scope
from apps.workshop import services
from apps.workshop.models import Assignment, InternalNote
from tests.cast import NOW, Cast
from tests.pages import browser
from tests.workshop.conftest import Desk


def member(cast: Cast, firm: Any) -> Membership:
    with system_scope("test: a member"):
        return Membership.objects.get(organization=firm)


def test_one_person_at_a_time_sees_to_a_request_and_who_did_before_stays(desk: Desk, cast: Cast) -> None:
    person = member(cast, cast.dealer_nairobi)
    first = desk.do(services.assign, claim=desk.claim, member=person, at=NOW)
    assert desk.do(services.assign, claim=desk.claim, member=person, at=NOW) == first
    assert desk.do(services.assign, claim=desk.claim, member=None, at=NOW + timedelta(hours=1)) is None
    again = desk.do(services.assign, claim=desk.claim, member=person, at=NOW + timedelta(hours=2))
    with system_scope("test"):
        rows = list(Assignment.objects.values_list("pk", "ended_at"))
    assert rows == [(first.pk, NOW + timedelta(hours=1)), (again.pk, None)]


def test_only_people_of_the_workshop_are_put_in_charge_and_only_by_it(desk: Desk, cast: Cast) -> None:
    stranger = member(cast, cast.dealer_almaty)
    with pytest.raises(Refused, match="does not act for your workshop") as told:
        desk.do(services.assign, claim=desk.claim, member=stranger, at=NOW)
    assert told.value.field == "member"
    for who in (cast.dealer_almaty, cast.maker_hanhai, cast.amina):
        with pytest.raises(PermissionDenied):
            desk.do(services.assign, who=who, claim=desk.claim, member=None, at=NOW)


def test_many_at_once_are_all_or_none(desk: Desk, cast: Cast) -> None:
    person = member(cast, cast.dealer_nairobi)
    with pytest.raises(Refused, match="C-NOWHERE"):
        desk.do(
            services.assign_many, numbers=[desk.claim.number, "C-NOWHERE"], member=person, at=NOW
        )  # fmt: skip
    with system_scope("test"):
        assert not Assignment.objects.exists()
    assert desk.do(services.assign_many, numbers=[desk.claim.number] * 2, member=person, at=NOW) == 1


def test_notes_are_read_by_the_workshop_alone(desk: Desk, cast: Cast) -> None:
    for _ in range(2):
        desk.do(
            services.write_note, claim=desk.claim, text="The pump was noisy last year, too.", request_key="k", at=NOW
        )
    with system_scope("test"):
        assert InternalNote.objects.count() == 1
    for who in (cast.amina, cast.maker_hanhai, cast.regulator_ke, cast.authority):
        with acting_as(cast.scope(who)):
            assert not InternalNote.objects.exists()
        page = browser(cast, who).get(desk.claim.get_absolute_url()).content.decode()
        assert "noisy last year" not in page
    page = browser(cast, cast.dealer_nairobi).get(desk.claim.get_absolute_url()).content.decode()
    assert "noisy last year" in page


def test_the_queue_shows_who_sees_to_what_and_assigns_what_is_ticked(desk: Desk, cast: Cast) -> None:
    client, person = browser(cast, cast.dealer_nairobi), member(cast, cast.dealer_nairobi)
    assert f'value="{desk.claim.number}"' in client.get("/claims/queue/").content.decode()
    chosen = {"claims": [desk.claim.number], "member": person.pk, "query": "in_charge=nobody"}
    sent = client.post("/claims/queue/assign/", chosen, follow=True)
    assert sent.redirect_chain == [("/claims/queue/?in_charge=nobody", 302)]
    assert "1 request was assigned" in sent.content.decode()
    for query, shown in (("in_charge=me", True), ("in_charge=nobody", False), (f"in_charge={person.pk}", True)):
        page = client.get(f"/claims/queue/?{query}").content.decode()
        assert (desk.claim.get_absolute_url() in page) == shown, query
    nothing = client.post("/claims/queue/assign/", {"member": person.pk}, follow=True).content.decode()
    assert "No request is chosen" in nothing
