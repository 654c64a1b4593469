"""Cores: a deposit that a part carries, what is owed on receipt, what comes back (steps_cores.py).

A core was never stock: it comes out of a car and goes to the manufacturer, so no ledger tells of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from apps.casework import engine
from apps.casework.actors import record_of
from apps.casework.engine import Act
from apps.casework.steps import Grounds
from apps.core.ids import new_number
from apps.core.today import today_in
from apps.organizations.door import door
from apps.organizations.scope import Actor
from apps.organizations.selectors import today_at

from ..amounts import checked_amount
from ..checked import checked_code, checked_tracking
from ..models import Core, CoreDeposit, OrderLine, Part
from ..paper_files import NewPaper
from ..quantities import checked_quantity
from . import papers
from .order_work import Work
from .saying import require_its_maker

#: Nobody waits longer for an old part.
MOST_DAYS = 365
_WHY_NOT_ALL = Grounds("note", least=10)


@transaction.atomic
def set_deposit(
    *, part: Part, amount: Decimal, currency: str, days: int, starts_on: date, by: Actor, at: datetime
) -> CoreDeposit:
    """Say which deposit one unit carries from a day on, and in how many days its core is owed; 0 ends it.

    What was ordered before keeps its deposit. The same again is the same row. Raises Refused naming the field.
    """
    require_its_maker(part, by)
    code = checked_amount(amount if amount else Decimal(1), currency)[1]
    checked_quantity(days, part.number, most=MOST_DAYS, field="days")
    said = {"amount": amount, "currency": code, "days": days}
    last = deposit_on(part, starts_on)
    if last is not None and last.starts_on == starts_on and all(getattr(last, k) == v for k, v in said.items()):
        return last
    with door("parts.catalogue"):
        return CoreDeposit.objects.create(
            part=part, manufacturer_id=part.manufacturer_id, starts_on=starts_on, recorded_at=at, actor=record_of(by),
            **said,
        )  # fmt: skip


def deposit_on(part: Part, day: date) -> CoreDeposit | None:
    """The row that counts for what is ordered on a day (1 query; index coredeposit_newest)."""
    return CoreDeposit.objects.filter(part=part, starts_on__lte=day).order_by("-starts_on", "-id").first()


def owe(work: Work, line: OrderLine, quantity: int) -> None:
    """After pieces were received: their cores are owed, by the deposit of the day on which they were ordered."""
    ordered_at = work.order.submitted_at or work.at
    found = deposit_on(line.part, today_in(str(line.country), ordered_at))
    if found is None or not found.amount:
        return
    due_on = today_at(line.dealer_id, work.at) + timedelta(days=found.days)
    with door("parts.core"):
        made = Core.objects.create(
            number=new_number("CR"), line=line, part=line.part, quantity=quantity, amount=found.amount,
            currency=found.currency, owed_at=work.at, due_on=due_on, **line.sides(),
        )  # fmt: skip
        _begin(made, work.act.by, work.at)


def send_core(
    *,
    core: Core,
    quantity: int,
    tracking: str,
    by: Actor,
    at: datetime,
    files: Sequence[NewPaper] = (),
    version: int | None = None,
    key: str = "",
) -> Core:
    """Send so many, with ``files`` that show them; the rest stays owed, by the same day, as a case of its own."""

    def effect(case: Core, act: Act) -> None:
        sent = checked_quantity(quantity, case.part.number, most=case.quantity)
        rest, case.quantity = case.quantity - sent, sent
        case.tracking, case.sent_at = checked_tracking(tracking), act.at
        if rest:
            left = Core.objects.create(
                number=new_number("CR"), line_id=case.line_id, part_id=case.part_id, quantity=rest, amount=case.amount,
                currency=case.currency, owed_at=case.owed_at, due_on=case.due_on, **case.sides(),
            )  # fmt: skip
            _begin(left, act.by, act.at)
        papers.keep_with(case, files, by=act.by, at=act.at)

    values = {"quantity": quantity, "tracking": tracking.strip()[:60], **papers.told(files)}
    return engine.take(core, "send", by=by, at=at, version=version, key=key, effect=effect, values=values)


def credit_core(
    *,
    core: Core,
    accepted: int,
    refusal: str,
    note: str,
    by: Actor,
    at: datetime,
    files: Sequence[NewPaper] = (),
    version: int | None = None,
    key: str = "",
) -> Core:
    """Accept so many and credit their deposit; of the others it is said why not, as a code, in words, by ``files``."""

    def effect(case: Core, act: Act) -> None:
        case.accepted = checked_quantity(accepted, case.part.number, most=case.quantity, field="accepted")
        if case.accepted < case.quantity:
            case.refusal = checked_code(Core.Refusal, refusal, "refusal")
            _WHY_NOT_ALL.checked(act.note)
        papers.keep_with(case, files, by=act.by, at=act.at)

    values = {"accepted": accepted, **({"refusal": refusal} if refusal else {}), **papers.told(files)}
    return engine.take(core, "credit", by=by, at=at, note=note, version=version, key=key, effect=effect, values=values)


def refuse_core(
    *,
    core: Core,
    refusal: str,
    note: str,
    by: Actor,
    at: datetime,
    files: Sequence[NewPaper] = (),
    version: int | None = None,
    key: str = "",
) -> Core:
    """Accept none of them, with grounds; ``files`` show what was found."""

    def effect(case: Core, act: Act) -> None:
        case.accepted, case.refusal = 0, checked_code(Core.Refusal, refusal, "refusal")
        papers.keep_with(case, files, by=act.by, at=act.at)

    values = {"refusal": refusal, **papers.told(files)}
    return engine.take(core, "refuse", by=by, at=at, note=note, version=version, key=key, effect=effect, values=values)


def _begin(case: Core, by: Actor, at: datetime) -> None:
    values = {"quantity": case.quantity, "due_on": case.due_on.isoformat()}
    engine.record(case, "owe", by=by, at=at, values=values)
    engine.tell(case, "owe", by=by, at=at)
