"""Cars that nobody on record exported: how they come on record, what ends them, who sees what of them."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.casework.models import Document
from apps.core.errors import Conflict, Refused
from apps.core.photos import clean
from apps.exports import orphans, services
from apps.exports.models import DisclosureRule, OrphanPaper, OrphanReport
from apps.exports.services import orphans as verbs
from apps.organizations.scope import acting_as, system_scope
from apps.vehicles.models import Vehicle
from apps.vehicles.services import register_export
from apps.warranty.services import register_vehicle
from tests.cast import NOW, Cast
from tests.claims.test_photos import picture
from tests.core.face import markup_errors
from tests.exports.conftest import Firms
from tests.exports.making import declared, record
from tests.exports.test_findings import relay
from tests.factories import make_maker_codes, make_vehicle, make_vin
from tests.pages import browser

MONTH = timedelta(days=31)


def report(cast: Cast, serial: int = 1, *, at: datetime = NOW, who: Any = None, **changes: Any) -> OrphanReport:
    """Somebody at a car in Kenya tells that Horizon Motors sells it."""
    given = {"vin_text": make_vin(serial), "country": "KE", "seller": "Horizon Motors", "papers": [], **changes}
    if who is None:
        return services.report_car(by=None, at=at, **given)
    with acting_as(cast.scope(who)):
        return services.report_car(by=cast.actor(who), at=at, **given)


def rows(**wanted: Any) -> list[OrphanReport]:
    with system_scope("test"):
        return list(OrphanReport.objects.filter(**wanted).order_by("id"))


def register(cast: Cast, vin: str) -> Vehicle:
    with acting_as(cast.scope(cast.amina)):
        return register_vehicle(
            owner_id=cast.amina.pk, vin_text=vin, delivered_on=NOW.date(), odometer_km=5, country="KE", dealer_id=None,
            by=cast.actor(cast.amina), at=NOW,
        )  # fmt: skip


def paper(colour: int = 0) -> Any:
    return clean(SimpleUploadedFile("invoice.jpg", picture(200 + colour, 100)))


def test_a_registration_is_noted_and_served_all_the_same(cast: Cast) -> None:
    make_maker_codes(cast)
    make_vehicle(cast.maker_hanhai, serial=1)
    register(cast, make_vin(1))
    register(cast, make_vin(2))
    relay()
    (noted,) = rows()
    assert (noted.vin, noted.source, noted.country, noted.seller) == (make_vin(2), "registration", "KE", "")
    assert (noted.owner_id, noted.maker_code) == (cast.amina.pk, "L0H")
    verbs.met(vin=noted.vin, country="KE", source="registration", owner_id=cast.amina.pk, at=NOW)
    assert len(rows()) == 1


def test_a_request_for_repair_is_noted(cast: Cast) -> None:
    assert verbs.met(vin=make_vin(1), country="KE", source="claim", owner_id=cast.amina.pk, at=NOW) is not None
    make_vehicle(cast.maker_hanhai, serial=2)
    assert verbs.met(vin=make_vin(2), country="KE", source="claim", owner_id=cast.amina.pk, at=NOW) is None


def test_the_same_report_is_one_and_writings_of_a_name_are_one_seller(cast: Cast) -> None:
    first = report(cast)
    assert report(cast, seller="ＨＯＲＩＺＯＮ  motors") == first
    assert report(cast, at=NOW + MONTH) == first
    assert report(cast, seller="Horizon Motors Ltd") != first
    assert report(cast, country="UG") != first
    assert report(cast, who=cast.amina) != first
    assert len(rows()) == 4


def test_an_owners_word_on_their_own_car_is_told_apart(cast: Cast) -> None:
    register(cast, make_vin(1))
    assert report(cast, who=cast.amina).source == "registration"
    assert report(cast, who=cast.boris).source == "check"


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"vin_text": "L0HCE4CBIS0000001"}, "vin"), ({"seller": " . "}, "seller"), ({"papers": range(5)}, "photos")],
)
def test_bad_reports_are_refused_at_the_field_and_leave_nothing(cast: Cast, changes: Any, field: str) -> None:
    if "papers" in changes:
        changes = {"papers": [paper(number) for number in changes["papers"]]}
    with pytest.raises(Refused) as refused:
        report(cast, **changes)
    assert refused.value.field == field
    assert rows() == []


def test_a_car_with_a_record_is_not_reported(firms: Firms) -> None:
    make_vehicle(firms.cast.maker_hanhai, serial=1)
    record(firms.cast, declared(2))
    for serial in (1, 2):
        with pytest.raises(Conflict, match="A record of export of L0H"):
            report(firms.cast, serial)


def test_a_later_record_answers_and_both_stay(firms: Firms) -> None:
    """By an exporter, by the maker after the owner, and by the maker alone, which nobody is told of."""
    cast = firms.cast
    for serial in (1, 2, 3, 4):
        report(cast, serial)
    register(cast, make_vin(2))
    relay()
    record(cast, declared(1))
    with acting_as(cast.scope(cast.maker_hanhai)):
        for serial in (2, 3):
            register_export(
                manufacturer_id=cast.maker_hanhai.pk, vin=make_vin(serial), country="KE", model_name="Sea 5",
                model_year=2025, powertrain="bev", built_on=None, exported_on=NOW.date(),
                by=cast.actor(cast.maker_hanhai), at=NOW,
            )  # fmt: skip
    relay()
    assert {row.vin for row in rows(answered_at=None)} == {make_vin(3), make_vin(4)}
    assert verbs.answer(at=NOW + MONTH) == 1
    assert verbs.answer(at=NOW + MONTH) == 0
    assert [row.vin for row in rows(answered_at=None)] == [make_vin(4)]
    assert len(rows()) == 5


def test_papers_are_pictures_without_place_and_are_added_once(cast: Cast) -> None:
    made = report(cast, papers=[paper(1)], who=cast.amina)
    assert report(cast, papers=[paper(1), paper(2)], who=cast.amina) == made
    with system_scope("test"):
        kept = list(OrphanPaper.objects.filter(report=made))
        assert [Document.objects.get(pk=row.document_id).media_type for row in kept] == ["image/jpeg"] * 2
    with pytest.raises(Refused, match="4 photos are the most"):
        report(cast, papers=[paper(number) for number in range(3, 6)], who=cast.amina)
    url = f"/exports/orphans/{made.number}/papers/{kept[0].pk}/"
    assert browser(cast, cast.authority).get(url)["Content-Type"] == "image/jpeg"
    assert browser(cast, cast.regulator_ke).get(url).status_code == 403
    page = browser(cast, cast.regulator_ke).get(made.get_absolute_url()).content.decode()
    assert url not in page
    assert "CB•S0••••••" in page


@pytest.fixture
def many(cast: Cast) -> Cast:
    """Seven cars of Hanhai sold by Horizon in Kenya in two months, one of Lanting in Kazakhstan, one without a name."""
    make_maker_codes(cast)
    for serial in range(1, 8):
        report(cast, serial, at=NOW if serial < 6 else NOW + MONTH)
    report(cast, 1, who=cast.amina)
    report(cast, vin_text=make_vin(8, wmi="L0L"), country="KZ", seller="Steppe Trade")
    verbs.met(vin=make_vin(9), country="KE", source="registration", owner_id=cast.amina.pk, at=NOW)
    return cast


def test_clusters_count_cars_and_each_side_sees_its_own(many: Cast) -> None:
    with acting_as(many.scope(many.authority)):
        found = orphans.clusters(orphans.reports(), ("seller",))
        assert [(row.seller, row.cars, row.reports, row.people) for row in found] == [
            ("Horizon Motors", 7, 8, 1), ("", 1, 1, 1), ("Steppe Trade", 1, 1, 0),
        ]  # fmt: skip
        by_month = orphans.clusters(orphans.reports(), ("maker", "country", "month"))
        assert [(row.maker_code, row.country, row.month and row.month.month, row.cars) for row in by_month] == [
            ("L0H", "KE", 3, 6), ("L0H", "KE", 4, 2), ("L0L", "KZ", 3, 1),
        ]  # fmt: skip
    with acting_as(many.scope(many.regulator_kz)):
        assert [row.seller for row in orphans.clusters(orphans.reports(), ("seller",))] == ["Steppe Trade"]
    for who in (many.maker_hanhai, many.dealer_nairobi):
        with acting_as(many.scope(who)):
            assert not orphans.reports().exists()
    with acting_as(many.scope(many.amina)):
        assert orphans.reports().count() == 2


def test_the_list_behind_a_cluster_has_as_many_reports_as_it_says(many: Cast) -> None:
    """Also for a reader in China at the edge of a month, and with the filters that were set."""
    report(many, 20, at=datetime(2026, 3, 31, 23, 30, tzinfo=UTC))
    with system_scope("test"):
        many.staff[many.authority.pk].__class__.objects.update(time_zone="Asia/Shanghai")
    office = browser(many, many.authority)
    page = office.get("/exports/orphans/clusters/?by=all&country=KE").content.decode()
    found = re.findall(r'<a href="(/exports/orphans/[?][^"]*)">', page.split('id="clusters"')[1])
    lists = [office.get(html.unescape(address)).content.decode().count('<th scope="row">') for address in found]
    assert lists == [7, 2, 1]


def test_a_maker_is_told_counts_of_months_that_are_over_and_no_small_ones(many: Cast) -> None:
    told = orphans.counts_of(many.maker_hanhai.pk, at=datetime(2026, 5, 2, tzinfo=UTC))
    assert [(cell.country, cell.month.month, cell.cars) for cell in told] == [("KE", 4, None), ("KE", 3, 6)]
    assert [cell.month.month for cell in orphans.counts_of(many.maker_hanhai.pk, at=NOW + MONTH)] == [3]
    with system_scope("test"):
        DisclosureRule.objects.update(least=7)
    assert [cell.cars for cell in orphans.counts_of(many.maker_hanhai.pk, at=NOW + MONTH)] == [None]
    assert [cell.cars for cell in orphans.counts_of(many.maker_lanting.pk, at=NOW + MONTH)] == [None]


def test_the_pages_of_authorities_and_makers(many: Cast) -> None:
    office, maker = browser(many, many.authority), browser(many, many.maker_hanhai)
    for address in (
        "/exports/orphans/",
        "/exports/orphans/clusters/?by=all&answered=false",
        rows()[0].get_absolute_url(),
    ):
        page = office.get(address)
        assert page.status_code == 200
        assert markup_errors(page.content.decode()) == []
        assert maker.get(address).status_code == 403
    page = office.get("/exports/orphans/clusters/").content.decode()
    assert "/exports/orphans/?seller=horizonmotors" in page
    assert "/exports/orphans/?named=false" in page
    listed = office.get("/exports/orphans/?seller=HORIZON+motors&answered=false").content.decode()
    assert listed.count("Horizon Motors") >= 8
    assert "Steppe Trade" not in listed
    page = maker.get("/exports/orphans/counts/").content.decode()
    assert markup_errors(page) == []
    assert "Horizon" not in page
    assert make_vin(1) not in page


def test_authorities_read_reports_over_the_api(many: Cast) -> None:
    office = browser(many, many.regulator_ke)
    found = office.get("/api/v1/orphans/", {"seller": "horizon MOTORS"}).json()["results"]
    assert len(found) == 8
    assert {row["vin"] for row in found} == {"L0HCE4CB•S0••••••"}
    assert [row["signed_in"] for row in found].count(True) == 1
    assert office.get(f"/api/v1/orphans/{found[0]['number']}/").json() == found[0]
    assert browser(many, many.maker_hanhai).get("/api/v1/orphans/").status_code == 403
    assert office.get("/api/v1/orphans/", {"reported_from": "soon"}).status_code == 400


def test_somebody_without_an_account_reports_after_a_check(cast: Cast) -> None:
    stranger = Client()
    asked = stranger.post("/check/report/", {"vin": make_vin(1)}).content.decode()
    assert markup_errors(asked) == []
    answers = {"vin": make_vin(1), "country": "KE", "seller": "Horizon Motors", "step": "send"}
    refused = stranger.post("/check/report/", answers)
    assert refused.status_code == 422
    assert "without that nothing is kept" in refused.content.decode()
    assert rows() == []
    files = {"photos": SimpleUploadedFile("invoice.jpg", picture(300, 200))}
    done = stranger.post("/check/report/", {**answers, "consent": "on", **files}).content.decode()
    (kept,) = rows()
    assert kept.number in done
    assert "Vehicle Service Board of Kenya" in done
    assert markup_errors(done) == []
    assert (kept.source, kept.owner_id) == ("check", None)


def test_an_owner_finds_their_own_reports_and_nobody_elses(cast: Cast) -> None:
    mine, other = report(cast, who=cast.amina), report(cast, who=cast.boris)
    page = browser(cast, cast.amina).post("/check/report/", {"vin": make_vin(1)}).content.decode()
    assert mine.number in page
    assert other.number not in page
    assert mine.number not in Client().post("/check/report/", {"vin": make_vin(1)}).content.decode()


def test_reports_from_one_address_are_limited(cast: Cast, settings: Any) -> None:
    settings.LIMITS = {**settings.LIMITS, "reports": (1, 3600)}
    sent = {"country": "KE", "seller": "Horizon Motors", "step": "send", "consent": "on"}
    statuses = [Client().post("/check/report/", {"vin": make_vin(n), **sent}).status_code for n in (1, 2)]
    assert statuses == [200, 429]


def test_an_owner_without_a_workshop_is_never_left_with_an_empty_list(cast: Cast) -> None:
    """At the registration and when a repair is asked: dealers of the make elsewhere, or the authority to ask."""
    make_maker_codes(cast)
    owner = browser(cast, cast.amina)
    hanhai = make_vehicle(cast.maker_hanhai, exported_on=None, owner=cast.amina, country="UG").vin
    nobody = make_vehicle(None, vin=make_vin(2, wmi="L0X"), exported_on=None, owner=cast.amina, maker_name="").vin
    for address in (
        f"/warranty/register/details/?vin={make_vin(3)}&country=UG", f"/warranty/registered/{hanhai}/",
        f"/claims/new/?vin={hanhai}",
    ):  # fmt: skip
        page = owner.get(address).content.decode()
        assert "No dealer is appointed for this make in <bdi>Uganda</bdi>." in page, address
        assert page.index("Savanna Motors") < page.index("Steppe Auto"), "the same region comes first"
        assert markup_errors(page) == []
    for address in (f"/warranty/registered/{nobody}/", f"/claims/new/?vin={nobody}"):
        page = owner.get(address).content.decode()
        assert "Vehicle Service Board of Kenya" in page, address
    assert 'action="/check/report/"' in owner.get(f"/warranty/registered/{nobody}/").content.decode()
