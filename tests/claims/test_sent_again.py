"""``Idempotency-Key`` of the API, and keys of forms: sent again is not done again; other answers are told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.casework import keys
from apps.casework.models import StepKey
from apps.claims import services
from apps.claims.models import Claim, ClaimEvent
from apps.core.errors import Conflict
from apps.organizations.scope import system_scope
from apps.parts.models import Part, PartsOrder
from tests.cast import Cast
from tests.claims.conftest import DAY, File
from tests.claims.test_at_once import together
from tests.claims.test_photos import picture, upload
from tests.pages import browser

CLAIMS = "/api/v1/claims/"
KEY = '"8e03978e-40d5-43dd-bc93-6894a57f9324"'


def send(client: Client, url: str, body: Any, key: str = KEY, **more: Any) -> Any:
    options = {"content_type": "application/json", **more}
    return client.post(url, body, headers={"Idempotency-Key": key}, **options)


@pytest.fixture
def message(cast: Cast, file: File) -> tuple[Client, str]:
    """A step that may be taken again and again: a message to the owner."""
    claim = file(at=timezone.now() - timedelta(hours=2))
    return browser(cast, cast.dealer_nairobi), f"{CLAIMS}{claim.number}/message/"


def written() -> int:
    with system_scope("test"):
        return ClaimEvent.objects.filter(kind="message").count()


def test_sent_again_is_done_once_and_answered_alike(message: tuple[Client, str]) -> None:
    first, second = (send(*message, {"message": "The part is on its way"}) for _ in range(2))
    assert first.status_code == second.status_code == 200
    assert first.content == second.content
    assert "Idempotent-Replayed" not in first
    assert second["Idempotent-Replayed"] == "true"
    assert written() == 1
    assert send(*message, {"message": "The part is on its way"}, key=KEY.strip('"'))["Idempotent-Replayed"] == "true"


def test_other_contents_under_the_same_key_are_refused(message: tuple[Client, str]) -> None:
    send(*message, {"message": "The part is on its way"})
    other = send(*message, {"message": "The part is here"})
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert "8e03978e" in other.json()["detail"]
    client, url = message
    elsewhere = send(client, url.replace("message", "respond"), {"message": "The part is on its way"})
    assert elsewhere.status_code == 422
    assert written() == 1


def test_a_refused_request_leaves_its_key_free(message: tuple[Client, str]) -> None:
    assert send(*message, {"message": ""}).status_code == 400
    assert send(*message, {"message": "The part is on its way"}).status_code == 200


def test_keys_of_others_do_not_meet(cast: Cast, message: tuple[Client, str]) -> None:
    client, url = message
    send(client, url, {"message": "The part is on its way"})
    mine = send(browser(cast, cast.amina), url, {"message": "Thank you"})
    assert (mine.status_code, written()) == (200, 2)


@pytest.mark.parametrize("key", ["", '""', "x" * 256, "ключ"])
def test_a_key_that_is_none_is_told(message: tuple[Client, str], key: str) -> None:
    answer = send(*message, {"message": "The part is on its way"}, key=key)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_key")
    assert written() == 0


def test_photos_are_part_of_the_content(cast: Cast, car: Any) -> None:
    def body(shade: int) -> dict[str, Any]:
        return {
            "vin": car.vin, "dealer": cast.dealer_nairobi.pk, "component": "charging",
            "complaint": "The car stops charging after ten minutes", "odometer_km": 1500,
            "occurred_on": (timezone.now() - DAY).date().isoformat(), "request_key": "0f0f0f0f-1111",
            "photos": [upload(picture(800, 600 + shade))],
        }  # fmt: skip

    client = browser(cast, cast.amina)
    first, again, other = (client.post(CLAIMS, body(n), headers={"Idempotency-Key": KEY}) for n in (0, 0, 1))
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert first.json() == again.json()
    assert len(first.json()["photos"]) == 1


@pytest.mark.django_db(transaction=True)
def test_four_at_once_are_one(message: tuple[Client, str]) -> None:
    client, url = message
    cookies = client.cookies

    def one() -> Any:
        mine = Client()
        mine.cookies = cookies
        return send(mine, url, {"message": "The part is on its way"})

    answers = together(*[one] * 4)
    assert {(answer.status_code, answer.content) for answer in answers} == {(200, answers[0].content)}
    assert written() == 1


def test_answers_are_kept_for_a_week(message: tuple[Client, str]) -> None:
    send(*message, {"message": "The part is on its way"})
    now = timezone.now()
    assert keys.forget_old(at=now + 6 * DAY) == 0
    assert keys.forget_old(at=now + 8 * DAY) == 1
    with system_scope("test"):
        assert not StepKey.objects.filter(kind="request").exists()


def test_a_request_for_repair_under_a_used_key_with_other_words_is_told(file: File) -> None:
    first = file()
    assert file() == first
    with pytest.raises(Conflict, match="other answers") as told:
        file(complaint="The brakes make a grinding noise", component="steering")
    assert told.value.code == "key_reused"
    with system_scope("test"):
        assert Claim.objects.count() == 1


def test_an_order_under_a_used_key_with_other_lines_is_told(file: File, as_dealer: Any, part: Part) -> None:
    claim = file()
    claim = as_dealer(services.respond, claim, message="Bring it in", at=claim.filed_at + DAY)
    order = {"request_key": "k-order-1", "at": claim.filed_at + 2 * DAY}
    first = as_dealer(services.order_parts, claim, lines=[(part.pk, 2)], **order)
    assert as_dealer(services.order_parts, claim, lines=[(part.pk, 2)], **order) == first
    with pytest.raises(Conflict, match="other answers"):
        as_dealer(services.order_parts, claim, lines=[(part.pk, 3)], **order)
    with system_scope("test"):
        assert PartsOrder.objects.count() == 1
