"""What the demo's people have lived through, told through the same services as the pages."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from apps.claims import photo_store
from apps.claims import services as claims
from apps.claims.models import Claim
from apps.core.photos import Photo, clean
from apps.organizations.identity import scope_of_organization
from apps.organizations.models import Organization
from apps.organizations.scope import Actor, Scope, Side, acting_as, system_scope
from apps.parts import services as parts
from apps.parts.models import Part, PartsOrder
from apps.vehicles.models import MakerCode, Vehicle
from apps.vehicles.services import register_export
from apps.vehicles.vin import YEAR_CODES, check_digit_of
from apps.warranty.services import register_vehicle

from . import catalogue as catalogue_of_parts
from . import (
    deliveries,
    disputes,
    exports,
    kept_views,
    neighbours,
    network,
    orphans,
    plans,
    recalls,
    registrations,
    returns,
    rules,
    settlements,
    stock,
    supply,
    workshop,
)
from .people import People

DAY = timedelta(days=1)
#: How the VINs of the demo's own cars go on after the maker's code; the check digit takes the nought's place.
FREE = "DEM4E0"


class Stage:
    """Acts as each of the people, at given moments."""

    def __init__(self, people: People, now: datetime) -> None:
        self.people, self.now = people, now

    def actor(self, who: Organization | None) -> Actor:
        if who is None:
            owner = self.people.owner
            return Actor(side=Side.OWNER, name=owner.display_name, user_id=owner.pk, role="owner")
        person = self.people.staff[who.pk]
        return Actor(
            side=scope_of_organization(who).side,
            name=person.display_name,
            user_id=person.pk,
            organization_id=who.pk,
            organization_name=who.name,
            role="staff",
        )

    def scope(self, who: Organization | None) -> Scope:
        return Scope(Side.OWNER, user_id=self.people.owner.pk) if who is None else scope_of_organization(who)

    def do(self, who: Organization | None, service: Any, **arguments: Any) -> Any:
        with acting_as(self.scope(who)):
            return service(by=self.actor(who), **arguments)


def tell(people: People, now: datetime) -> None:
    """All stories of the demo."""
    stage = Stage(people, now)
    with system_scope("demo: parts and codes"):
        named = {part.name: part for part in Part.objects.filter(manufacturer=people.maker)}
        catalogue = [named[name] for name in _ON_THE_SHELF]
        wmi = MakerCode.objects.filter(manufacturer=people.maker).values_list("code", flat=True)[0]
    catalogue_of_parts.fill(people.maker, stage.actor(people.maker), now)
    catalogue_of_parts.share(people.maker, people.dealer, now)
    deliveries.price(stage, catalogue)
    plans.publish(stage)
    first, second = _cars(stage, wmi)
    _finished(stage, first)
    _waiting_for_a_part(stage, second, catalogue[0])
    _half_written(stage, second)
    disputes.tell(stage, first, second)
    _shelf(stage, catalogue)
    _orders(stage, catalogue)
    deliveries.tell(stage, wiper=catalogue[6], bearing=catalogue[7], window=catalogue[4])
    supply.tell(stage, scarce=catalogue[5], late=catalogue[3], fragile=catalogue[4])
    with system_scope("demo: what the workshop should keep"):
        parts.advise(dealer=stage.people.dealer, at=stage.now)
    registrations.tell(stage, wmi + FREE, drawing("paper").content)
    plans.tell(stage, wmi + FREE)
    plans.show(stage, first)
    network.tell(people, now)
    exports.tell(stage)
    orphans.tell(stage, wmi + FREE, drawing("paper"))
    recalls.tell(stage)
    workshop.tell(stage)
    stock.tell(stage, catalogue)
    neighbours.tell(stage)
    returns.tell(stage, [catalogue[place] for place in (1, 7, 6, 4)])
    settlements.tell(stage)
    kept_views.tell(stage)
    rules.change_some(people.authority, stage.actor(people.authority), people.second, now)


_ON_THE_SHELF = (
    "On-board charger 车载充电机",
    "Brake caliper 制动卡钳",
    "12 V battery 12V 蓄电池",
    "Door seal, rear right 右后门密封条",
    "Window regulator 玻璃升降器",
    "Inverter coolant pump 逆变器冷却泵",
    "Wiper motor 雨刮电机",
    "Wheel bearing 轮毂轴承",
)
#: Cars of the demo: serial, model, powertrain and the months since they were delivered (None: to nobody yet).
_CARS = ((1, "Dune X", "petrol", 14), (2, "Tide EV", "bev", 5), (3, "Sea 5", "bev", None), (4, "Reed", "petrol", None))


def _cars(stage: Stage, wmi: str) -> list[Vehicle]:
    """The owner's two cars, and two that wait for somebody to register them."""
    people, found = stage.people, []
    for serial, model, powertrain, months in _CARS:
        delivered = (stage.now - timedelta(days=30 * (months or 0))).date()
        body = f"{wmi}{FREE}{YEAR_CODES[(delivered.year - 1980) % len(YEAR_CODES)]}{serial:07d}"
        vin = body[:8] + check_digit_of(body) + body[9:]
        stage.do(
            people.maker, register_export, manufacturer_id=people.maker.pk, vin=vin, country="KE", model_name=model,
            model_year=delivered.year, powertrain=powertrain,
            built_on=delivered - timedelta(days=90), exported_on=delivered - timedelta(days=50),
            at=stage.now - timedelta(days=30 * (months or 0) + 40),
        )  # fmt: skip
        if months is None:
            continue
        found.append(
            stage.do(
                None, register_vehicle, owner_id=people.owner.pk, vin_text=vin, delivered_on=delivered, odometer_km=12,
                country="KE", dealer_id=people.dealer.pk, at=stage.now - timedelta(days=30 * months - 1),
            )
        )  # fmt: skip
    return found


def free_vins() -> list[str]:
    """The demo's cars that nobody has registered yet: with one of them anybody can try a registration."""
    with system_scope("demo: free VINs"):
        rows = Vehicle.objects.filter(owner=None, vin__contains=FREE[:4], exported_on__isnull=False)
        return list(rows.order_by("vin").values_list("vin", flat=True))


def file_claim(stage: Stage, vehicle: Vehicle, at: datetime, km: int, component: str, text: str) -> Claim:
    """A request of the owner with two drawn photos."""
    fresh = Vehicle.objects
    with acting_as(stage.scope(None)):
        vehicle = fresh.get(pk=vehicle.pk)
    filed: Claim = stage.do(
        None, claims.file_claim, vehicle=vehicle, dealer_id=stage.people.dealer.pk, component=component, complaint=text,
        occurred_on=at.date(), odometer_km=km, immobilised=False, contact_phone="+254 700 000 000", plate="KDL 482C",
        how_often="each_time", place_country="KE", place_city="Nairobi", wished="Weekdays after 16:00",
        request_key=f"demo-{vehicle.pk}-{km}", photos=[drawing(component), drawing(f"{component} 2")], at=at,
    )  # fmt: skip
    return filed


def _finished(stage: Stage, vehicle: Vehicle) -> None:
    start, dealer = stage.now - 60 * DAY, stage.people.dealer
    claim = file_claim(stage, vehicle, start, 14_200, "visibility", "The wipers stop in the rain, about once a week.")
    claim = stage.do(dealer, claims.respond, claim=claim, message="Please bring it on Thursday.", at=start + DAY)
    claim = stage.do(dealer, claims.start_repair, claim=claim, at=start + 3 * DAY)
    claim = stage.do(
        dealer, claims.complete_repair, claim=claim, cause="Wiper motor worn", correction="Wiper motor replaced",
        at=start + 4 * DAY,
    )  # fmt: skip
    claim = stage.do(dealer, claims.hand_back, claim=claim, at=start + 5 * DAY)
    claim = stage.do(None, claims.close, claim=claim, note="Works again, thank you.", at=start + 6 * DAY)
    words = "Quick, and they showed me the worn motor. Nobody called before the day, though."
    stage.do(None, claims.rate, claim=claim, stars=4, words=words, at=start + 6 * DAY)


def _waiting_for_a_part(stage: Stage, vehicle: Vehicle, part: Part) -> None:
    start, dealer = stage.now - 6 * DAY, stage.people.dealer
    claim = file_claim(
        stage, vehicle, start, 6_150, "charging", "The car stops charging after ten minutes at every charger."
    )
    claim = stage.do(
        dealer, claims.respond, claim=claim, message="We read the fault memory: the charger must be replaced.",
        at=start + DAY,
    )  # fmt: skip
    claim = stage.do(dealer, claims.start_repair, claim=claim, at=start + 2 * DAY)
    order = stage.do(
        dealer,
        claims.order_parts,
        claim=claim,
        lines=[(part.pk, 1)],
        request_key=f"demo-{claim.pk}",
        at=start + 2 * DAY,
    )
    line = order.lines.get
    with acting_as(stage.scope(dealer)):
        pk = line().pk
    maker = stage.people.maker
    first, moved = (stage.now + DAY).date(), (stage.now + 6 * DAY).date()
    stage.do(maker, parts.confirm_lines, order=order, promised={pk: first}, at=start + 3 * DAY)
    stage.do(maker, parts.confirm_lines, order=order, promised={pk: moved}, reason="customs", at=start + 5 * DAY)
    # What the outbox would tell the claim: the demo's past is told to nobody.
    told = {"claim": claim, "order": order.number, "part": part.name, "line": pk}
    with system_scope("demo: a promised day"):
        claims.part_promised(promised_on=first, at=start + 3 * DAY, **told)
        claims.part_promised(promised_on=moved, moved_for="customs", at=start + 5 * DAY, **told)


def _half_written(stage: Stage, vehicle: Vehicle) -> None:
    """A request that the owner began this morning: it waits on the first page, with a photo."""
    key = "de000000-1111-2222-3333-444444444444"
    photo_store.stash(stage.people.owner.pk, key, [drawing("high_voltage_battery")])
    with acting_as(stage.scope(None)):
        car = Vehicle.objects.get(pk=vehicle.pk)
    answers = {
        "component": "high_voltage_battery", "complaint": "Since yesterday a warning about the battery, and a smell",
        "how_often": "each_time", "place_country": "KE", "place_city": "Nairobi", "plate": "KDL 482C",
    }  # fmt: skip
    stage.do(None, claims.keep_draft, vehicle=car, request_key=key, answers=answers, at=stage.now - timedelta(hours=6))


def _shelf(stage: Stage, catalogue: list[Part]) -> None:
    dealer = stage.people.dealer
    for n, part in enumerate(catalogue):
        common = {"dealer_id": dealer.pk, "part": part, "reference": "opening stock"}
        stage.do(dealer, parts.receive_stock, quantity=12 + n, key=f"demo-in-{n}", at=stage.now - 200 * DAY, **common)
        for month in range(6):
            stage.do(
                dealer, parts.sell_stock, quantity=1 + (n + month) % 3, key=f"demo-out-{n}-{month}",
                at=stage.now - (180 - 28 * month) * DAY, **{**common, "reference": f"Invoice 24-{n}{month}7"},
            )  # fmt: skip
        with acting_as(stage.scope(dealer)):
            parts.set_reorder_level(dealer_id=dealer.pk, part=part, level=6)


def _orders(stage: Stage, catalogue: list[Part]) -> None:
    """Orders in every state: a draft, submitted, on its way, received, one of which a piece came broken, and one that
    was delivered and not booked in.
    """
    dealer, maker, now = stage.people.dealer, stage.people.maker, stage.now
    for n, stop in enumerate(("draft", "submitted", "dispatched", "received", "reported", "delivered")):
        first, second = (catalogue[place % len(catalogue)] for place in (n + 1, n + 2))
        at = now - (4 - n) * DAY if stop in ("draft", "submitted") else now - 9 * DAY
        order: PartsOrder = stage.do(
            dealer, parts.create_order, dealer_id=dealer.pk, manufacturer_id=maker.pk, country="KE",
            lines=[(first.pk, 2 + n), (second.pk, 1)], priority="stock",
            request_key=f"demo-order-{n}", at=at,
        )  # fmt: skip
        if stop == "draft":
            continue
        order = stage.do(dealer, parts.submit_order, order=order, at=at)
        if stop == "submitted":
            continue
        with acting_as(stage.scope(dealer)):
            lines = [line.pk for line in order.lines.all()]
        promised = {pk: (at + 7 * DAY).date() for pk in lines}
        order = stage.do(maker, parts.confirm_lines, order=order, promised=promised, at=at + DAY)
        order = stage.do(maker, parts.dispatch_lines, order=order, line_ids=lines, tracking=f"DEMO{n}", at=at + 3 * DAY)
        if stop == "received":
            stage.do(dealer, parts.receive_lines, order=order, line_ids=lines, at=at + 8 * DAY)
        if stop == "delivered":
            signed = "Delivery note 5512, signed at the dealer's counter"
            stage.do(maker, parts.prove_lines, order=order, note=signed, at=at + 6 * DAY)
        if stop == "reported":
            _broken(stage, order, lines[0], at + 8 * DAY)


def _broken(stage: Stage, order: PartsOrder, line: int, at: datetime) -> None:
    """One piece came broken; the manufacturer does not see it as its fault, and owes it all the same."""
    note = "One box was crushed in a corner; the part in it is cracked. The driver wrote it on the waybill."
    stage.do(
        stage.people.dealer, parts.report_lines, order=order, line_ids=[line], quantities={line: 1}, problem="damaged",
        note=note, at=at,
    )  # fmt: skip
    objection = "The boxes left our warehouse whole; the carrier signed for them without a remark."
    stage.do(stage.people.maker, parts.contest_lines, order=order, note=objection, at=at + DAY / 2)


def drawing(words: str) -> Photo:
    """A drawn picture instead of a photo: nobody's car."""
    image = Image.new("RGB", (1200, 800), (214, 223, 233))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((220, 380, 980, 600), 60, fill=(70, 96, 128))
    draw.polygon(((380, 380), (480, 250), (740, 250), (850, 380)), fill=(98, 126, 160))
    for x in (370, 830):
        draw.ellipse((x - 75, 525, x + 75, 675), fill=(30, 36, 44))
    draw.ellipse((700, 420, 820, 540), outline=(190, 40, 30), width=10)
    draw.text((240, 700), words.replace("_", " "), fill=(30, 36, 44))
    out = io.BytesIO()
    image.save(out, "JPEG")
    return clean(SimpleUploadedFile(f"{words}.jpg", out.getvalue(), content_type="image/jpeg"))
