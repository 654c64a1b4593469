"""A dealer asks another for parts: asked, offered, accepted, sent, received. The pieces are moved by between.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.casework import engine, keys
from apps.casework.engine import Act
from apps.core.errors import Refused
from apps.core.ids import new_number
from apps.core.tables.cells import one_line
from apps.core.today import today_in
from apps.organizations.door import door
from apps.organizations.models import Organization, ServicePoint
from apps.organizations.requests import organization_of
from apps.organizations.scope import Actor, system_scope

from .. import asking
from ..amounts import checked_amount
from ..checked import own_point
from ..models import Part, PartRequest, StockBalance
from ..quantities import checked_quantity
from . import between, wishes

_S = PartRequest.Status


@dataclass(frozen=True)
class Wish:
    """What a dealer asks for: pieces, where to, for which of its requests (empty: for stock), for how much each.

    ``price`` None: the other is to say its price.
    """

    quantity: int
    point: ServicePoint | None = None
    claim_number: str = ""
    price: Decimal | None = None
    currency: str = ""
    note: str = ""


@transaction.atomic
@door("parts.asking")
def ask(*, part: Part, supplier: Organization, wish: Wish, request_key: str, by: Actor, at: datetime) -> PartRequest:
    """Ask another dealer, which shows that it has the part, for pieces of it.

    The same ``request_key`` again is the same request. Raises Refused for a dealer that does not show the part to the
    asker, for another firm's point, for a claim in which nothing waits for the part, and for a price that is none.
    """
    dealer_id = organization_of(by)
    content = {
        "part": part.pk, "of": supplier.pk, "quantity": wish.quantity, "claim": wish.claim_number, "note": wish.note,
        "point": wish.point.pk if wish.point else None, "price": str(wish.price or ""), "currency": wish.currency,
    }  # fmt: skip
    keys.same_content(request_key, by=by, kind="partrequest", content=content, at=at)
    known = PartRequest.objects.filter(dealer_id=dealer_id, request_key=request_key).first()
    if known is not None:
        return known
    wishes.require_shown(part, supplier, by, at)
    off_road = wishes.stands_still(dealer_id, part, wish.claim_number)
    price, currency = wishes.price(wish.price, wish.currency)
    made = PartRequest.objects.create(
        number=new_number("DR"), dealer_id=dealer_id, supplier=supplier, country=wishes.country(dealer_id), part=part,
        quantity=checked_quantity(wish.quantity, part.number), point=own_point(wish.point, dealer_id),
        claim_number=wish.claim_number, off_road=off_road, price_wished=price, currency_wished=currency,
        asked_at=at, due_at=asking.answer_until(at, off_road=off_road), request_key=request_key,
    )  # fmt: skip
    engine.record(made, "ask", by=by, at=at, note=wish.note.strip()[:500], values={"quantity": made.quantity})
    engine.tell(made, "ask", by=by, at=at)
    return made


def offer(
    *,
    partrequest: PartRequest,
    quantity: int,
    price: Decimal,
    currency: str,
    send_by: date,
    by: Actor,
    at: datetime,
    note: str = "",
    version: int | None = None,
    key: str = "",
) -> PartRequest:
    """Offer so many free pieces at a price each, to be sent by a day.

    Nothing is kept until the asker accepts. Raises Refused for more than was asked for or is free, for a price that is
    none, and for a day that has passed or is too far off.
    """

    def effect(case: PartRequest, act: Act) -> None:
        case.offered = checked_quantity(quantity, case.part.number, most=case.quantity)
        _require_free(case)
        case.price, case.currency = checked_amount(price, currency, field="price")
        case.send_by = _checked_day(send_by, case.supplier, act.at, "send_by")
        case.due_at = asking.answer_until(act.at, off_road=case.off_road)
        act.values["currency"] = case.currency

    values = {"quantity": quantity, "price": str(price), "currency": currency, "send_by": send_by.isoformat()}
    return engine.take(
        partrequest, "offer", by=by, at=at, note=note, version=version, key=key, values=values, effect=effect
    )


def accepted(case: PartRequest, act: Act) -> None:
    """The asker takes the offer: the pieces are kept for it at the supplier. Raises Conflict when they are not free."""
    between.keep(case, act)
    case.due_at = asking.sent_until(case.send_by) if case.send_by else None


def ended(case: PartRequest, act: Act) -> None:
    """Nothing comes of it: what was kept is free again."""
    between.let_go(case, act)
    case.due_at = None


def lapsed(case: PartRequest, act: Act) -> None:
    """Nobody said anything in time. Raises Refused while there is time."""
    _require_overdue(case, act)
    ended(case, act)


def send(
    *,
    partrequest: PartRequest,
    carrier: str,
    expected_on: date,
    by: Actor,
    at: datetime,
    tracking: str = "",
    note: str = "",
    version: int | None = None,
    key: str = "",
) -> PartRequest:
    """Send what is kept: it leaves its bins and is under way, on the sender's books, until the asker has received it.

    Raises Refused when nothing of it is there any more, without a carrier, and for a day that cannot be.
    """

    def effect(case: PartRequest, act: Act) -> None:
        case.carrier, case.tracking = one_line(carrier)[:60], one_line(tracking)[:60]
        if not case.carrier:
            raise Refused(_("Write who carries the parts; your own van is one, too."), field="carrier")
        case.expected_on = _checked_day(expected_on, case.supplier, act.at, "expected_on")
        case.sent = between.send_off(case, act)
        if not case.sent:
            raise Refused(_("Nothing of it is there any more: cancel the request, with the reason."))
        case.due_at = asking.spoken_until(case.expected_on)
        act.values["quantity"] = act.fact["quantity"] = case.sent

    values = {"carrier": carrier, "tracking": tracking, "expected_on": expected_on.isoformat()}
    return engine.take(
        partrequest, "send", by=by, at=at, note=note, version=version, key=key, values=values, effect=effect
    )


def received(case: PartRequest, act: Act) -> None:
    """All that is missing came."""
    _arrived(case, case.missing, act)


def receive_some(
    *,
    partrequest: PartRequest,
    quantity: int,
    note: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
    key: str = "",
) -> PartRequest:
    """Receive fewer than are missing, none too; the rest is the sender's until the sender says what became of it.

    Raises Refused when nothing would be missing then.
    """

    def effect(case: PartRequest, act: Act) -> None:
        if quantity >= case.missing:
            raise Refused(_("Nothing is missing: record that all was received."), field="quantity")
        _arrived(case, quantity, act)
        between.break_promises(case, act)

    return engine.take(
        partrequest, "receive_some", by=by, at=at, note=note, version=version, key=key, values={"quantity": quantity},
        effect=effect,
    )  # fmt: skip


def unspoken(case: PartRequest, act: Act) -> None:
    """Nobody said what came: the sender says what became of it, and the asker may still receive it."""
    _require_overdue(case, act)
    between.break_promises(case, act)
    case.due_at = None


def turned_up(case: PartRequest, act: Act) -> None:
    """What was missing is with the sender after all."""
    act.values["quantity"] = case.missing
    between.back_on_shelf(case, act)


def written_off(case: PartRequest, act: Act) -> None:
    """What was missing is lost, on the sender's books: nobody else's stock was less by it."""
    act.values["quantity"] = case.missing
    between.lose(case, act)


def end_overdue(*, at: datetime) -> int:
    """Let lapse what nobody answered in time, each request in a transaction of its own; returns how many.

    Together they would hold the balance of one while they ask for the case of the next (locks.py).
    """
    with system_scope("requests between dealers that nobody answered"):
        ids = list(PartRequest.objects.filter(due_at__lt=at).order_by("due_at", "id").values_list("pk", flat=True))
    return sum(_end_one(pk, at) for pk in ids)


def _end_one(pk: int, at: datetime) -> bool:
    with system_scope("a request between dealers that nobody answered"):
        case = PartRequest.objects.get(pk=pk)
        return engine.take_by_itself(case, "presume_missing" if case.status == _S.SENT else "lapse", at=at)


def _arrived(case: PartRequest, quantity: int, act: Act) -> None:
    case.due_at = None
    between.arrive(case, quantity, act)
    act.values["quantity"] = act.fact["quantity"] = quantity


def _require_free(case: PartRequest) -> None:
    balance = StockBalance.objects.filter(dealer_id=case.supplier_id, part=case.part).first()
    free = balance.free if balance else 0
    if free < (case.offered or 0):
        raise Refused(
            _("Only %(have)s of part %(part)s are free: offer no more, or refuse.")
            % {"have": free, "part": case.part.number},
            field="quantity",
            code="not_enough",
        )


def _checked_day(day: date, dealer: Organization, at: datetime, field: str) -> date:
    """A day that has not passed where the dealer is, and is not absurdly far off. Raises Refused."""
    today = today_in(str(dealer.country), at)
    if not today <= day <= today + asking.LONGEST:
        raise Refused(
            _("Choose a day from today on, within %(days)s days.") % {"days": asking.LONGEST.days}, field=field
        )
    return day


def _require_overdue(case: PartRequest, act: Act) -> None:
    if case.due_at is None or act.at < case.due_at:
        raise Refused(_("There is still time to answer."), code="not_yet")
