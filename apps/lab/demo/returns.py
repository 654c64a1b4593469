"""Parts of the demo that go back: credited in part, refused, on its way, waiting for an answer; and used ones owed.

Photos show what is faulty, and what the maker found.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from apps.organizations.scope import acting_as
from apps.parts import services as parts
from apps.parts.models import Bin, Core, OrderLine, Part, PartReturn, PartsOrder
from apps.parts.paper_files import NewPaper

from .deliveries import sheet

DAY = timedelta(days=1)
#: Pieces that were ordered of each part, those that go back, why, and in which words.
_LINES = (
    (6, 2, "wrong", "Ordered for the model year before: the bracket is four millimetres wider."),
    (12, 8, "surplus", "The campaign that they were ordered for was over sooner than we thought."),
    (4, 1, "faulty", "New out of the box: it hums, and does not turn."),
    (10, 3, "surplus", "Two years of these lie on the shelf, says the list of suggested orders."),
)


def tell(stage: Any, ordered: list[Part]) -> None:
    """``ordered``: four parts of the maker, one a line."""
    order = _received(stage, ordered)
    dealer, start = stage.people.dealer, stage.now - 30 * DAY
    with acting_as(stage.scope(dealer)):
        lines = list(OrderLine.objects.filter(order=order).select_related("part").order_by("id"))
    credited, refused, on_its_way, _waits = (
        stage.do(
            dealer, parts.ask_return, line=line, quantity=back, reason=reason, note=note,
            request_key=f"demo-return-{n}", files=_shown(reason), at=start + (0, 12, 18, 28)[n] * DAY,
        )
        for n, (line, (_pieces, back, reason, note)) in enumerate(zip(lines, _LINES, strict=True))
    )  # fmt: skip
    _credit(stage, credited)
    why = "Parts for stock are taken back within thirty days of their receipt; these lay there for forty."
    stage.do(
        stage.people.maker, parts.refuse_return, partreturn=refused, refusal="too_late", note=why, at=start + 15 * DAY
    )
    _send(stage, on_its_way, start + 20 * DAY, number="RMA-2026-0418")
    _cores(stage, ordered[0])


def _shown(reason: str) -> list[NewPaper]:
    """Of what is faulty, a photo."""
    if reason != "faulty":
        return []
    return [sheet("IMG_2077.jpg", "Wiper motor", ("12 V on both pins", "hums, does not turn"), shade=(214, 206, 192))]


def _received(stage: Any, ordered: list[Part]) -> PartsOrder:
    """An order of seven weeks ago that came two weeks later."""
    dealer, maker, at = stage.people.dealer, stage.people.maker, stage.now - 49 * DAY
    order = stage.do(
        dealer, parts.create_order, dealer_id=dealer.pk, manufacturer_id=maker.pk, country="KE", priority="stock",
        lines=[(part.pk, pieces) for part, (pieces, *_rest) in zip(ordered, _LINES, strict=True)],
        request_key="demo-returns", at=at,
    )  # fmt: skip
    order = stage.do(dealer, parts.submit_order, order=order, at=at)
    with acting_as(stage.scope(maker)):
        ids = list(OrderLine.objects.filter(order=order).values_list("pk", flat=True))
    sent = {"tracking": "AWB 176-4409 5512", "carrier": "Kestrel Air Cargo", "at": at + 3 * DAY}
    order = stage.do(maker, parts.dispatch_lines, order=order, line_ids=ids, **sent)
    done: PartsOrder = stage.do(dealer, parts.receive_lines, order=order, line_ids=ids, at=at + 14 * DAY)
    return done


def _cores(stage: Any, part: Part) -> None:
    """Brake calipers are rebuilt: of five that came since the deposit, some are credited, some are long past due."""
    dealer, maker = stage.people.dealer, stage.people.maker
    said = {"amount": Decimal("380.00"), "currency": "CNY", "days": 30, "starts_on": (stage.now - 90 * DAY).date()}
    stage.do(maker, parts.set_deposit, part=part, at=stage.now - 91 * DAY, **said)
    for n, (pieces, days) in enumerate(((5, 80), (2, 20))):
        at = stage.now - days * DAY
        order = stage.do(
            dealer, parts.create_order, dealer_id=dealer.pk, manufacturer_id=maker.pk, country="KE", priority="stock",
            lines=[(part.pk, pieces)], request_key=f"demo-core-{n}", at=at,
        )  # fmt: skip
        order = stage.do(dealer, parts.submit_order, order=order, at=at)
        with acting_as(stage.scope(maker)):
            ids = list(OrderLine.objects.filter(order=order).values_list("pk", flat=True))
        sent = {"tracking": f"AWB 176-4417 30{n}1", "carrier": "Kestrel Air Cargo", "at": at + 2 * DAY}
        order = stage.do(maker, parts.dispatch_lines, order=order, line_ids=ids, **sent)
        stage.do(dealer, parts.receive_lines, order=order, line_ids=ids, at=at + 10 * DAY)
    with acting_as(stage.scope(dealer)):
        core = Core.objects.filter(part=part, quantity=5).get()
    core = stage.do(
        dealer, parts.send_core, core=core, quantity=3, tracking="KX 91-20774", at=stage.now - 45 * DAY
    )  # fmt: skip
    why = "One has a broken bleed screw: it cannot be rebuilt."
    settled = {"accepted": 2, "refusal": "damaged", "note": why, "at": stage.now - 25 * DAY}
    stage.do(maker, parts.credit_core, core=core, **settled)


def _send(stage: Any, case: PartReturn, at: Any, number: str) -> PartReturn:
    dealer = stage.people.dealer
    granted = {"return_number": number, "payer": "maker", "send_by": (at + 25 * DAY).date(), "note": ""}
    case = stage.do(stage.people.maker, parts.grant_return, partreturn=case, at=at, **granted)
    with acting_as(stage.scope(dealer)):
        shelf = Bin.objects.filter(dealer=dealer, balances__part=case.part, balances__on_hand__gt=0).first()
    given = {"quantity": case.quantity, "source": shelf, "tracking": f"KX 88-{case.pk:05d}"}
    sent: PartReturn = stage.do(dealer, parts.send_return, partreturn=case, at=at + 3 * DAY, **given)
    return sent


def _credit(stage: Any, case: PartReturn) -> None:
    maker, at = stage.people.maker, case.asked_at + 2 * DAY
    case = _send(stage, case, at, number="RMA-2026-0391")
    came = {"found": case.quantity, "finding": "incomplete", "note": "Both without their boxes, else as new."}
    boxes = [sheet("dock-0391.jpg", "RMA-2026-0391", ("2 pieces", "no boxes"), shade=(200, 208, 204))]
    case = stage.do(maker, parts.receive_return, partreturn=case, files=boxes, at=at + 14 * DAY, **came)
    credit = {"amount": Decimal("412.00"), "currency": "CNY", "in_full": False}
    why = "Less fifteen per cent for new boxes, as the terms of sale say."
    stage.do(maker, parts.credit_return, partreturn=case, note=why, at=at + 16 * DAY, **credit)
