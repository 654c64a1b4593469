"""Parts that go back to their manufacturer: asked for, granted, sent, looked at, credited (steps_returns.py)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from apps.casework import engine, keys
from apps.casework.books import recorded_at
from apps.casework.engine import Act
from apps.casework.steps import Grounds
from apps.core.errors import Refused
from apps.core.ids import new_number
from apps.duties import names
from apps.organizations.door import door
from apps.organizations.scope import Actor, Side
from apps.organizations.selectors import today_at

from ..amounts import checked_amount
from ..checked import checked_code, checked_tracking
from ..models import Bin, OrderLine, PartReturn, PartsOrder, StockMovement
from ..paper_files import NewPaper
from ..quantities import checked_quantity
from . import bins, holding, ledger, papers, return_clocks
from .ledger import Slip
from .locks import balance_of

_K = StockMovement.Kind
#: A dealer needs so long to pack and hand over what was granted, and nobody waits longer than a year.
LEAST_DAYS, MOST_DAYS = 7, 365
_WHY_IN_PART = Grounds("note", least=10)


@transaction.atomic
@door("parts.return")
def ask_return(
    *,
    line: OrderLine,
    quantity: int,
    reason: str,
    note: str,
    request_key: str,
    by: Actor,
    at: datetime,
    files: Sequence[NewPaper] = (),
) -> PartReturn:
    """Ask the manufacturer to take pieces of a received order line back; its time to answer begins. ``files`` show it.

    The same ``request_key`` again is the same return. Raises Refused for a line that was not received, for more than
    was received and not yet returned, and for what is no reason; PermissionDenied for another dealer's line.
    """
    if by.side is not Side.DEALER or by.organization_id != line.dealer_id or not by.may_write:
        raise PermissionDenied
    shown = papers.told(files)
    content = {"line": line.pk, "quantity": quantity, "reason": reason, "note": note, **shown}
    keys.same_content(request_key, by=by, kind="return", content=content, at=at)
    recorded_at(line.manufacturer_id, at, "partreturn.ask")
    # Two that ask at the same moment: the second one counts what the first one asked for.
    PartsOrder.objects.select_for_update(no_key=True).get(pk=line.order_id)
    known = PartReturn.objects.filter(dealer_id=line.dealer_id, request_key=request_key).first()
    if known is not None:
        return known
    made = PartReturn(
        number=new_number("RT"), line=line, part=line.part, quantity=_checked_pieces(line, quantity),
        reason=checked_code(PartReturn.Reason, reason, "reason"), asked_at=at, request_key=request_key, **line.sides(),
    )  # fmt: skip
    made.save(force_insert=True)
    said = note.strip()[:500]
    papers.keep_with(made, files, by=by, at=at)
    engine.record(made, "ask", by=by, at=at, note=said, values={"quantity": quantity, "reason": reason, **shown})
    engine.tell(made, "ask", by=by, at=at)
    return_clocks.start(made, names.RETURN_ANSWER, at)
    return made


def returnable(line: OrderLine) -> int:
    """How many pieces of an order line were received and are neither returned nor asked to be (1 query)."""
    if line.status != OrderLine.Status.RECEIVED:
        return 0
    gone = PartReturn.objects.filter(line=line).exclude(status__in=PartReturn.NOT_RETURNED)
    away = gone.aggregate(n=Sum(Coalesce("sent", "quantity") - Coalesce(F("back"), 0), default=0))["n"]
    return max(0, line.quantity - int(away))


def grant_return(
    *,
    partreturn: PartReturn,
    return_number: str,
    payer: str,
    send_by: date,
    note: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
    key: str = "",
) -> PartReturn:
    """Grant it: under which number, who pays the way, by which day it is to be sent (a week at least)."""

    def effect(case: PartReturn, act: Act) -> None:
        number = return_number.strip()[:40]
        if not number:
            raise Refused(_("Write the number that the parts are to carry."), field="return_number")
        today = today_at(case.dealer_id, act.at)
        soonest, latest = today + timedelta(days=LEAST_DAYS), today + timedelta(days=MOST_DAYS)
        if not soonest <= send_by <= latest:
            raise Refused(
                _("%(day)s is too soon or too late: choose a day from %(first)s to %(last)s.")
                % {"day": date_format(send_by), "first": date_format(soonest), "last": date_format(latest)},
                field="send_by",
            )
        case.return_number, case.send_by = number, send_by
        case.payer = checked_code(PartReturn.Payer, payer, "payer")

    values = {"return_number": return_number.strip()[:40], "payer": payer, "send_by": send_by.isoformat()}
    return _take(partreturn, "grant", effect, values, note=note, by=by, at=at, version=version, key=key)


def refuse_return(
    *,
    partreturn: PartReturn,
    refusal: str,
    note: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
    key: str = "",
) -> PartReturn:
    """Refuse it with a coded reason and in words; the pieces may be asked for again."""

    def effect(case: PartReturn, act: Act) -> None:
        case.refusal = checked_code(PartReturn.Refusal, refusal, "refusal")

    values = {"refusal": refusal}
    return _take(partreturn, "refuse", effect, values, note=note, by=by, at=at, version=version, key=key)


def send_return(
    *,
    partreturn: PartReturn,
    quantity: int,
    source: Bin,
    tracking: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
    key: str = "",
) -> PartReturn:
    """Send pieces out of a bin (shelf or quarantine): they leave the ledger, as far as no request is kept them.

    Raises Refused for more than was granted or is free there, without a consignment number, and after its day.
    """

    def effect(case: PartReturn, act: Act) -> None:
        case.tracking, case.sent_at = checked_tracking(tracking), act.at
        if case.send_by is not None and today_at(case.dealer_id, act.at) > case.send_by:
            raise Refused(_("It was to be sent by %(day)s: ask again.") % {"day": date_format(case.send_by)})
        case.sent = checked_quantity(quantity, case.part.number, most=case.quantity)
        _out(case, act, source)

    values = {"sent": quantity, "bin": source.pk, "tracking": tracking.strip()[:60]}
    return _take(partreturn, "send", effect, values, by=by, at=at, version=version, key=key)


def receive_return(
    *,
    partreturn: PartReturn,
    found: int,
    finding: str,
    note: str,
    by: Actor,
    at: datetime,
    files: Sequence[NewPaper] = (),
    version: int | None = None,
    key: str = "",
) -> PartReturn:
    """Say how many came and as what; 0 with ``nothing``. ``files`` show what was found."""

    def effect(case: PartReturn, act: Act) -> None:
        case.finding = checked_code(PartReturn.Finding, finding, "finding")
        if (found == 0) != (case.finding == PartReturn.Finding.NOTHING):
            raise Refused(_("Nothing came, or pieces did: say the same in both fields."), field="found")
        case.found = checked_quantity(found, case.part.number, most=case.sent or 0, field="found") if found else 0
        papers.keep_with(case, files, by=act.by, at=act.at)

    values = {"found": found, "finding": finding, **papers.told(files)}
    return _take(partreturn, "receive", effect, values, note=note, by=by, at=at, version=version, key=key)


def credit_return(
    *,
    partreturn: PartReturn,
    amount: Decimal,
    currency: str,
    in_full: bool,
    note: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
    key: str = "",
) -> PartReturn:
    """Credit it, in full or in part; a part needs its reason in words."""

    def effect(case: PartReturn, act: Act) -> None:
        if not in_full:
            _WHY_IN_PART.checked(act.note)
        case.credit, case.currency = checked_amount(amount, currency)
        case.in_full = in_full

    values = {"credit": str(amount), "currency": currency.strip().upper(), "in_full": in_full}
    return _take(partreturn, "credit", effect, values, note=note, by=by, at=at, version=version, key=key)


def take_back_return(
    *,
    partreturn: PartReturn,
    quantity: int,
    note: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
    key: str = "",
) -> PartReturn:
    """Put what came back on the main shelf; what did not come stays away, and counts as returned."""

    def effect(case: PartReturn, act: Act) -> None:
        case.back = checked_quantity(quantity, case.part.number, most=case.sent or 0)
        balance, place = balance_of(case.dealer_id or 0, case.part), bins.home_bin(case.dealer_id or 0, act.at)
        slip = Slip(f"rt:{case.pk}:back", act.by, act.at, case.number, act.note)
        ledger.write(balance, place, case.part, _K.BACK, case.back, slip)
        holding.came(balance, place, case.part, case.back, source=None, by=act.by, at=act.at)

    return _take(partreturn, "take_back", effect, {"back": quantity}, note=note, by=by, at=at, version=version, key=key)


def attach_to_return(
    *, partreturn: PartReturn, files: Sequence[NewPaper], by: Actor, at: datetime, key: str = ""
) -> PartReturn:
    """Add files: the dealer until the parts have come, the manufacturer of what it found until it decides.

    The same bytes again are one file. Raises Refused for no file and for too many.
    """
    if not files:
        raise Refused(papers.NO_FILE, field="photos")

    def effect(case: PartReturn, act: Act) -> None:
        papers.keep_with(case, files, by=act.by, at=act.at)

    return _take(partreturn, "attach", effect, papers.told(files), by=by, at=at, key=key)


def lapsed(case: PartReturn, act: Act) -> None:
    """Raise Refused while the day that was granted is not over where the dealer is."""
    if case.send_by is None or today_at(case.dealer_id, act.at) <= case.send_by:
        raise Refused(_("The day until which it is to be sent is not over."))


def lapse_returns(*, at: datetime) -> int:
    """Let lapse what was granted and not sent by its day; run in the system's scope. Returns how many."""
    # A day is over everywhere two days later at the latest; each dealer's own day decides.
    rows = PartReturn.objects.filter(status=PartReturn.Status.GRANTED, send_by__lte=at.date()).order_by("id")
    over = [case for case in rows if case.send_by is not None and today_at(case.dealer_id, at) > case.send_by]
    return sum(engine.take_by_itself(case, "lapse", at=at) for case in over)


def _take(case: PartReturn, verb: str, effect: Any, values: dict[str, Any], **more: Any) -> PartReturn:
    return engine.take(case, verb, effect=effect, values=values, **more)


def _checked_pieces(line: OrderLine, quantity: int) -> int:
    free = returnable(line)
    if not free:
        raise Refused(
            _("Of part %(part)s nothing was received that is not returned already.") % {"part": line.part.number},
            field="quantity",
        )
    return checked_quantity(quantity, line.part.number, most=free)


def _out(case: PartReturn, act: Act, source: Bin) -> None:
    """The pieces leave the bin."""
    if source.dealer_id != case.dealer_id or source.kind == Bin.Kind.TRANSIT:
        raise Refused(_("This is no bin of your workshop. Choose one of the list."), field="source")
    balance, amount = balance_of(case.dealer_id or 0, case.part), case.sent or 0
    content = bins.content_of(source, case.part)
    if content.free < amount:
        raise ledger.not_enough(case.part, content.free, amount, content.reserved)
    slip = Slip(f"rt:{case.pk}:out", act.by, act.at, case.number, case.return_number)
    ledger.write(balance, source, case.part, _K.TO_MAKER, -amount, slip)
