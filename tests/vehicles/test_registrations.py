"""Registrations are cases: verified by record, papers or the car; contested by whoever says that a car is theirs."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.casework import engine
from apps.casework.models import Document
from apps.core.errors import Conflict, Refused
from apps.notifications.models import OutboxEvent
from apps.organizations.scope import acting_as, system_scope
from apps.vehicles import services
from apps.vehicles.models import OdometerReading, Registration, RegistrationPaper, Vehicle
from apps.vehicles.papers import LARGEST, Paper
from tests.cast import NOW, Cast
from tests.factories import make_vehicle, make_vin
from tests.pages import browser
from tests.vehicles.test_register_owner import register

DAY = timedelta(days=1)
TEXT = "the invoice names this VIN and this owner"


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def paper(content: bytes = b"%PDF-1.7 an invoice", name: str = "invoice.pdf", size: int = 0) -> Paper:
    return Paper(io.BytesIO(content), name, size or len(content), "invoice")


def of(vehicle: Vehicle, who: Any) -> Registration:
    with system_scope("test"):
        return Registration.objects.get(vehicle=vehicle, owner=who)


def take(cast: Cast, who: Any, case: Registration, verb: str, *, at: Any = NOW, **given: Any) -> Registration:
    with acting_as(cast.scope(who)):
        found: Registration = engine.perform(
            case, verb, by=cast.actor(who), at=at, given=given, version=None, key=given.pop("key", "")
        )
        return found


def contest(cast: Cast, who: Any, *, vin: str = "", papers: Any = None, at: Any = NOW) -> Registration:
    with acting_as(cast.scope(who)):
        return services.contest(
            owner_id=who.pk,
            vin_text=vin or make_vin(1),
            delivered_on=date(2026, 2, 20),
            odometer_km=40,
            papers=papers or [paper()],
            by=cast.actor(who),
            at=at,
        )


def told(topic: str) -> list[dict[str, Any]]:
    with system_scope("test"):
        return [event.payload for event in OutboxEvent.objects.filter(topic=f"registration.{topic}")]


def test_a_car_on_the_delivery_list_is_verified_at_once(makers: Cast) -> None:
    make_vehicle(makers.maker_hanhai)
    found = of(register(makers), makers.amina)
    assert (found.status, found.verified_by, found.verified_at) == ("verified", "record", NOW)


def test_another_car_waits_for_proof_and_is_served_all_the_same(makers: Cast) -> None:
    vehicle = register(makers)
    found = of(vehicle, makers.amina)
    assert (found.status, found.verified_at, found.vin) == ("unverified", None, vehicle.vin)
    assert vehicle.dealer_id == makers.dealer_nairobi.pk


def test_a_later_record_of_export_verifies_by_itself(makers: Cast) -> None:
    vehicle, later = register(makers), NOW + 3 * DAY
    maker = makers.maker_hanhai
    with acting_as(makers.scope(maker)):
        services.register_export(
            manufacturer_id=maker.pk,
            vin=vehicle.vin,
            country="KE",
            model_name="Polaris 4",
            model_year=None,
            powertrain="bev",
            built_on=None,
            exported_on=date(2026, 1, 12),
            by=makers.actor(maker),
            at=later,
        )
    found = of(vehicle, makers.amina)
    assert (found.status, found.verified_by, found.verified_at) == ("verified", "record", later)
    assert [fact["vin"] for fact in told("verified_by_record")] == [vehicle.vin]


def test_twenty_five_cars_of_a_squatter_weigh_nothing(makers: Cast, settings: Any) -> None:
    settings.QUOTAS = {**settings.QUOTAS, "registrations": (0, 86400)}
    for serial in range(100, 125):
        register(makers, makers.boris, vin_text=make_vin(serial), dealer_id=None)
    with system_scope("test"):
        assert Registration.objects.current().filter(owner=makers.boris, status="unverified").count() == 25
        assert not Registration.objects.verified(NOW + DAY).exists()


def test_verified_is_asked_as_of_a_moment(makers: Cast) -> None:
    case = of(register(makers), makers.amina)
    take(makers, makers.dealer_nairobi, case, "verify", at=NOW + DAY, seen="car", note=TEXT)
    take(makers, makers.amina, case, "let_go", at=NOW + 5 * DAY)
    with system_scope("test"):
        days = [n for n in range(8) if Registration.objects.verified(NOW + n * DAY).exists()]
    assert days == [1, 2, 3, 4]


def test_papers_are_looked_at_refused_and_sent_again(makers: Cast) -> None:
    case = of(register(makers), makers.amina)
    dealer = makers.dealer_nairobi
    assert take(makers, makers.amina, case, "prove", papers=[paper()]).status == "proof_sent"
    assert take(makers, dealer, case, "refuse_proof", note="the VIN on the photo cannot be read").status == "unverified"
    take(makers, makers.amina, case, "prove", papers=[paper(b"%PDF-1.7 sharper")])
    done = take(makers, dealer, case, "verify", seen="papers", note=TEXT)
    assert (done.status, done.verified_by) == ("verified", "papers")
    with system_scope("test"):
        assert [event.kind for event in case.events.all()] == [
            *("registered", "prove", "refuse_proof", "prove", "verify")
        ]
        assert case.papers.count() == 2


def test_papers_cannot_be_a_ground_when_none_were_sent(makers: Cast) -> None:
    case = of(register(makers), makers.amina)
    with pytest.raises(Refused) as caught:
        take(makers, makers.dealer_nairobi, case, "verify", seen="papers", note=TEXT)
    assert (caught.value.field, caught.value.code) == ("seen", "no_papers")


def test_operators_do_not_see_cars(makers: Cast) -> None:
    case = of(register(makers), makers.amina)
    with pytest.raises(Refused) as caught:
        take(makers, makers.authority, case, "verify", seen="car", note=TEXT)
    assert caught.value.code == "no_car"


@pytest.mark.parametrize("verb", ["verify", "refuse_proof", "award", "refuse_contest"])
def test_neither_manufacturer_nor_regulator_decides(makers: Cast, verb: str) -> None:
    case = of(register(makers), makers.amina)
    for side in (makers.maker_hanhai, makers.regulator_ke, makers.amina):
        with pytest.raises(PermissionDenied):
            take(makers, side, case, verb, note=TEXT, **({"seen": "car"} if verb in ("verify", "award") else {}))


BAD = [
    ([], "number"),
    ([paper()] * 6, "number"),
    ([paper(b"MZ a program", "invoice.pdf")], "no_paper"),
    ([paper(b"", "empty.pdf")], "no_paper"),
    ([paper(size=LARGEST + 1)], "too_large"),
]


@pytest.mark.parametrize(("papers", "code"), BAD)
def test_what_is_no_paper_is_refused_and_nothing_is_kept(makers: Cast, papers: list[Paper], code: str) -> None:
    case = of(register(makers), makers.amina)
    with pytest.raises(Refused) as caught:
        take(makers, makers.amina, case, "prove", papers=papers)
    assert (caught.value.field, caught.value.code) == ("papers", code)
    with system_scope("test"):
        assert not Document.objects.exists()


def test_papers_are_read_by_owner_workshop_and_authority_alone(makers: Cast) -> None:
    case = of(register(makers), makers.amina)
    take(makers, makers.amina, case, "prove", papers=[paper()])
    with system_scope("test"):
        sent = RegistrationPaper.objects.get()
    url = f"/vehicles/registrations/{case.number}/papers/{sent.pk}/"
    for side in (makers.amina, makers.dealer_nairobi, makers.authority):
        answer = browser(makers, side).get(url)
        assert answer.status_code == 200, side
        assert answer["Content-Disposition"].startswith("attachment")
        assert b"".join(answer) == b"%PDF-1.7 an invoice"
    for side in (makers.maker_hanhai, makers.regulator_ke, makers.boris, makers.dealer_almaty):
        assert browser(makers, side).get(url).status_code in (403, 404), side


def test_the_next_workshop_sees_the_papers_and_the_former_one_no_longer(makers: Cast) -> None:
    vehicle = register(makers)
    case = of(vehicle, makers.amina)
    take(makers, makers.amina, case, "prove", papers=[paper()])
    with acting_as(makers.scope(makers.amina)):
        services.change_dealer(vehicle=vehicle, dealer_id=None, by=makers.actor(makers.amina), at=NOW)
    with acting_as(makers.scope(makers.dealer_nairobi)):
        assert not RegistrationPaper.objects.exists()


def test_a_contest_is_told_to_the_holder_without_saying_who(makers: Cast) -> None:
    vehicle = register(makers)
    case = contest(makers, makers.boris)
    assert case.status == "contesting"
    with system_scope("test"):
        vehicle.refresh_from_db()
        assert vehicle.owner_id == makers.amina.pk
    (fact,) = told("contested")
    assert fact["owner"] == makers.amina.pk
    assert makers.boris.full_name not in str(fact)
    with acting_as(makers.scope(makers.amina)):
        seen = [event.by_name for event in of(vehicle, makers.amina).events.all()]
        assert makers.boris.full_name not in seen
        assert not Registration.objects.filter(pk=case.pk).exists()
    with acting_as(makers.scope(makers.boris)):
        assert not Vehicle.objects.exists()
        assert list(Registration.objects.all()) == [case]


def test_the_same_contest_twice_is_one(makers: Cast) -> None:
    register(makers)
    assert contest(makers, makers.boris).pk == contest(makers, makers.boris).pk
    assert len(told("contested")) == 1


def test_nobody_contests_a_free_car_or_their_own(makers: Cast) -> None:
    with pytest.raises(Conflict):
        contest(makers, makers.boris)
    register(makers)
    with pytest.raises(Conflict):
        contest(makers, makers.amina)


def test_contests_count_among_a_persons_registrations(makers: Cast, settings: Any) -> None:
    settings.QUOTAS = {**settings.QUOTAS, "registrations": (2, 86400)}
    for serial in (1, 2, 3):
        register(makers, vin_text=make_vin(serial)) if serial < 3 else None
    contest(makers, makers.boris, vin=make_vin(1))
    contest(makers, makers.boris, vin=make_vin(2))
    settings.QUOTAS = {**settings.QUOTAS, "registrations": (0, 86400)}
    register(makers, vin_text=make_vin(3))
    settings.QUOTAS = {**settings.QUOTAS, "registrations": (2, 86400)}
    with pytest.raises(Refused) as caught:
        contest(makers, makers.boris, vin=make_vin(3))
    assert caught.value.field == "vin"


def test_nobody_decides_for_the_other_while_the_holder_may_answer(makers: Cast) -> None:
    register(makers)
    case = contest(makers, makers.boris)
    with pytest.raises(Refused) as caught:
        take(makers, makers.dealer_nairobi, case, "award", at=NOW + 13 * DAY, seen="papers", note=TEXT)
    assert caught.value.code == "term_runs"


def test_after_a_silent_term_a_person_decides(makers: Cast) -> None:
    vehicle = register(makers)
    case, later = contest(makers, makers.boris), NOW + 14 * DAY
    take(makers, makers.dealer_nairobi, case, "award", at=later, seen="papers", note=TEXT)
    with system_scope("test"):
        vehicle.refresh_from_db()
        assert vehicle.owner_id == makers.boris.pk
        lost = of(vehicle, makers.amina)
        assert (lost.status, lost.ended_at) == ("ended", later)
        assert of(vehicle, makers.boris).verified_by == "papers"
        assert OdometerReading.objects.filter(owner=makers.amina).count() == 1
    with acting_as(makers.scope(makers.boris)):
        assert [reading.km for reading in OdometerReading.objects.all()] == [40]
    assert [fact["owner"] for fact in told("lost")] == [makers.amina.pk]


def test_the_holder_answers_and_keeps_the_car(makers: Cast) -> None:
    vehicle = register(makers)
    case, holder = contest(makers, makers.boris), of(vehicle, makers.amina)
    assert holder.answer_by == NOW + 14 * DAY
    take(makers, makers.amina, holder, "prove", at=NOW + DAY, papers=[paper(b"%PDF-1.7 mine")])
    assert of(vehicle, makers.boris).answered_at == NOW + DAY
    take(makers, makers.authority, case, "refuse_contest", at=NOW + 2 * DAY, note="the other invoice is the older one")
    assert of(vehicle, makers.boris).status == "refused"
    assert of(vehicle, makers.amina).answer_by is None
    assert len(told("contest_over")) == 1


def test_a_verified_holder_answers_a_contest_and_sends_nothing_otherwise(makers: Cast) -> None:
    make_vehicle(makers.maker_hanhai)
    holder = of(register(makers), makers.amina)
    with pytest.raises(Refused) as caught:
        take(makers, makers.amina, holder, "prove", papers=[paper()])
    assert caught.value.code == "nothing_asked"
    contest(makers, makers.boris)
    assert take(makers, makers.amina, holder, "prove", papers=[paper()]).status == "verified"


def test_a_car_let_go_while_contested_is_the_others(makers: Cast) -> None:
    vehicle = register(makers)
    contest(makers, makers.boris)
    take(makers, makers.amina, of(vehicle, makers.amina), "let_go", at=NOW + DAY)
    with system_scope("test"):
        vehicle.refresh_from_db()
    assert (vehicle.owner_id, of(vehicle, makers.boris).status) == (makers.boris.pk, "proof_sent")


def test_a_withdrawn_contest_leaves_the_holder_in_peace(makers: Cast) -> None:
    vehicle = register(makers)
    take(makers, makers.boris, contest(makers, makers.boris), "withdraw", at=NOW + DAY)
    assert of(vehicle, makers.amina).answer_by is None
    assert of(vehicle, makers.boris).status == "withdrawn"


def test_pages_lead_from_a_taken_vin_to_a_contest_that_is_awarded(makers: Cast) -> None:
    vehicle = register(makers)
    boris, amina = browser(makers, makers.boris), browser(makers, makers.amina)
    taken = boris.get(f"/warranty/register/details/?vin={vehicle.vin}&country=KE")
    assert taken.status_code == 409
    assert f"/vehicles/registrations/contest/?vin={vehicle.vin}" in taken.content.decode()
    form = {"vin": vehicle.vin, "delivered_on": "2026-02-20", "odometer_km": "40", "kind": "invoice"}
    empty = boris.post("/vehicles/registrations/contest/", form)
    assert empty.status_code == 422
    sent = boris.post("/vehicles/registrations/contest/", {**form, "papers": SimpleUploadedFile("a.pdf", b"%PDF-1")})
    assert sent.status_code == 302
    own = boris.get(sent["Location"]).content.decode()
    assert own.count(">Send papers<") == 1, "one way to send papers: the page of its own"
    assert "Your contest" in boris.get("/").content.decode()
    holder = of(vehicle, makers.amina)
    assert "Somebody else says" in amina.get(f"/vehicles/{vehicle.vin}/").content.decode()
    answer = amina.post(
        f"/vehicles/registrations/{holder.number}/prove/",
        {"kind": "invoice", "papers": SimpleUploadedFile("b.pdf", b"%PDF-2"), "key": "k" * 8, "version": ""},
    )
    assert answer.status_code == 302
    dealer = browser(makers, makers.dealer_nairobi)
    case = of(vehicle, makers.boris)
    assert case.number in dealer.get("/vehicles/registrations/").content.decode()
    page = dealer.get(f"/vehicles/registrations/{case.number}/").content.decode()
    assert holder.number in page
    decided = dealer.post(
        f"/vehicles/registrations/{case.number}/award/",
        {"seen": "papers", "note": TEXT, "sure": "on", "version": case.version, "key": "k" * 9},
    )
    assert decided.status_code == 302
    assert browser(makers, makers.boris).get(f"/vehicles/{vehicle.vin}/").status_code == 200
    assert browser(makers, makers.amina).get(f"/vehicles/{vehicle.vin}/").status_code == 404


def test_the_api_shows_what_waits_and_takes_the_steps(makers: Cast) -> None:
    vehicle = register(makers)
    case = of(vehicle, makers.amina)
    take(makers, makers.amina, case, "prove", papers=[paper()])
    dealer, where = browser(makers, makers.dealer_nairobi), f"/api/v1/registrations/{case.number}/"
    (waits,) = dealer.get("/api/v1/registrations/?status=proof_sent").json()["results"]
    assert (waits["number"], waits["verified_at"], waits["verified_by"]) == (case.number, None, "")
    (sent,) = dealer.get(where).json()["papers"]
    assert b"".join(dealer.get(f"{where}papers/{sent['id']}/")) == b"%PDF-1.7 an invoice"
    wrong = dealer.post(f"{where}verify/", {"seen": "rumour", "note": TEXT}, content_type="application/json")
    assert wrong.status_code == 400
    assert "seen" in str(wrong.json())
    done = dealer.post(f"{where}verify/", {"seen": "papers", "note": TEXT}, content_type="application/json")
    assert (done.status_code, done.json()["status"], done.json()["verified_by"]) == (200, "verified", "papers")
    for side in (makers.maker_hanhai, makers.regulator_ke):
        assert browser(makers, side).get(where).status_code == 403


def test_the_authority_sees_a_vin_whole_only_while_there_is_something_to_decide(makers: Cast) -> None:
    vehicle = register(makers)
    case = of(vehicle, makers.amina)
    authority = browser(makers, makers.authority)
    pages = [f"/vehicles/registrations/{case.number}/", f"/api/v1/registrations/{case.number}/"]
    assert [vehicle.vin in authority.get(url).content.decode() for url in pages] == [False, False]
    take(makers, makers.amina, case, "prove", papers=[paper()])
    assert [vehicle.vin in authority.get(url).content.decode() for url in pages] == [True, True]
    assert vehicle.vin not in authority.get("/vehicles/registrations/").content.decode()
    take(makers, makers.dealer_nairobi, case, "verify", seen="papers", note=TEXT)
    assert [vehicle.vin in authority.get(url).content.decode() for url in pages] == [False, False]
    contest(makers, makers.boris)
    assert [vehicle.vin in authority.get(url).content.decode() for url in pages] == [True, True]


def test_whoever_compares_papers_reads_the_name_of_the_account_while_they_wait(makers: Cast) -> None:
    case = of(register(makers), makers.amina)
    url = f"/vehicles/registrations/{case.number}/"
    for side in (makers.dealer_nairobi, makers.authority):
        assert "Amina Otieno" not in browser(makers, side).get(url).content.decode()
    take(makers, makers.amina, case, "prove", papers=[paper()])
    for side in (makers.dealer_nairobi, makers.authority):
        assert "Amina Otieno" in browser(makers, side).get(url).content.decode()


def test_the_list_of_what_waits_costs_the_same_with_more_on_it(
    makers: Cast, django_assert_max_num_queries: Any, settings: Any
) -> None:
    settings.QUOTAS = {**settings.QUOTAS, "registrations": (0, 86400)}
    counts = []
    dealer = browser(makers, makers.dealer_nairobi)
    dealer.get("/vehicles/registrations/")
    for serials in (range(1, 3), range(3, 12)):
        for serial in serials:
            case = of(register(makers, vin_text=make_vin(serial)), makers.amina)
            take(makers, makers.amina, case, "prove", papers=[paper()])
        with django_assert_max_num_queries(100) as asked:
            assert dealer.get("/vehicles/registrations/").status_code == 200
        counts.append(len(asked.captured_queries))
    assert counts[0] == counts[1]
