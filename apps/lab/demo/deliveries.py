"""Orders of the demo with prices and papers: more than was sent, broken, or dearer than the catalogue."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw

from apps.core.money import Money
from apps.organizations.scope import acting_as
from apps.parts import services as parts
from apps.parts.models import OrderPaper, Part, PartsOrder
from apps.parts.paper_files import NewPaper

if TYPE_CHECKING:
    from .stories import Stage

DAY = timedelta(days=1)
#: What a piece of each part on the demo's shelf costs in Kenya.
_PRICES = ("41250", "9840", "14300", "2150", "6725", "18900", "5480", "7310")
_K = OrderPaper.Kind


def price(stage: Stage, catalogue: list[Part]) -> None:
    """The maker's prices for Kenya, from before the first order on."""
    for part, amount in zip(catalogue, _PRICES, strict=True):
        stage.do(
            stage.people.maker, parts.set_price, part=part, amount=Decimal(amount), currency="KES", market="KE",
            valid_from=(stage.now - 300 * DAY).date(), at=stage.now - 300 * DAY,
        )  # fmt: skip


def tell(stage: Stage, wiper: Part, bearing: Part, window: Part) -> None:
    """``wiper`` came over and was kept, ``bearing`` came broken, ``window`` costs more than the catalogue says."""
    _kept(stage, wiper)
    _waits(stage, window)
    _broken(stage, bearing)
    _dearer(stage, window)


def _kept(stage: Stage, part: Part) -> None:
    """Six came in a box for four; the workshop wanted them, and keeps them at the price of the order."""
    order, start = _sent(stage, part, 4, days=16, key="demo-over", number="AWB 176-4410 9315")
    _report(stage, order, 2, would_keep=True, at=start + 8 * DAY)
    _receive(stage, order, start + 8 * DAY)
    note = "Our packer took a box of six. Keep them; they go on the invoice of this order."
    stage.do(stage.people.maker, parts.keep_over, order=order, note=note, at=start + 9 * DAY)


def _waits(stage: Stage, part: Part) -> None:
    """One more than was sent, told this morning: the manufacturer has not answered yet."""
    order, _start = _sent(stage, part, 2, days=9, key="demo-over-waits", number="AWB 176-4410 9402")
    _receive(stage, order, stage.now - DAY / 3)
    _report(stage, order, 1, would_keep=False, at=stage.now - DAY / 4)


def _broken(stage: Stage, part: Part) -> None:
    """Two of five came with cracked rings; photos and the waybill with the driver's remark show it."""
    order, start = _sent(stage, part, 5, days=12, key="demo-cracked", number="AWB 176-4410 9367")
    shown = [
        sheet("IMG_2041.jpg", "Wheel bearing", ("outer ring cracked", "box wet on one side"), shade=(196, 205, 214)),
        sheet("waybill-remark.jpg", "WAYBILL 176-4410 9367", ("2 boxes wet on arrival", "seen by the driver")),
    ]
    (line,) = _lines(stage, order, "dispatched")
    stage.do(
        stage.people.dealer, parts.report_lines, order=order, line_ids=[line], quantities={line: 2}, problem="damaged",
        note="Two boxes were wet; the outer rings in them are cracked right through.", claimed_from="carrier",
        files=shown, at=start + 7 * DAY,
    )  # fmt: skip
    with acting_as(stage.scope(stage.people.dealer)):
        rest = list(order.lines.filter(status="dispatched").values_list("pk", flat=True))
    stage.do(stage.people.dealer, parts.receive_lines, order=order, line_ids=rest, at=start + 7 * DAY)


def _dearer(stage: Stage, part: Part) -> None:
    """Confirmed above the catalogue's price, with the reason; the workshop can still cancel."""
    order, start = _ordered(stage, part, 3, days=1, key="demo-dearer")
    (line,) = _lines(stage, order, "submitted")
    stage.do(
        stage.people.maker, parts.confirm_lines, order=order, promised={line: (stage.now + 6 * DAY).date()},
        prices={line: Money(Decimal("7150"), "KES")}, price_reason="freight",
        note="Air freight rose on the first of the month.", at=start + DAY / 2,
    )  # fmt: skip


def _ordered(stage: Stage, part: Part, pieces: int, *, days: float, key: str) -> tuple[PartsOrder, datetime]:
    dealer, start = stage.people.dealer, stage.now - days * DAY
    order = stage.do(
        dealer, parts.create_order, dealer_id=dealer.pk, manufacturer_id=part.manufacturer_id, country="KE",
        lines=[(part.pk, pieces)], request_key=key, reference=f"AA-{start:%y%m}-{pieces}{int(days):02d}", at=start,
    )  # fmt: skip
    return stage.do(dealer, parts.submit_order, order=order, at=start), start


def _sent(stage: Stage, part: Part, pieces: int, *, days: float, key: str, number: str) -> tuple[PartsOrder, datetime]:
    """An order that was promised and left by air, with its papers."""
    order, start = _ordered(stage, part, pieces, days=days, key=key)
    maker, (line,) = stage.people.maker, _lines(stage, order, "submitted")
    stage.do(maker, parts.confirm_lines, order=order, promised={line: (start + 3 * DAY).date()}, at=start + DAY / 2)
    said = (f"{pieces} pieces of {part.number}", f"for order {order.number}", "Nairobi, Kenya")
    papers = [
        sheet("waybill.jpg", f"WAYBILL {number}", said).as_a(_K.WAYBILL),
        sheet("invoice.jpg", "COMMERCIAL INVOICE", said).as_a(_K.INVOICE),
        sheet("packing-list.jpg", "PACKING LIST", said).as_a(_K.PACKING_LIST),
    ]
    stage.do(
        maker, parts.dispatch_lines, order=order, line_ids=[line], tracking=number, carrier="Kestrel Air Cargo",
        customs_number=f"5304{start:%Y%m%d}000017", files=papers, at=start + 2 * DAY,
    )  # fmt: skip
    return order, start


def _report(stage: Stage, order: PartsOrder, more: int, *, would_keep: bool, at: datetime) -> None:
    (line,) = _lines(stage, order, "dispatched", "received")
    stage.do(
        stage.people.dealer, parts.report_over, order=order, quantities={line: more}, would_keep=would_keep, at=at,
        note=f"The box held {more} more than the packing list says; all of them are sealed.",
        files=[sheet("IMG_2017.jpg", "opened box", (f"{more} more than on the list",), shade=(206, 198, 184))],
    )  # fmt: skip


def _receive(stage: Stage, order: PartsOrder, at: datetime) -> None:
    lines = _lines(stage, order, "dispatched")
    stage.do(stage.people.dealer, parts.receive_lines, order=order, line_ids=lines, at=at)


def _lines(stage: Stage, order: PartsOrder, *states: str) -> list[int]:
    with acting_as(stage.scope(stage.people.maker)):
        return list(order.lines.filter(status__in=states).order_by("id").values_list("pk", flat=True))


def sheet(name: str, title: str, lines: Any, *, shade: tuple[int, int, int] = (250, 249, 245)) -> NewPaper:
    """A drawn sheet or label, instead of a photo."""
    image = Image.new("RGB", (900, 640), shade)
    draw = ImageDraw.Draw(image)
    draw.rectangle((30, 30, 870, 610), outline=(70, 80, 92), width=3)
    draw.text((70, 70), title, fill=(24, 30, 38), font_size=36)
    for n, line in enumerate(lines):
        draw.text((70, 160 + 60 * n), line, fill=(50, 58, 68), font_size=26)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return NewPaper(out.getvalue(), name, "image/jpeg")
