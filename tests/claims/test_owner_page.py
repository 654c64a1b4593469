"""The owner's page: what is asked first, the talk with photos, the rating, and a link for the driver."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from apps.claims import services
from apps.claims.downtime import days_off_road
from apps.claims.models import Claim, ClaimPhoto, Rating
from apps.claims.services.sharing import open_link, shown_by
from apps.core.errors import Conflict, Refused
from apps.core.photos import Photo
from apps.lab.demo.stories import drawing
from apps.organizations.scope import acting_as, system_scope
from tests.cast import NOW, Cast
from tests.claims.conftest import DAY, File
from tests.oracles.downtime import days_out_of_service
from tests.pages import browser

Call = Callable[..., Any]


@pytest.fixture
def picture() -> Photo:
    return drawing("charging")


@pytest.fixture
def handed_back(file: File, as_dealer: Call) -> Claim:
    at = timezone.now() - 5 * DAY
    claim = as_dealer(services.respond, file(at=at, immobilised=True), message="Bring it on Monday", at=at)
    claim = as_dealer(services.start_repair, claim, at=at + DAY)
    claim = as_dealer(services.complete_repair, claim, cause="Fuse", correction="Replaced", at=at + 2 * DAY)
    done: Claim = as_dealer(services.hand_back, claim, at=at + 3 * DAY)
    return done


def page_of(cast: Cast, who: Any, claim: Claim) -> str:
    return browser(cast, who).get(claim.get_absolute_url()).content.decode()


def test_what_is_asked_stands_first_and_withdrawing_last(cast: Cast, handed_back: Claim) -> None:
    page = page_of(cast, cast.amina, handed_back)
    order = ('id="decide"', "Where it stands", 'id="rate"', 'id="talk"', "History", 'id="share"')
    places = [page.index(mark) for mark in order]
    assert places == sorted(places)
    assert "Days off the road so far" in page


def test_days_off_the_road_are_counted_as_the_measure_counts_them(
    cast: Cast, handed_back: Claim, as_owner: Call, as_dealer: Call
) -> None:
    at = timezone.now() - DAY
    claim = as_owner(services.reopen, handed_back, message="It stopped charging again", at=at)
    claim = as_dealer(services.start_repair, claim, at=at)
    now = at + 3 * DAY
    with system_scope("test"):
        visits = [
            (claim.filed_at if visit.number == 1 else visit.taken_in_at, visit.handed_back_at or visit.reopened_at)
            for visit in claim.visits.all()
        ]
        found = days_off_road(claim, at=now)

    def day(moment: datetime | None) -> Any:
        return moment.date() if moment else None

    stays = [(day(began), day(ended)) for began, ended in visits]
    assert found == days_out_of_service(stays, since=claim.filed_at.date(), until=now.date())


def test_both_sides_send_photos_with_what_they_write(cast: Cast, file: File, picture: Photo) -> None:
    claim = file(at=timezone.now() - timedelta(hours=2))
    upload = SimpleUploadedFile("port.jpg", picture.content, content_type="image/jpeg")
    sent = browser(cast, cast.dealer_nairobi).post(
        f"/claims/{claim.number}/message/", {"message-message": "Is it this port?", "message-photos": upload}
    )
    assert sent.status_code == 302
    with system_scope("test"):
        photo = ClaimPhoto.objects.get()
        assert claim.events.get(kind="message").values["photos"] == [photo.sha256]
    address = f"/claims/{claim.number}/photos/{photo.pk}/"
    for who in (cast.amina, cast.dealer_nairobi):
        page = page_of(cast, who, claim)
        assert page.count(f'href="{address}"') >= 1
    assert browser(cast, cast.amina).get(address)["Content-Type"] == "image/jpeg"


def test_too_many_photos_and_no_photos_are_refused_in_words(
    cast: Cast, file: File, as_owner: Call, picture: Photo
) -> None:
    claim = file(at=timezone.now() - timedelta(hours=2))
    client = browser(cast, cast.amina)
    files = [SimpleUploadedFile(f"{n}.jpg", picture.content, content_type="image/jpeg") for n in range(9)]
    many = client.post(f"/claims/{claim.number}/message/", {"message-message": "See", "message-photos": files})
    assert (many.status_code, "at most 8 photos; you chose 9" in many.content.decode()) == (422, True)
    text = SimpleUploadedFile("note.jpg", b"no picture", content_type="image/jpeg")
    none = client.post(f"/claims/{claim.number}/message/", {"message-message": "See", "message-photos": text})
    assert (none.status_code, "no photo that can be read" in none.content.decode()) == (422, True)
    with pytest.raises(Refused, match="60 photos: send at most 8") as refused:
        as_owner(services.add_message, claim, message="See", photos=[picture] * 60, at=timezone.now())
    assert refused.value.field == "photos"
    with system_scope("test"):
        assert not ClaimPhoto.objects.exists()
        assert not claim.events.filter(kind="message").exists()


def test_a_message_with_photos_goes_by_api_too(cast: Cast, file: File, picture: Photo) -> None:
    claim = file(at=timezone.now() - timedelta(hours=2))
    upload = SimpleUploadedFile("port.jpg", picture.content, content_type="image/jpeg")
    client = browser(cast, cast.amina)
    sent = client.post(f"/api/v1/claims/{claim.number}/message/", {"message": "See", "photos": [upload]})
    assert (sent.status_code, len(sent.json()["photos"])) == (200, 1)
    plain = client.post(f"/api/v1/claims/{claim.number}/message/", {"message": "And"}, content_type="application/json")
    assert plain.status_code == 200


def test_a_repair_is_rated_once_and_its_firms_read_it(cast: Cast, handed_back: Claim, as_owner: Call) -> None:
    client = browser(cast, cast.amina)
    address = f"/claims/{handed_back.number}/rate/"
    assert client.post(address, {"rate-stars": "6"}).status_code == 422
    assert client.post(address, {"rate-stars": "4", "rate-words": "Quick, and they told me why."}).status_code == 302
    with pytest.raises(Conflict, match="already"):
        as_owner(services.rate, handed_back, stars=1, at=timezone.now())
    with system_scope("test"):
        assert Rating.objects.get().stars == 4
    for who in (cast.amina, cast.dealer_nairobi, cast.maker_hanhai):
        assert "Quick, and they told me why." in page_of(cast, who, handed_back)
    assert 'id="rate"' not in page_of(cast, cast.amina, handed_back)


def test_a_link_tells_a_driver_how_far_it_is_and_nothing_of_the_owner(cast: Cast, file: File, as_owner: Call) -> None:
    at = timezone.now() - timedelta(hours=1)
    claim = as_owner(services.share_status, file(at=at, contact_phone="+254 700 000 001"), at=at)
    with acting_as(cast.scope(cast.amina)):
        found = open_link(claim, at=timezone.now())
    assert found is not None
    path = re.sub(r"^https?://[^/]+", "", found[0])
    answer = browser(None).get(path)
    told = answer.content.decode()
    assert (answer.status_code, answer["Referrer-Policy"], answer["X-Robots-Tag"]) == (200, "no-referrer", "noindex")
    assert claim.number in told and "Next: the workshop must act by" in told
    for secret in (claim.vin, cast.amina.full_name, "+254 700", claim.complaint, claim.vehicle_title):
        assert secret not in told
    with pytest.raises(Conflict, match="open already"):
        as_owner(services.share_status, claim, at=timezone.now())
    as_owner(services.stop_sharing, claim, at=timezone.now())
    assert browser(None).get(path).status_code == 404
    again = as_owner(services.share_status, claim, at=timezone.now())
    with acting_as(cast.scope(cast.amina)):
        second = open_link(again, at=timezone.now())
    assert second is not None and second[0] != found[0]


def test_a_link_ends_by_itself(cast: Cast, file: File, as_owner: Call) -> None:
    claim = as_owner(services.share_status, file(), at=NOW)
    with acting_as(cast.scope(cast.amina)):
        found = open_link(claim, at=NOW)
    assert found is not None
    token = found[0].rstrip("/").rpartition("/")[2]
    assert shown_by(token, at=NOW + 59 * DAY) is not None
    assert shown_by(token, at=NOW + 61 * DAY) is None
    as_owner(services.withdraw, claim, at=NOW + DAY)
    assert shown_by(token, at=NOW + 7 * DAY) is not None
    assert shown_by(token, at=NOW + 9 * DAY) is None
    assert shown_by("0" * 64, at=NOW) is None
