"""The workshop's shelves: two service points with bins, parts kept for repairs, some under way, some in quarantine."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from apps.casework import engine
from apps.claims import services as claims
from apps.claims.models import Claim
from apps.organizations.models import ServicePoint
from apps.organizations.scope import acting_as, system_scope
from apps.parts import services
from apps.parts.models import Bin, Part

if TYPE_CHECKING:
    from .stories import Stage

DAY = timedelta(days=1)
_BRANCH = {
    "name": "Acacia Autohaus Mombasa", "address": "Moi Avenue 214", "city": "Mombasa", "country": "KE",
    "phone": "+254 700 000 014",
}  # fmt: skip
_KINDS = (
    "Brake pads, front 前制动片", "Brake pads, rear 后制动片", "Brake disc, front 前制动盘", "Oil filter 机油滤清器",
    "Air filter 空气滤清器", "Cabin filter 空调滤清器", "Spark plug 火花塞", "Wiper blade, left 左雨刮片",
    "Wiper blade, right 右雨刮片", "Head lamp, left 左前照灯", "Head lamp, right 右前照灯", "Tail lamp, left 左尾灯",
    "Door mirror, left 左后视镜", "Door mirror, right 右后视镜", "Shock absorber, front 前减振器",
    "Stabiliser link 稳定杆连杆", "Ball joint 球头", "Tie rod end 转向拉杆球头", "Drive belt 传动带",
    "Coolant hose 冷却水管",
    "Thermostat 节温器", "Door handle, front 前门把手", "Tyre pressure sensor 胎压传感器", "Parking sensor 泊车传感器",
)  # fmt: skip
_MODELS = (("Dune X", "21"), ("Tide EV", "34"), ("Sea 5", "42"), ("Reed", "57"), ("Mist", "63"))
_SHELVES, _BRANCH_SHELVES = ("A-01", "A-02", "A-03", "B-01", "B-02", "C-01"), ("M-01", "M-02")


def tell(stage: Stage, catalogue: list[Part]) -> None:
    """What a visitor finds on the shelves of the demo's workshop."""
    dealer, before = stage.people.dealer, stage.now - 60 * DAY
    with system_scope("demo: the workshop's points"):
        first = ServicePoint.objects.filter(dealer=dealer, closed_on=None).order_by("id").first()
        if first is None:
            return
        opened = {"opened_on": first.opened_on}
        branch = ServicePoint.objects.get_or_create(dealer=dealer, name=_BRANCH["name"], defaults=_BRANCH | opened)[0]
    shelves = [stage.do(dealer, services.add_bin, point=first, code=code, at=before) for code in _SHELVES]
    away = [stage.do(dealer, services.add_bin, point=branch, code=code, at=before) for code in _BRANCH_SHELVES]
    parts = _parts(stage)
    for n, part in enumerate(parts):
        place = away[n % 2] if n % 4 == 3 else shelves[n % len(shelves)]
        _put(stage, part, 2 + n * 7 % 11, place, f"demo-shelf-{n}")
    _keep(stage, catalogue)
    _send(stage, parts, shelves, branch)
    _count(stage, first)
    stage.do(
        dealer, services.set_aside, dealer_id=dealer.pk, part=parts[6], quantity=2, source=shelves[0],
        reason="The box was wet: look at the linings first", key="demo-aside", at=stage.now - 2 * DAY,
    )  # fmt: skip


def _parts(stage: Stage) -> list[Part]:
    """Parts of everyday for each model, in the maker's catalogue."""
    made = [
        Part(manufacturer=stage.people.maker, number=f"{30 + place}{code}-{code}100", name=f"{name}, {model}")
        for model, code in _MODELS
        for place, name in enumerate(_KINDS)
    ]
    with acting_as(stage.scope(stage.people.maker)):
        Part.objects.bulk_create(made, ignore_conflicts=True)
        numbers = [part.number for part in made]
        return list(Part.objects.filter(manufacturer=stage.people.maker, number__in=numbers).order_by("number"))


def _put(stage: Stage, part: Part, quantity: int, place: Bin | None, key: str) -> None:
    dealer = stage.people.dealer
    stage.do(
        dealer, services.receive_stock, dealer_id=dealer.pk, part=part, quantity=quantity, bin=place, key=key,
        reference="Delivery note 24-1187", at=stage.now - 45 * DAY,
    )  # fmt: skip


def _keep(stage: Stage, catalogue: list[Part]) -> None:
    """Parts kept for some repairs under way: from the shelf, so that nothing is ordered for them."""
    dealer = stage.people.dealer
    with system_scope("demo: repairs under way"):
        rows = Claim.objects.filter(dealer=dealer, manufacturer=stage.people.maker, status=Claim.Status.RESPONDED)
        under_way = list(rows.order_by("filed_at", "id")[:4])
    for n, claim in enumerate(under_way):
        part = catalogue[1 + n % 3]
        _put(stage, part, 2, None, f"demo-keep-{n}")
        stage.do(
            dealer, claims.reserve_parts, claim=claim, lines=[(part.pk, 1)], request_key=f"demo-keep-{claim.pk}",
            at=stage.now - DAY / 2, despite="Promised by the foreman for this repair",
        )  # fmt: skip


def _count(stage: Stage, point: ServicePoint) -> None:
    """A stock-take that is half done: two lines differ."""
    dealer = stage.people.dealer
    opened = stage.do(dealer, services.open_count, point=point, at=stage.now - DAY / 8)
    with acting_as(stage.scope(dealer)):
        lines = list(opened.lines.order_by("place", "id")[:14])
    counted = {line.pk: line.expected + {4: -1, 9: 2}.get(n, 0) for n, line in enumerate(lines)}
    stage.do(dealer, services.write_counts, stocktake=opened, counted=counted, at=stage.now - DAY / 12)


def _send(stage: Stage, parts: list[Part], shelves: list[Bin], branch: ServicePoint) -> None:
    """One transfer that came, and one that is on its way since this morning."""
    dealer = stage.people.dealer
    for n, at in enumerate((stage.now - 9 * DAY, stage.now - DAY / 4)):
        lines = [(part, shelves[place], 1) for place, part in enumerate(parts[:2])]
        sent = stage.do(
            dealer, services.send_transfer, target=branch, lines=lines, request_key=f"demo-transfer-{n}", at=at
        )
        if n == 0:
            stage.do(dealer, engine.take, case=sent, verb="receive", at=at + DAY)
