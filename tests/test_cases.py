"""What people really sent: each case of a list beside the checkout, tried as it happened; skipped without the list."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from apps.accounts.models import User
from apps.core.errors import Refused
from apps.core.fields import DayField
from apps.core.photos import clean
from apps.duties.calendars import default_calendar
from apps.duties.worktime import working_between
from apps.organizations.scope import system_scope
from apps.parts import services as parts
from apps.parts.models import Part
from apps.vehicles.models import MakerCode, Vehicle
from apps.vehicles.vin_reading import read_vin
from tests.cast import PASSWORD, Cast
from tests.conftest import SHARED
from tests.factories import make_maker_codes, make_owned_vehicle
from tests.pages import browser
from tests.parts.conftest import build_shop

FOLDER = SHARED / "cases"
INDEX = FOLDER / "INDEX.tsv"
#: Seen to elsewhere, each with where.
ELSEWHERE = {
    "F04": "tests/core/test_pagination.py walks lists whose rows share one sort value",
    "F46": "tests/duties/test_dated_calendars.py sets hours for some weeks",
    "F63": "tests/lab/test_load_real.py",
    "F64": "tests/lab/test_load_real.py",
}


@dataclass
class Place:
    """The cast with a car, its maker's codes, and a part with a number to look for."""

    cast: Cast
    car: Vehicle
    pictures: Path

    def made(self, name: str) -> SimpleUploadedFile:
        """One of the pictures that the list has a script for."""
        if not (self.pictures / name).exists():
            script = [sys.executable, str(FOLDER / "f50_photos.py")]
            subprocess.run(script, cwd=self.pictures, check=True, capture_output=True)
        return SimpleUploadedFile(name, (self.pictures / name).read_bytes())

    def owner(self, **headers: str) -> Client:
        return browser(self.cast, self.cast.amina, headers=headers)

    @property
    def maker(self) -> Client:
        return browser(self.cast, self.cast.maker_hanhai)

    @property
    def dealer(self) -> Client:
        return browser(self.cast, self.cast.dealer_nairobi)

    def imported(self, name: str, where: str = "/vehicles/imports/", **headers: str) -> str:
        client = browser(self.cast, self.cast.maker_hanhai, headers=headers)
        file = SimpleUploadedFile(name, (FOLDER / name).read_bytes(), "text/csv")
        return text_of(client.post(where, {"file": file}, follow=True))

    def vehicles(self) -> list[Vehicle]:
        with system_scope("test"):
            return list(Vehicle.objects.exclude(pk=self.car.pk).order_by("vin"))

    def parts(self) -> list[str]:
        with system_scope("test"):
            return list(Part.objects.exclude(number="B500-12").order_by("number").values_list("number", flat=True))

    def reading(self, text: str) -> Any:
        data = {"odometer_km": text, "on": timezone.localdate().isoformat(), "figure_checked": "on"}
        return self.owner().post(f"/vehicles/{self.car.vin}/reading/", data)

    def claim(self, language: str = "en", **changes: Any) -> Any:
        day = timezone.localdate().isoformat()
        data = {
            "vin": self.car.vin, "component": "lighting", "complaint": "The left headlamp is dark since Monday.",
            "occurred_on": day, "odometer_km": "1500", "dealer": self.cast.dealer_nairobi.pk,
            "request_key": "0f0f0f0f-1111", "step": "check",
        }  # fmt: skip
        return self.owner(**{"accept-language": language}).post("/claims/new/", {**data, **changes})


Case = Callable[[Place], str]
CASES: dict[str, Case] = {}


def case(name: str) -> Callable[[Case], Case]:
    def keep(check: Case) -> Case:
        CASES[name] = check
        return check

    return keep


def given(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8").rstrip("\n")


def text_of(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture
def place(cast: Cast, pictures: Path) -> Place:
    make_maker_codes(cast)
    car = make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi)
    with system_scope("test"):
        MakerCode.objects.create(manufacturer=cast.maker_hanhai, code="L01")
        Part.objects.create(manufacturer=cast.maker_hanhai, number="B500-12", name="Pump")
    return Place(cast, car, pictures)


def ids() -> list[str]:
    if not INDEX.is_file():
        return []
    with INDEX.open(newline="", encoding="utf-8") as file:
        return [row["id"] for row in csv.DictReader(file, delimiter="\t")]


def test_the_list_is_there() -> None:
    if not INDEX.is_file():
        pytest.skip(f"no cases at {INDEX}: set SANBAO_SHARED to its parent folder to run them")
    assert set(ids()) == CASES.keys() | ELSEWHERE.keys()


@pytest.mark.parametrize("name", [name for name in ids() if name not in ELSEWHERE])
def test_what_was_sent_is_read_or_told(place: Place, name: str, record_property: Any) -> None:
    record_property("outcome", CASES[name](place))


@case("F01")
@case("F02")
def cursors(place: Place) -> str:
    for name in ("f01_cursor.txt", "f02_cursor.txt"):
        assert place.dealer.get(given(name).splitlines()[0].split()[1]).status_code == 404
    return "404"


@case("F06")
def point_of_thousands(place: Place) -> str:
    answer = place.reading(given("f06_odometer.txt"))
    assert answer.status_code == 422
    assert "can be read as 15000 or as 15" in text_of(answer)
    return "asked: “15.000” can be read as 15000 or as 15"


@case("F08")
def grouped(place: Place) -> str:
    for text in (given("f08_odometer.txt"), "14 500", "14’500", "14500 km", "١٤٬٥٠٠"):
        assert place.reading(text).status_code == 302, text
        assert place.claim(odometer_km=text).status_code == 200, text
    return "read as 14,500 km, with all five spellings, on both forms"


@case("F09")
def swapped_day(place: Place) -> str:
    for language in ("en", "ar", "zh-hans"):
        answer = place.claim(language, occurred_on=given("f09_date.txt"))
        assert answer.status_code == 422
        assert "2026-10-05" in text_of(answer)
        assert "2026-05-10" in text_of(answer)
    return "refused: both readings are named, with the form to write"


def _exported(place: Place, name: str) -> list[tuple[str, str]]:
    page = place.imported(name)
    assert "Added" in page
    return [(str(car.built_on), str(car.exported_on)) for car in place.vehicles()]


@case("F11")
def slashes(place: Place) -> str:
    assert _exported(place, "f11_slash_dates.csv") == [("2026-03-01", "2026-04-01")]
    return "read as 2026-03-01 and 2026-04-01"


@case("F12")
def times_and_chinese_days(place: Place) -> str:
    assert _exported(place, "f12_datetime.csv") == [("2026-03-01", "2026-04-01")]
    return "read as 2026-03-01 and 2026-04-01"


@case("F13")
def arabic_figures(place: Place) -> str:
    day = DayField().clean(given("f13_arabic_date.txt"))
    assert day == date(2026, 10, 5)
    assert "ليس تاريخ" not in text_of(place.claim("ar", occurred_on=given("f13_arabic_date.txt")))
    return f"read as {day}"


@case("F14")
def day_numbers(place: Place) -> str:
    assert "spreadsheet&#x27;s day number" in place.imported("f14_serial_dates.csv").replace("&#39;", "&#x27;")
    assert place.vehicles() == []
    return "refused as a spreadsheet's day number, with the mend"


@case("F15")
def gb18030(place: Place) -> str:
    assert "GB18030" in place.imported("f15_gb.csv")
    assert [car.model_name for car in place.vehicles()] == ["沙丘 X"]
    return "read as GB18030, and said so"


@case("F17")
def title_above(place: Place) -> str:
    place.imported("f17_title.csv")
    assert len(place.vehicles()) == 1
    return "the heading is found in line 3"


@case("F19")
def heading_twice(place: Place) -> str:
    assert "stands twice in the heading" in place.imported("f19_twice.csv")
    assert place.vehicles() == []
    return "refused: “vin” stands twice in the heading"


@case("F20")
def unclosed_quote(place: Place) -> str:
    page = place.imported("f20_unclosed.csv", "/parts/catalogue/import/")
    assert "A quote opens in line 3 and is not closed" in page
    assert place.parts() == []
    return "refused: the quote of line 3 and the lines not read are named"


@case("F22")
def yes_and_no(place: Place) -> str:
    place.imported("f22_words.csv", "/parts/catalogue/import/", **{"accept-language": "zh-hans"})
    with system_scope("test"):
        assert dict(Part.objects.exclude(number="B500-12").values_list("number", "active")) == {
            "AA-1": True,
            "AA-2": False,
        }
    return "read: 是 is yes, 否 is no"


@case("F23")
def shortened(place: Place) -> str:
    assert "looks like a number that a spreadsheet shortened" in place.imported(
        "f23_sci.csv", "/parts/catalogue/import/"
    )
    return "kept with a warning"


@case("F25")
def lost_zeros(place: Place) -> str:
    assert "by leading zeros only" in place.imported("f25_zeros.csv", "/parts/catalogue/import/")
    return "kept with a warning for both"


@case("F26")
def unseen_in_numbers(place: Place) -> str:
    for n, number in enumerate((given("f26_zero_width.txt"), "\ufeffB500-12")):
        body = {
            "manufacturer": place.cast.maker_hanhai.slug, "country": "KE", "request_key": f"case-f26-{n}",
            "lines": [{"part": number, "quantity": 1}],
        }  # fmt: skip
        answer = place.dealer.post("/api/v1/orders/", body, content_type="application/json")
        assert answer.status_code == 201, text_of(answer)
    return "folded: ordered as B500-12"


@case("F28")
def without_separators(place: Place) -> str:
    wanted = given("f28_search.txt")
    found = place.maker.get("/api/v1/parts/", {"number": wanted}).json()["results"]
    assert [row["number"] for row in found] == ["B500-12"]
    assert "B500-12" in text_of(place.maker.get("/parts/catalogue/", {"number": wanted}))
    return "finds B500-12, by API and page"


@case("F29")
def star(place: Place) -> str:
    page = text_of(Client().post("/check/", {"vin": given("f29_star.txt")}))
    assert "masked" not in page
    assert read_vin(given("f29_star.txt")).vin == "LVVDC21B1PD196821"
    return "read as LVVDC21B1PD196821"


@case("F31")
def apostrophe(place: Place) -> str:
    place.imported("f31_apostrophe.csv")
    assert [car.vin for car in place.vehicles()] == ["L01ABCDE4TA040112"]
    return "read as L01ABCDE4TA040112"


@case("F32")
def formula(place: Place) -> str:
    place.imported("f32_formula.csv")
    assert [car.vin for car in place.vehicles()] == ["L01ABCDE6TA040113"]
    return "read as L01ABCDE6TA040113"


@case("F33")
def digits_of_another_script(place: Place) -> str:
    assert read_vin(given("f33_arabic.txt")).vin == "LVVDC21B1PD196821"
    assert "another alphabet" not in text_of(Client().post("/check/", {"vin": given("f33_arabic.txt")}))
    return "folded: read as LVVDC21B1PD196821"


@case("F34")
def no_year_told(place: Place) -> str:
    page = text_of(Client().post("/check/", {"vin": given("f34_year.txt")}))
    assert "2001" not in page
    assert "need not write a year" in page
    return "no year: “Not told: the maker of this code need not write a year”"


@case("F36")
def small_letters(place: Place) -> str:
    body = json.loads(given("f36_lower.json")) | {"dealer": place.cast.dealer_nairobi.pk, "odometer_km": 1500}
    for n, vin in enumerate((f" {place.car.vin.lower()} ", f"\ufeff{place.car.vin[:3]}-{place.car.vin[3:]}")):
        today = timezone.localdate().isoformat()
        sent = {**body, "vin": vin, "occurred_on": today, "request_key": f"case-f36-{n}", "beside_open": True}
        answer = place.owner().post("/api/v1/claims/", sent, content_type="application/json")
        assert answer.status_code == 201, text_of(answer)
    return "folded: the claim is filed"


@case("F38")
def seven_characters(place: Place) -> str:
    assert place.claim(complaint=given("f38_short.txt")).status_code == 200
    return "taken"


@case("F40")
def slip(place: Place) -> str:
    assert place.reading("1,500").status_code == 302
    assert place.reading("150000").status_code == 302
    assert place.reading("1,700").status_code == 422
    with system_scope("test"):
        wrong = place.car.readings.get(km=150_000)
    address = f"/vehicles/{place.car.vin}/readings/{wrong.pk}/correct/"
    assert place.owner().post(address, {"odometer_km": "1,500", "reason": ""}).status_code == 302
    assert place.reading("1,700").status_code == 302
    assert place.claim(odometer_km="1,700").status_code == 200
    return "the owner corrects step 3 within seven days; 4 and 5 are taken; the wrong reading stays as superseded"


@case("F42")
def lost_on_its_way(place: Place) -> str:
    shop = build_shop(place.cast)
    order = shop.submitted((shop.pads, 5))
    with system_scope("test"):
        ordered = order.lines.get()
    send = {"line_ids": [ordered.pk], "quantities": {ordered.pk: 3}, "tracking": "T"}
    order = shop.as_maker(parts.dispatch_lines, order=order, **send)
    order = shop.as_maker(parts.cancel_lines, order=order, line_ids=[ordered.pk], reason="not_available")
    with system_scope("test"):
        sent = order.lines.get(status="dispatched")
    order = shop.as_dealer(parts.receive_lines, order=order, line_ids=[sent.pk], quantities={sent.pk: 2})
    lost = {"line_ids": [sent.pk], "problem": "lost", "note": "parcel lost on the way"}
    order = shop.as_dealer(parts.report_lines, order=order, **lost)
    with system_scope("test"):
        lines = sorted(order.lines.values_list("status", "quantity"))
    assert lines == [("cancelled", 2), ("received", 2), ("reported", 1), ("submitted", 1)]
    return "the dealer reports the third piece: it is owed again, its clock of supply runs since the order"


@case("F44")
def half_day(place: Place) -> str:
    country, day = given("f44_half.txt").split()
    start = datetime.fromisoformat(f"{day}T00:00:00").replace(tzinfo=UTC)
    hours = working_between(start, start.replace(hour=23), default_calendar(country)).total_seconds() / 3600
    assert hours == 4
    return "4:00"


@case("F48")
def today(place: Place) -> str:
    data = {"full_name": "Somchai Dee", "country": "TH", "email": "somchai@mail.example", "password1": PASSWORD}
    client = Client()
    assert client.post("/accounts/signup/", data).status_code == 302
    with system_scope("test"):
        user = User.objects.get(email=data["email"])
    assert user.time_zone == "Asia/Bangkok"
    EmailAddress.objects.filter(user=user).update(verified=True)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    assert "Asia/Bangkok" in text_of(client.get("/"))
    return "the zone is Asia/Bangkok, named at the foot of every page; “today” is the reader's in both steps"


@case("F50")
def heic(place: Place) -> str:
    return _decoded(place, "f50_phone.heic", (1200, 900))


@case("F51")
def sixteen_bits(place: Place) -> str:
    with Image.open(io.BytesIO(clean(place.made("f51_grey16.png")).content)) as image:
        grey = image.convert("L")
    assert [round(int(grey.getpixel((x, 300))) / 64) for x in (0, 200, 400, 600, 799)] == [0, 1, 2, 3, 4]  # type: ignore[arg-type]
    return "the ramp from black to white is kept"


@case("F52")
def cut_off(place: Place) -> str:
    with pytest.raises(Refused, match="arrived without its end") as refused:
        clean(place.made("f52_cut.jpg"))
    return str(refused.value)


@case("F53")
def megapixels(place: Place) -> str:
    return _decoded(place, "f53_108mp.jpg", (1600, 1200))


def _decoded(place: Place, name: str, size: tuple[int, int]) -> str:
    photo = clean(place.made(name))
    assert (photo.width, photo.height) == size
    return f"decoded, kept as JPEG of {size[0]} × {size[1]}"


@case("F55")
def zero_byte(place: Place) -> str:
    for address in ("/vehicles/%00/", "/warranty/registered/%00/", "/warranty/cars/%00/dealer/"):
        assert place.owner().get(address).status_code == 404
    return "404"


@case("F57")
def nested(place: Place) -> str:
    for endpoint in ("claims", "vehicles"):
        answer = place.owner().post(f"/api/v1/{endpoint}/", given("f57_nested.json"), content_type="application/json")
        assert answer.status_code == 400
    return str(answer.json())


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    """All tests sign up from one address, which may do so but a few times a minute."""
    cache.clear()


def _sign_up(**changes: str) -> str:
    data = {"full_name": "Amina B", "country": "KE", "email": "new@mail.example", "password1": PASSWORD}
    return text_of(Client().post("/accounts/signup/", {**data, **changes}))


@case("F59")
def a_name_with_a_link(place: Place) -> str:
    assert "is no name" in _sign_up(full_name=given("f59_name.txt"))
    assert mail.outbox == []
    return "refused; and the mail names nobody"


@case("F61")
def turned(place: Place) -> str:
    _sign_up(full_name=given("f61_turn.txt"))
    with system_scope("test"):
        assert User.objects.get(email="new@mail.example").full_name == "evil"
    return "kept as “evil”, without the sign that turns"


@case("F62")
def one_mailbox(place: Place) -> str:
    for line in given("f62_two.txt").splitlines():
        _sign_up(email=line)
    with system_scope("test"):
        assert list(User.objects.filter(email__endswith=".pl").values_list("email", flat=True)) == ["two@xn--ko-yqa.pl"]
    return "one account, two@xn--ko-yqa.pl"


@case("F65")
def control_signs(place: Place) -> str:
    place.imported("f65_control.csv")
    assert [car.model_name for car in place.vehicles()] == ["Dune X", "Dune X"]
    return "both kept as “Dune X”, on one line"
