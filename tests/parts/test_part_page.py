"""One part with everything that is said of it: who says it, who reads it, and how it is found."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from apps.core.errors import Refused
from apps.organizations.scope import acting_as, system_scope
from apps.parts import selectors, services
from apps.parts.details import read_barcode
from apps.parts.models import Fitting, Interchange, Part, PartPrice
from apps.parts.services.imports import CATALOGUE
from apps.parts.services.price_imports import PRICES
from apps.parts.vin_range import checked_range, sortable
from apps.vehicles.models import Vehicle
from tests.cast import NOW
from tests.claims.test_photos import picture
from tests.factories import make_owned_vehicle, make_vin
from tests.imports import send, told
from tests.parts.conftest import Shop, SignIn, queries_of, sound
from tests.parts.saying import TODAY, another, replaced


def fits(shop: Shop, **said: Any) -> Fitting:
    made: Fitting = shop.as_maker(services.add_fitting, part=shop.pads, **{"model_name": "Sea 5", **said})
    return made


def costs(shop: Shop, amount: str, **said: Any) -> PartPrice:
    given = {"currency": "USD", "valid_from": date(2026, 1, 1), "amount": Decimal(amount), **said}
    made: PartPrice = shop.as_maker(services.set_price, part=shop.pads, **given)
    return made


def prices_for(shop: Shop, firm: Any, on: date = TODAY) -> list[tuple[str, str]]:
    with acting_as(shop.cast.scope(firm)):
        return [(str(row.market), f"{row.amount.normalize():f} {row.currency}")
                for row in selectors.prices_on(shop.pads, on=on)]  # fmt: skip


# Prices


def test_a_price_counts_by_market_and_day_and_none_is_edited(shop: Shop) -> None:
    costs(shop, "40")
    costs(shop, "44", valid_from=date(2026, 3, 1))
    costs(shop, "30", valid_from=date(2026, 2, 1), valid_until=date(2026, 2, 10))
    costs(shop, "5200", currency="KES", market="ke")
    first = costs(shop, "45", valid_from=date(2026, 3, 1))
    assert costs(shop, "45", valid_from=date(2026, 3, 1)) == first
    maker = shop.cast.maker_hanhai
    for day, amount in ((date(2026, 2, 5), "30"), (date(2026, 2, 11), "40"), (date(2026, 3, 1), "45")):
        assert prices_for(shop, maker, day) == [("", f"{amount} USD"), ("KE", "5200 KES")]
    with system_scope("test"):
        assert PartPrice.objects.count() == 5


def test_a_price_is_for_dealers_of_its_market_only(shop: Shop) -> None:
    costs(shop, "5200", currency="KES", market="KE")
    costs(shop, "21000", currency="KZT", market="KZ")
    costs(shop, "40")
    cast = shop.cast
    assert prices_for(shop, cast.dealer_nairobi) == [("", "40 USD"), ("KE", "5200 KES")]
    assert prices_for(shop, cast.dealer_almaty) == [("", "40 USD"), ("KZ", "21000 KZT")]
    assert prices_for(shop, cast.maker_lanting) == []


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"amount": Decimal("0")}, "amount"),
        ({"amount": Decimal("1.001")}, "amount"),
        ({"currency": "XYZ"}, "currency"),
        ({"market": "Kenya"}, "market"),
        ({"valid_until": date(2025, 1, 1)}, "valid_until"),
    ],
)
def test_a_price_that_cannot_be(shop: Shop, said: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        costs(shop, **{"amount": "1", **said})
    assert refused.value.field == field


# Cars


def test_parts_are_found_by_model_year_plant_and_vin(shop: Shop) -> None:
    car = make_owned_vehicle(shop.cast.amina, shop.cast.maker_hanhai, shop.cast.dealer_nairobi, serial=123)
    found = selectors.car_of(car)
    plant = car.vin[10]

    def fit(**said: Any) -> bool:
        with system_scope("test"):
            row = fits(shop, **said)
            fitting = selectors.parts_for(found, Part.objects.all()).exists()
        shop.as_maker(services.end_said, row=row)
        return fitting

    assert fit()
    assert not fit(model_name="Sea 6")
    assert fit(year_from=2025, year_to=2025)
    assert not fit(year_from=2026)
    assert not fit(year_to=2024)
    assert fit(plant=plant)
    assert not fit(plant="Z" if plant != "Z" else "Y")
    assert fit(vin_from=make_vin(122), vin_to=make_vin(124))
    assert fit(vin_from=make_vin(123), vin_to=make_vin(123))
    assert not fit(vin_from=make_vin(124), vin_to=make_vin(900))
    with system_scope("test"):
        Vehicle.objects.filter(pk=car.pk).update(model_year=None)
        car.refresh_from_db()
        row = fits(shop, year_from=2020)
        assert not selectors.parts_for(selectors.car_of(car), Part.objects.all()).exists(), "nobody orders by a guess"
        shop.as_maker(services.end_said, row=row)
    with system_scope("test"):
        assert Fitting.objects.count() == Fitting.objects.exclude(ended_at=None).count() == 11


@given(first=st.integers(1, 999_999), last=st.integers(1, 999_999))
def test_a_range_goes_by_what_stands_beside_the_check_figure(first: int, last: int) -> None:
    one, two = make_vin(first), make_vin(last)
    assert (sortable(one) <= sortable(two)) == (first <= last)
    if first <= last:
        assert checked_range(one, two) == (one, two)
    else:
        with pytest.raises(Refused):
            checked_range(one, two)


@given(digits=st.lists(st.integers(0, 9), min_size=12, max_size=12), wrong=st.integers(1, 9))
def test_a_barcode_with_a_wrong_figure_is_refused(digits: list[int], wrong: int) -> None:
    check = -sum(d * (3 if place % 2 else 1) for place, d in enumerate(digits)) % 10
    code = "".join(map(str, digits))
    assert read_barcode(f"{code}{check}") == f"{code}{check}"
    with pytest.raises(Refused, match="does not fit"):
        read_barcode(f"{code}{(check + wrong) % 10}")


# Pages


def test_the_page_tells_a_dealer_everything_and_offers_it_no_form(shop: Shop, sign_in: SignIn) -> None:
    shop.as_maker(services.add_interchange, part=shop.pads, maker="Nordbremse", number="nb 77-1")
    costs(shop, "5200", currency="KES", market="KE")
    fits(shop, year_from=2024)
    replaced(shop, [shop.pads], [(shop.pump, 1)], stock="obsolete")
    address = reverse("parts:part", args=[shop.pads.pk])
    nairobi = sign_in(shop.cast.dealer_nairobi)
    page = sound(nairobi.get(address))
    for words in ("Nordbremse", "NB 77-1", "5,200", "Sea 5", "Not supplied any more", "3610-20500"):
        assert words in page
    assert "Set a price" not in page
    assert "Not supplied any more" not in sound(nairobi.get(address, {"on": "2025-06-01"}))
    before = queries_of(nairobi, address)
    for n in range(4):
        shop.as_maker(services.add_interchange, part=shop.pads, maker="Nordbremse", number=f"NB {n}")
        fits(shop, year_from=2010 + n)
    assert queries_of(nairobi, address) == before
    assert sign_in(shop.cast.maker_lanting).get(address).status_code == 404
    assert nairobi.post(reverse("parts:part-say", args=[shop.pads.pk, "price"])).status_code == 403


def test_a_maker_says_everything_by_plain_forms(shop: Shop, sign_in: SignIn) -> None:
    maker = sign_in(shop.cast.maker_hanhai)

    def say(what: str, **data: Any) -> Any:
        return maker.post(reverse("parts:part-say", args=[shop.pads.pk, what]), data)

    assert say("fitting", model_name="Sea 5", year_from="2024").status_code == 302
    assert say("price", amount="12.50", currency="usd", valid_from="2026-03-01").status_code == 302
    assert say("interchange", maker="Nordbremse", number="NB-1").status_code == 302
    with system_scope("test"):
        said = Interchange.objects.get()
    ended = maker.post(reverse("parts:part-end", args=[shop.pads.pk, "interchange", said.pk]))
    assert ended.status_code == 302
    with system_scope("test"):
        said.refresh_from_db()
    assert said.ended_at is not None
    new = {"stock": "use_first", "starts_on": "2026-03-01"}
    assert say("supersession", new="3610-20500 × 2\n2810-11000", **new).status_code == 302
    with system_scope("test"):
        assert selectors.forwards([shop.pads], on=date(2026, 3, 1))[shop.pads.pk].words == "2 × 3610-20500 + 2810-11000"
    again = maker.post(reverse("parts:part-say", args=[shop.pump.pk, "supersession"]), {"new": "8450-03100A", **new})
    assert again.status_code == 422
    assert "in a circle" in sound(again)
    assert "is not in your catalogue" in sound(say("supersession", new="NONE-1", **new))
    page = sound(maker.get(reverse("parts:part", args=[shop.pads.pk])))
    assert "12.50" in page
    assert say("nothing").status_code == 404


def test_the_photo_is_cleaned_and_shown(shop: Shop, sign_in: SignIn, media: None) -> None:
    maker = sign_in(shop.cast.maker_hanhai)
    address = reverse("parts:part-photo", args=[shop.pads.pk])
    assert maker.get(address).status_code == 404
    say = reverse("parts:part-say", args=[shop.pads.pk, "photo"])
    assert maker.post(say, {"photos": SimpleUploadedFile("a.jpg", b"no picture", "image/jpeg")}).status_code == 422
    assert maker.post(say, {"photos": SimpleUploadedFile("a.jpg", picture(300, 200), "image/jpeg")}).status_code == 302
    shown = maker.get(address)
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")


def test_name_and_state_are_changed_in_place_or_on_a_page(shop: Shop, sign_in: SignIn) -> None:
    maker = sign_in(shop.cast.maker_hanhai)
    address = reverse("parts:part-name", args=[shop.pads.pk])
    assert "hx-post" in maker.get(address, headers={"HX-Request": "true"}).content.decode()
    inline = maker.post(address, {"name": "Pads", "active": "on"}, headers={"HX-Request": "true"})
    assert inline.status_code == 200
    assert "<html" not in inline.content.decode()
    assert "Pads" in inline.content.decode()
    assert maker.post(address, {"name": "Pads, front"}).status_code == 302
    with system_scope("test"):
        part = Part.objects.get(pk=shop.pads.pk)
    assert (part.name, part.active, part.component) == ("Pads, front", False, shop.pads.component)


# Search


@pytest.mark.parametrize(
    "text", ["3100a", "8450 03100", "刹车片", "فحمات", "NB77", "nb-77", "pads, FR", "٨٤٥٠-٠٣", "4006381333931"]
)
def test_a_part_is_found_by_whatever_somebody_has_of_it(shop: Shop, sign_in: SignIn, text: str) -> None:
    with acting_as(shop.cast.scope(shop.cast.maker_hanhai)):
        services.edit_part(
            part=shop.pads, name=shop.pads.name, active=True, component="", name_zh="前刹车片", name_ar="فحمات أمامية",
            barcode="4006381333931",
        )  # fmt: skip
    shop.as_maker(services.add_interchange, part=shop.pads, maker="Nordbremse", number="NB-77")
    with acting_as(shop.cast.scope(shop.cast.dealer_nairobi)):
        offered = selectors.parts_offered(shop.cast.actor(shop.cast.dealer_nairobi), at=NOW)
        assert [part.number for part in selectors.found(offered, text)] == ["8450-03100A"]


def test_a_scanned_number_leads_to_its_part(shop: Shop, sign_in: SignIn) -> None:
    nairobi = sign_in(shop.cast.dealer_nairobi)
    for typed in ("8450-03100A", "845003100a", "]C18450-03100A", "]d2\x1d(241)8450-03100A"):
        answer = nairobi.get(reverse("parts:catalogue"), {"q": typed})
        assert answer["Location"] == reverse("parts:part", args=[shop.pads.pk])
    assert "8450-03100A" in sound(nairobi.get(reverse("parts:catalogue"), {"q": "8450"}))
    assert "No part matches" in sound(nairobi.get(reverse("parts:catalogue"), {"q": "nothing like it"}))


def test_parts_for_a_car_as_page_and_api(shop: Shop, sign_in: SignIn) -> None:
    car = make_owned_vehicle(shop.cast.amina, shop.cast.maker_hanhai, shop.cast.dealer_nairobi, serial=5)
    fits(shop)
    nairobi, almaty = sign_in(shop.cast.dealer_nairobi), sign_in(shop.cast.dealer_almaty)
    page = sound(nairobi.get(reverse("parts:for-car"), {"vin": car.vin.lower()}))
    assert "8450-03100A" in page
    assert "2810-11000" not in page
    assert "not on your records" in sound(almaty.get(reverse("parts:for-car"), {"vin": car.vin}))
    rows = nairobi.get("/api/v1/parts/", {"vehicle": car.vin}).json()["results"]
    assert [row["number"] for row in rows] == ["8450-03100A"]
    assert almaty.get("/api/v1/parts/", {"vehicle": car.vin}).status_code == 404


# Files


def test_a_file_says_everything_of_a_part_and_what_it_leaves_out_stays(shop: Shop) -> None:
    cast = shop.cast
    head = (
        "number,name,name_zh,unit,pack,least,weight_g,customs_code,origin,critical,transport,shelf_life_months,barcode"
    )
    row = "BAT-1,Drive battery,动力电池,set,1,1,412000,8507.60,cn,yes,UN3480,24,4006381333931"
    send(cast, cast.maker_hanhai, CATALOGUE, f"{head}\n{row}\n".encode())
    with system_scope("test"):
        part = Part.objects.get(number="BAT-1")
    assert (part.unit, part.weight_g, part.customs_code, part.origin.code) == ("set", 412_000, "850760", "CN")
    assert (part.critical, part.transport, part.shelf_life_months) == (True, "UN3480", 24)
    job = send(cast, cast.maker_hanhai, CATALOGUE, b"number,name,pack\nBAT-1,Drive battery,\n")
    assert job.result["same"] == 1
    changed = send(cast, cast.maker_hanhai, CATALOGUE, b"number,name,pack\nBAT-1,Drive battery,2\n")
    assert changed.result["changed"] == 1
    wrong = send(cast, cast.maker_hanhai, CATALOGUE, f"{head}\nX-1,X,,box,0,1,1,12,zz,yes,UN1,1,123\n".encode())
    assert len(told(wrong)) == 6  # each cell is told, with its mend


@pytest.mark.parametrize(
    ("damaged", "words"),
    [
        ("1.23E+10", "spreadsheet shortened"),
        ("2026-03-01", "a spreadsheet made of a number"),
        ("3/1/2026", "a spreadsheet made of a number"),
        ("12345678901234500", "keeps 15 figures"),
        ("12345.00", "a part of nothing"),
    ],
)
def test_what_a_spreadsheet_damages_is_told(shop: Shop, damaged: str, words: str) -> None:
    job = send(shop.cast, shop.cast.maker_hanhai, CATALOGUE, f"number,name\n{damaged},Bolt\n".encode())
    assert any(words in message for *_row, message in told(job)), told(job)


def test_a_price_list_adds_rows_and_the_same_file_changes_nothing(shop: Shop, sign_in: SignIn) -> None:
    cast = shop.cast
    costs(shop, "44", valid_from=date(2026, 3, 1))
    content = (
        b"number,market,currency,amount,valid_from,valid_until\n"
        b"8450-03100A,,USD,45,2026-03-01,\n"  # counts instead of 44 from now on
        b"8450-03100A,KE,KES,5200,2026-03-01,2026-12-31\n"
        b"8450-03100A,KE,KES,5200,2026-03-01,2026-12-31\n"
        b"8450-03100A,KE,KES,5300,2026-03-01,\n"  # which of the two?
        b"NONE-1,,USD,45,2026-03-01,\n"
        b"2810-11000,,JPY,45.5,2026-03-01,2026-02-01\n"
    )
    job = send(cast, cast.maker_hanhai, PRICES, content)
    assert [job.result[name] for name in ("new", "same", "refused")] == [2, 1, 3]
    assert [(line, column) for line, _outcome, column, _message in told(job)] == [
        (5, "number"), (6, "number"), (7, "amount"), (7, "valid_until"),
    ]  # fmt: skip
    assert prices_for(shop, cast.maker_hanhai, date(2026, 3, 1)) == [("", "45 USD"), ("KE", "5200 KES")]
    assert send(cast, cast.maker_hanhai, PRICES, content).result["new"] == 0
    with system_scope("test"):
        assert PartPrice.objects.count() == 3
    for what in ("prices", "fittings", "others", "successors"):
        page = reverse("parts:said-import", args=[what])
        assert "Import of a price list" in sound(sign_in(cast.maker_hanhai).get(page))
        assert sign_in(cast.dealer_nairobi).get(page).status_code == 403
    assert sign_in(cast.maker_hanhai).get(reverse("parts:said-import", args=["nothing"])).status_code == 404


def test_only_its_maker_says_anything_of_a_part(shop: Shop) -> None:
    with pytest.raises(PermissionDenied):
        shop.as_maker(services.add_fitting, part=shop.lamp, model_name="Sea 5")
    with pytest.raises(PermissionDenied):
        shop.as_dealer(services.add_interchange, part=shop.pads, maker="Nordbremse", number="NB-1")
    assert another(shop, "Z-1").next_quantity(3) == 3
