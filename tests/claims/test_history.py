"""What goes with the car to its next owner and to a buyer, what does not, and the remedies that its repairs open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.claims import services
from apps.claims.car_rights import rights_of_car
from apps.claims.history import history_of
from apps.claims.models import Claim
from apps.core.errors import Conflict
from apps.organizations.scope import acting_as, system_scope
from apps.vehicles import services as vehicles
from apps.vehicles.handover_links import token_of
from apps.vehicles.history_links import link_of
from apps.vehicles.models import HistoryLink, Registration, Vehicle
from apps.warranty.cover import coverage
from apps.warranty.models import Coverage, MarketRight, PartCover
from apps.warranty.services import follow_vehicle
from tests.cast import NOW, Cast
from tests.claims.conftest import File
from tests.factories import make_owned_vehicle, make_plan
from tests.pages import browser

DAY = timedelta(days=1)
Call = Callable[..., Any]
PRIVATE = "Amina's husband says that the car stops"


@pytest.fixture
def car(cast: Cast) -> Vehicle:
    """A car whose plan covers repaired parts for a year and 20,000 km."""
    make_plan(cast.maker_hanhai, terms={"basic": (36, 100_000), "repair_parts": (12, 20_000)})
    return make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi)


def repaired(file: File, as_dealer: Call, at: Any = NOW, **fields: Any) -> Claim:
    """A claim that was answered, taken in, repaired and handed back within three days."""
    claim = file(at=at, complaint=PRIVATE, **fields)
    claim = as_dealer(services.respond, claim, at=at + DAY, message="Come on Monday")
    claim = as_dealer(services.start_repair, claim, at=at + DAY)
    claim = as_dealer(
        services.complete_repair, claim, at=at + 2 * DAY, cause="A loose plug", correction="Plug replaced"
    )
    return as_dealer(services.hand_back, claim, at=at + 3 * DAY)  # type: ignore[no-any-return]


def share(cast: Cast, car: Vehicle, at: Any = NOW) -> HistoryLink:
    with acting_as(cast.scope(cast.amina)):
        held = Registration.objects.current().get(vehicle=car)
        return vehicles.show_history(registration=held, by=cast.actor(cast.amina), at=at)


def address(link: HistoryLink) -> str:
    return "/" + link_of(link.number).split("/", 3)[3]


def opened(link: HistoryLink, at: Any) -> Any:
    with time_machine.travel(at, tick=False):
        return Client().get(address(link))


def sell(cast: Cast, car: Vehicle, at: Any) -> None:
    """Amina hands the car over to Boris."""
    with acting_as(cast.scope(cast.amina)):
        held = Registration.objects.current().get(vehicle=car)
        offered = vehicles.offer(registration=held, by=cast.actor(cast.amina), at=at)
    with acting_as(cast.scope(cast.boris)):
        vehicles.take_over(
            token=token_of(offered.number), owner_id=cast.boris.pk, delivered_on=at.date(), odometer_km=120_000,
            dealer_id=None, by=cast.actor(cast.boris), at=at,
        )  # fmt: skip
    with system_scope("test: the consumer"):
        follow_vehicle(car.pk, at=at)


def test_a_buyer_reads_what_was_done_and_nothing_of_the_owner(
    cast: Cast, car: Vehicle, file: File, as_dealer: Call
) -> None:
    claim = repaired(file, as_dealer)
    page = opened(share(cast, car, NOW + 5 * DAY), NOW + 6 * DAY)
    text = page.content.decode()
    for told in ("A loose plug", "Plug replaced", "Savanna Motors", "Charging", car.vin, "1,500"):
        assert told in text, told
    for private in ("Amina", PRIVATE, "husband", claim.number, "amina@example.org"):
        assert private not in text, private
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")


def test_the_link_ends_by_itself_when_withdrawn_and_with_the_sale(cast: Cast, car: Vehicle) -> None:
    first = share(cast, car)
    assert share(cast, car, NOW + DAY) == first
    assert [opened(first, NOW + n * DAY).status_code for n in (0, 29, 30)] == [200, 200, 410]
    second = share(cast, car, NOW + 31 * DAY)
    with acting_as(cast.scope(cast.amina)):
        held = Registration.objects.current().get(vehicle=car)
        for _twice in range(2):
            vehicles.hide_history(registration=held, by=cast.actor(cast.amina), at=NOW + 32 * DAY)
    assert opened(second, NOW + 32 * DAY).status_code == 410
    third = share(cast, car, NOW + 33 * DAY)
    sell(cast, car, NOW + 34 * DAY)
    assert opened(third, NOW + 34 * DAY).status_code == 410
    assert Client().get("/cars/history/unknown/").status_code == 404
    with acting_as(cast.scope(cast.amina)), pytest.raises(Conflict):
        vehicles.show_history(registration=held, by=cast.actor(cast.amina), at=NOW + 35 * DAY)


def test_the_next_owner_reads_it_and_may_not_open_the_requests_before(
    cast: Cast, car: Vehicle, file: File, as_dealer: Call
) -> None:
    claim = repaired(file, as_dealer)
    sell(cast, car, NOW + 10 * DAY)
    page = browser(cast, cast.boris).get(f"/cars/{car.vin}/history/").content.decode()
    assert "Plug replaced" in page and PRIVATE not in page and claim.number not in page
    assert browser(cast, cast.amina).get(f"/cars/{car.vin}/history/").status_code == 404
    maker = browser(cast, cast.maker_hanhai).get(f"/cars/{car.vin}/history/").content.decode()
    assert claim.number in maker
    assert browser(cast, cast.maker_lanting).get(f"/cars/{car.vin}/history/").status_code == 404


def test_owner_and_workshop_read_it_by_software_and_only_the_owner_shows_it(
    cast: Cast, car: Vehicle, file: File, as_dealer: Call
) -> None:
    repaired(file, as_dealer)
    owner, dealer = browser(cast, cast.amina), browser(cast, cast.dealer_nairobi)
    for reader in (owner, dealer):
        told = reader.get(f"/api/v1/cars/{car.vin}/history/").json()
        assert [stay["correction"] for stay in told["stays"]] == ["Plug replaced"]
        assert PRIVATE not in str(told)
    made = owner.post(f"/api/v1/cars/{car.vin}/history-link/")
    assert (made.status_code, dealer.post(f"/api/v1/cars/{car.vin}/history-link/").status_code) == (201, 403)
    assert owner.delete(f"/api/v1/cars/{car.vin}/history-link/").status_code == 204
    with system_scope("test"):
        assert HistoryLink.objects.get().withdrawn_at is not None


def test_repairs_of_the_same_part_are_linked_and_open_a_remedy(
    cast: Cast, car: Vehicle, file: File, as_dealer: Call
) -> None:
    with system_scope("test"):
        MarketRight.objects.create(
            country="KE", code="max_attempts", value=2, unit="attempts", instrument="Act", source="text",
            confidence="high", effective_from=date(2020, 1, 1),
        )  # fmt: skip

    def stands(at: Any) -> tuple[str, int | None]:
        with acting_as(cast.scope(cast.amina)):
            found = rights_of_car(car, at=at)
        (attempts,) = [row for row in found.remedies if row.right.code == "max_attempts"]
        assert [office.name for office in found.offices] == ["Vehicle Service Board of Kenya"]
        return attempts.state, attempts.done

    repaired(file, as_dealer)
    assert stands(NOW + 5 * DAY) == ("counting", 0)
    second = repaired(file, as_dealer, at=NOW + 100 * DAY, odometer_km=12_000, request_key="22222222-aaaa")
    assert second.repeat_of_id is None, "not within 30 days or 1,000 km: no repeat of the figures"
    assert stands(NOW + 110 * DAY) == ("counting", 1)
    file(at=NOW + 200 * DAY, odometer_km=20_000, request_key="33333333-aaaa")
    assert stands(NOW + 200 * DAY) == ("open", 2)
    with acting_as(cast.scope(cast.amina)):
        stays = history_of(car, at=NOW + 200 * DAY).stays
        assert [(stay.again, stay.repaired_before is not None) for stay in stays] == [(True, True), (True, False)]
    page = browser(cast, cast.amina).get(f"/vehicles/{car.vin}/").content.decode()
    assert "Open today" in page and "Failed repairs of the same part: 2;" in page


def test_an_owner_who_files_and_withdraws_makes_no_attempt(
    cast: Cast, car: Vehicle, file: File, as_dealer: Call, as_owner: Call
) -> None:
    repaired(file, as_dealer)
    again = file(at=NOW + 10 * DAY, odometer_km=1_600, request_key="22222222-aaaa")
    as_owner(services.withdraw, again, at=NOW + 11 * DAY)
    with acting_as(cast.scope(cast.amina)):
        assert not history_of(car, at=NOW + 12 * DAY).repeated


def test_where_no_rule_is_on_record_it_is_said_with_whom_to_ask(cast: Cast, car: Vehicle) -> None:
    with system_scope("test"):
        MarketRight.objects.filter(country="KE").delete()
    page = browser(cast, cast.amina).get(f"/vehicles/{car.vin}/").content.decode()
    assert "No rule on record" in page and "Vehicle Service Board of Kenya" in page


def test_a_repaired_part_has_a_cover_of_its_own_and_it_goes_with_the_car(
    cast: Cast, car: Vehicle, file: File, as_dealer: Call
) -> None:
    car = make_owned_vehicle(
        cast.amina, cast.maker_hanhai, cast.dealer_nairobi, serial=2, delivered_on=date(2023, 4, 1)
    )
    claim = repaired(file, as_dealer, vehicle=car, odometer_km=95_000)
    assert claim.in_warranty
    beyond = NOW + 200 * DAY
    with acting_as(cast.scope(cast.amina)):
        part = PartCover.objects.get()
        assert (part.component, part.kilometres) == ("charging", 115_000)
        found = coverage(car, "charging", on=beyond.date(), odometer_km=110_000)
        assert (found.covered, found.decision.by_repair) == (True, True)
        assert coverage(car, "climate", on=beyond.date(), odometer_km=99_000).verdict == "ended_by_day"
    sell(cast, car, beyond)
    with acting_as(cast.scope(cast.boris)):
        assert PartCover.objects.get().owner_id == cast.boris.pk
        assert Coverage.objects.get().transferred_on == beyond.date()
    with acting_as(cast.scope(cast.amina)):
        assert not PartCover.objects.exists()


def test_a_claim_counts_as_its_part_is_covered(cast: Cast, car: Vehicle, file: File) -> None:
    assert file().in_warranty
    assert not file(component="paint", request_key="22222222-aaaa").in_warranty
    with system_scope("test"):
        numbers = {claim.component: claim.number for claim in Claim.objects.all()}
    for who in (cast.amina, cast.dealer_nairobi, cast.maker_hanhai):
        page = browser(cast, who).get(f"/claims/{numbers['paint']}/").content.decode()
        assert "Not covered by this plan: “Basic” has no term for “Paint”." in page
        assert "Covered by the warranty" in browser(cast, who).get(f"/claims/{numbers['charging']}/").content.decode()


def test_the_history_costs_the_same_however_much_happened(
    cast: Cast, car: Vehicle, file: File, as_dealer: Call
) -> None:
    def cost() -> int:
        with acting_as(cast.scope(cast.amina)), CaptureQueriesContext(connection) as queries:
            history_of(Vehicle.objects.get(pk=car.pk), at=NOW)
        return len(queries)

    repaired(file, as_dealer)
    one = cost()
    for n, part in enumerate(("climate", "lighting", "seats"), start=2):
        repaired(file, as_dealer, at=NOW + n * DAY, component=part, request_key=f"{n}2222222-aaaa")
    assert cost() == one
