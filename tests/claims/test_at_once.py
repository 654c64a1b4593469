"""Two people, or the same form twice, at the same moment: real threads, real transactions."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from apps.claims import services
from apps.claims.models import Claim, ClaimPhoto
from apps.core.errors import Conflict, TooMany
from apps.core.photos import clean
from apps.duties.models import Clock
from apps.organizations.scope import acting_as, system_scope
from apps.vehicles.models import Registration
from apps.warranty.services import register_vehicle
from tests.cast import NOW, Cast, build_cast
from tests.claims.conftest import DAY
from tests.claims.test_photos import picture, upload
from tests.factories import make_owned_vehicle, make_vin
from tests.pages import browser

#: So many parts of one car, since of one part only so many requests may be open.
PARTS = ("engine", "seats", "charging", "climate", "suspension", "lighting")

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build_cast()


@pytest.fixture
def filing(cast: Cast) -> Callable[..., Claim]:
    car = make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi)

    def send(**fields: Any) -> Claim:
        values: dict[str, Any] = {
            "by": cast.actor(cast.amina), "vehicle": car, "dealer_id": cast.dealer_nairobi.pk, "component": "charging",
            "complaint": "The car stops charging", "occurred_on": NOW.date(), "odometer_km": 1_500,
            "immobilised": False, "request_key": "11111111-aaaa", "at": NOW,
        }  # fmt: skip
        with acting_as(cast.scope(cast.amina)):
            return services.file_claim(**{**values, **fields})

    return send


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Start all calls at the same moment; each one's result, or the exception it raised."""
    barrier, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place: int) -> None:
        try:
            barrier.wait(timeout=60)
            results[place] = calls[place]()
        except Exception as error:
            results[place] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return results


def test_of_two_who_answer_at_once_one_wins_and_the_other_is_told(cast: Cast, filing: Callable[..., Claim]) -> None:
    claim = filing()

    def answer(words: str) -> Callable[[], Any]:
        def act() -> Any:
            with acting_as(cast.scope(cast.dealer_nairobi)):
                by = cast.actor(cast.dealer_nairobi)
                return services.respond(claim=claim, by=by, message=words, at=NOW + DAY, version=1)

        return act

    results = together(answer("Bring it on Monday"), answer("Bring it on Friday"))
    lost = [result for result in results if isinstance(result, Conflict)]
    assert len(lost) == 1
    assert "Savanna Motors" in str(lost[0])
    assert sum(isinstance(result, Claim) for result in results) == 1
    with system_scope("test"):
        assert claim.events.filter(kind="respond").count() == 1
        assert Clock.objects.filter(subject_id=claim.pk, obligation_id="repair").count() == 1


def test_withdrawn_and_answered_at_once_leaves_no_clock_of_a_closed_claim(
    cast: Cast, filing: Callable[..., Claim]
) -> None:
    claim = filing()

    def withdraw() -> Any:
        with acting_as(cast.scope(cast.amina)):
            return services.withdraw(claim=claim, by=cast.actor(cast.amina), at=NOW + DAY, version=1)

    def answer() -> Any:
        with acting_as(cast.scope(cast.dealer_nairobi)):
            by = cast.actor(cast.dealer_nairobi)
            return services.respond(claim=claim, by=by, message="Bring it", at=NOW + DAY, version=1)

    results = together(withdraw, answer)
    assert sum(isinstance(result, Conflict) for result in results) == 1
    with system_scope("test"):
        claim.refresh_from_db()
        running = Clock.objects.filter(subject_id=claim.pk, subject_kind="claim", stopped_at=None).count()
    assert running == (0 if claim.status == "withdrawn" else 1)


def test_the_same_form_twice_at_once_is_one_claim_with_one_set_of_photos(
    filing: Callable[..., Claim], tmp_path: Path
) -> None:
    photos = [clean(upload(picture()))]
    results = together(*[lambda: filing(photos=photos, beside_open=False)] * 4)
    assert {type(result) for result in results} == {Claim}, results
    assert len({result.pk for result in results}) == 1
    with system_scope("test"):
        assert Claim.objects.count() == 1
        files = {tmp_path / row.file for row in ClaimPhoto.objects.all()}
    assert set(tmp_path.rglob("*.jpg")) == files


def test_a_rollback_after_filing_takes_the_files_along(
    cast: Cast, filing: Callable[..., Claim], tmp_path: Path
) -> None:
    photos = [clean(upload(picture()))]

    def file_and_fail() -> None:
        with acting_as(cast.scope(cast.amina)), transaction.atomic():
            filing(photos=photos)
            assert len(list(tmp_path.rglob("*.jpg"))) == 1
            raise RuntimeError("the page broke after the claim was filed")

    with pytest.raises(RuntimeError):
        file_and_fail()
    assert list(tmp_path.rglob("*.jpg")) == []
    kept = filing(photos=photos)
    with system_scope("test"):
        assert (tmp_path / ClaimPhoto.objects.get(claim=kept).file).is_file()


def test_a_page_that_breaks_after_filing_leaves_neither_claim_nor_file(
    cast: Cast, filing: Callable[..., Claim], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    car = make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi, serial=2)
    form = {
        "vin": car.vin, "component": "charging", "complaint": "The car stops charging", "step": "send",
        "occurred_on": timezone.now().date().isoformat(), "odometer_km": "1500",
        "dealer": str(cast.dealer_nairobi.pk), "request_key": "0f0f0f0f-1111-2222",
    }  # fmt: skip
    client = browser(cast, cast.amina, raise_request_exception=False)

    def broken(*_arguments: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("apps.claims.views.filing._sent", broken)
    answer = client.post("/claims/new/", {**form, "photos": [upload(picture())]})
    assert answer.status_code == 500
    with system_scope("test"):
        assert not Claim.objects.exists()
    assert list((tmp_path / "claims").rglob("*.jpg")) == []


def test_requests_sent_at_once_pass_no_quota(filing: Callable[..., Claim], settings: Any) -> None:
    settings.QUOTAS = {"claims": (3, 86_400)}
    results = together(
        *(lambda n=n, part=part: filing(request_key=f"k-{n:08d}", component=part) for n, part in enumerate(PARTS))
    )
    assert sum(isinstance(result, TooMany) for result in results) == len(PARTS) - 3
    with system_scope("test"):
        assert Claim.objects.count() == 3


def test_the_same_request_at_once_fills_no_quota(filing: Callable[..., Claim], settings: Any) -> None:
    settings.QUOTAS = {"claims": (1, 86_400)}
    results = together(*(filing for _ in range(4)))
    assert {getattr(result, "number", result) for result in results} == {results[0].number}


def test_requests_on_one_part_sent_at_once_are_three(filing: Callable[..., Claim], settings: Any) -> None:
    settings.MOST_OPEN_ON_PART = 3
    results = together(*(lambda n=n: filing(request_key=f"k-{n:08d}") for n in range(6)))
    assert sum(isinstance(result, Claim) for result in results) == 3


def test_cars_registered_at_once_pass_no_quota(cast: Cast, settings: Any) -> None:
    settings.QUOTAS = {"registrations": (2, 86_400)}
    day = (NOW - 3 * DAY).date()

    def register(number: int) -> Any:
        with acting_as(cast.scope(cast.amina)):
            return register_vehicle(
                owner_id=cast.amina.pk, vin_text=make_vin(number), delivered_on=day, odometer_km=5, country="KE",
                dealer_id=None, by=cast.actor(cast.amina), at=NOW,
            )  # fmt: skip

    results = together(*(lambda n=n: register(n) for n in range(1, 7)))
    assert sum(isinstance(result, TooMany) for result in results) == 4
    with system_scope("test"):
        assert Registration.objects.count() == 2
