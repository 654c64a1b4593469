"""The owner's name and phone: the workshop's to use, masked for others until they say why, and each look on record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.claims.models import Claim, ClaimEvent, Contact
from apps.notifications.models import OutboxEvent
from apps.organizations.identity import scope_of_organization
from apps.organizations.scope import acting_as, system_scope
from tests.cast import Cast
from tests.claims.conftest import File
from tests.pages import browser

PHONE = "+254 722 000 117"


@pytest.fixture
def claim(cast: Cast, file: File) -> Claim:
    return file(at=timezone.now() - timedelta(hours=3), contact_phone=PHONE)


def page(cast: Cast, who: str, claim: Claim) -> str:
    answer = browser(cast, getattr(cast, who)).get(claim.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("who", ["amina", "dealer_nairobi"])
def test_owner_and_workshop_see_it(cast: Cast, claim: Claim, who: str) -> None:
    shown = page(cast, who, claim)
    assert PHONE in shown
    assert "Amina Otieno" in shown


@pytest.mark.parametrize("who", ["maker_hanhai", "regulator_ke", "authority"])
def test_others_see_that_there_is_an_owner(cast: Cast, claim: Claim, who: str) -> None:
    shown = page(cast, who, claim)
    assert PHONE not in shown
    assert "Amina" not in shown
    assert "name, phone and plate masked" in shown
    assert shown.count("The owner") > 1, "as whoever filed it too"


@pytest.mark.parametrize("who", ["maker_hanhai", "regulator_ke", "authority"])
def test_whoever_says_why_sees_it_and_the_owner_is_told(cast: Cast, claim: Claim, who: str) -> None:
    client = browser(cast, getattr(cast, who))
    url = f"{claim.get_absolute_url()}see_contact/"
    silent = client.post(url, {"see_contact-message": "so"})
    assert silent.status_code == 422
    assert PHONE not in page(cast, who, claim)
    client.post(url, {"see_contact-message": "The recall letter came back: ask for the new address"})
    assert PHONE in page(cast, who, claim)
    others = {"maker_hanhai", "regulator_ke", "authority"} - {who}
    assert not any(PHONE in page(cast, other, claim) for other in others)
    told = page(cast, "amina", claim)
    assert "The owner&#x27;s contact was looked at" in told
    assert "The recall letter came back" in told
    with system_scope("test"):
        assert OutboxEvent.objects.filter(topic="claim.see_contact").count() == 1
        assert Claim.objects.get(pk=claim.pk).status == claim.status


@pytest.mark.parametrize(("days", "shown"), [(6, True), (8, False)])
def test_it_is_shown_for_a_week(cast: Cast, claim: Claim, days: int, shown: bool) -> None:
    with system_scope("test"):
        said = timezone.now() - timedelta(days=days)
        ClaimEvent.objects.create(
            claim=claim, kind="see_contact", happened_at=said, recorded_at=said, by_side="manufacturer",
            by_name="Hanhai", values={"organization": cast.maker_hanhai.pk}, **claim.sides(),
        )  # fmt: skip
    with acting_as(scope_of_organization(cast.maker_hanhai)):
        assert Contact.objects.filter(pk=claim.pk).exists() == shown
    assert (PHONE in page(cast, "maker_hanhai", claim)) == shown


def test_the_owner_and_the_workshop_need_no_step(cast: Cast, claim: Claim) -> None:
    for who in (cast.amina, cast.dealer_nairobi):
        url = f"{claim.get_absolute_url()}see_contact/"
        assert browser(cast, who).post(url, {"see_contact-message": "I want to see it"}).status_code == 403


@pytest.mark.parametrize(("who", "found"), [("dealer_nairobi", 1), ("regulator_ke", 0), ("maker_hanhai", 0)])
def test_nobody_finds_by_what_they_may_not_see(cast: Cast, claim: Claim, who: str, found: int) -> None:
    client = browser(cast, getattr(cast, who))
    for text in ("Otieno", "722 000 117"):
        shown = client.get("/claims/", {"text": text}).content.decode()
        assert shown.count(f">{claim.number}<") == found, text


def test_the_api_names_owners_to_those_who_work_with_them(cast: Cast, claim: Claim) -> None:
    def names(who: Any) -> set[str]:
        answer = browser(cast, who).get(f"/api/v1/claims/{claim.number}/").json()
        assert PHONE not in str(answer)
        return {event["by_name"] for event in answer["events"]}

    assert names(cast.dealer_nairobi) == names(cast.amina) == {"Amina Otieno"}
    assert names(cast.maker_hanhai) == names(cast.authority) == {"The owner"}


def test_a_conflict_names_no_owner(cast: Cast, claim: Claim) -> None:
    url = claim.get_absolute_url()
    browser(cast, cast.amina).post(f"{url}withdraw/", {"withdraw-sure": "on"})
    late = {"deny-reason": "wear", "deny-explanation": "Worn out by long use on rough roads", "deny-version": "1"}
    answer = browser(cast, cast.maker_hanhai).post(f"{url}deny/", late)
    assert answer.status_code == 409
    assert "The owner acted" in answer.content.decode()
    assert "Amina" not in answer.content.decode()
