"""What repairs cost, in the demo: settlements in all states, a rule, an exceeded estimate, a share, batches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from apps.casework import engine
from apps.claims import services as claims
from apps.claims.models import Claim
from apps.core.today import today_in
from apps.organizations.models import Membership
from apps.organizations.scope import acting_as, system_scope
from apps.parts.models import Part
from apps.settlements.given import LineGiven
from apps.settlements.models import CostLine, Estimate, Settlement
from apps.settlements.services import batches, diagnosis, estimates, lines, rates, rules, settlements
from apps.settlements.services.decisions import Ruling

if TYPE_CHECKING:
    from .stories import Stage

DAY = timedelta(days=1)
#: So many repairs of the demo's dealer are settled.
MOST = 36
_LABOUR = LineGiven(kind="labour", words="Diagnosis and replacement", currency="KES", code="44-10", rate=Decimal(3200))
_TAX = LineGiven(kind="tax", words="Value added tax", currency="KES")
_SHARES = (Decimal(50), Decimal(10), Decimal(10), Decimal(30))
_WHY = "The wiring behind the part was corroded and had to be mended as well."
_ANSWER = "The part cannot be reached without taking the bumper off; photos are with the request."
_CODES = ("P0A1F", "U0100-87", "P0AA6", "B10B1-11", "C0040", "P0562")


def tell(stage: Stage) -> None:
    """Rates and a rule first, then the settlements, the newest repairs last."""
    _rates(stage)
    _rule(stage)
    with system_scope("demo: repairs that cost something"):
        done = _repaired(stage)
        under_way = _under_way(stage)
        parts = list(Part.objects.filter(manufacturer=stage.people.maker).order_by("number")[:8])
    for n, claim in enumerate(done):
        _settle(stage, claim, n, parts[n % len(parts)], stage.now - (MOST - n) * DAY / 2)
    for n, claim in enumerate(under_way):
        _estimate(stage, claim, n, parts[n % len(parts)])
    _pay(stage)


def _repaired(stage: Stage) -> list[Claim]:
    rows = Claim.objects.filter(dealer=stage.people.dealer, manufacturer=stage.people.maker, repaired_at__isnull=False)
    rows = rows.filter(repaired_at__lte=stage.now - MOST * DAY / 2).select_related("vehicle")
    return list(rows.order_by("-repaired_at", "-id")[:MOST])


def _under_way(stage: Stage) -> list[Claim]:
    rows = Claim.objects.filter(dealer=stage.people.dealer, manufacturer=stage.people.maker, status="in_repair")
    own_first = rows.select_related("vehicle").order_by("-owner_id", "-id")
    mine = [claim for claim in own_first if claim.owner_id == stage.people.owner.pk]
    return (mine + [claim for claim in own_first if claim not in mine])[:6]


def _rates(stage: Stage) -> None:
    for weeks, rate in enumerate(("0.0553", "0.0549", "0.0556")):
        day = today_in("CN", stage.now - timedelta(weeks=2 * weeks + 1))
        stage.do(
            stage.people.authority, rates.record_rate, currency="KES", into="CNY", rate=Decimal(rate), day=day,
            source="Central rate of the month (demo)", at=stage.now,
        )  # fmt: skip


def _rule(stage: Stage) -> None:
    maker = stage.people.maker
    by = replace(stage.actor(maker), role=Membership.Role.ADMIN)
    at = stage.now - MOST * DAY
    with acting_as(stage.scope(maker)):
        rules.set_rule(
            limit=Decimal(900), currency="CNY", one_in=5, effective_from=today_in("CN", at), by=by, at=at,
            grounds="Small repairs cost more to look at than they cost",
        )  # fmt: skip


def _lines(n: int, part: Part) -> list[LineGiven]:
    """What a repair costs: the more, the higher its number within a round of eight."""
    hours = Decimal(10 + 7 * (n % 8)) / 10
    price = Decimal(2400 + 5150 * (n % 8))
    piece = LineGiven(
        kind="part", words=part.name, currency="KES", source="stock", part_number=part.number, quantity=Decimal(1),
        unit_price=price, causal=True, fate="kept", serial_old=f"A{4711 + n}", serial_new=f"B{8812 + n}",
    )  # fmt: skip
    tax = ((hours * _LABOUR.rate + price) * 16 / 100).quantize(Decimal("0.01")) if _LABOUR.rate else Decimal(1)
    return [replace(_LABOUR, hours=hours), piece, replace(_TAX, amount=tax)]


def _settle(stage: Stage, claim: Claim, n: int, part: Part, at: Any) -> None:
    dealer, maker = stage.people.dealer, stage.people.maker
    made: Settlement = stage.do(dealer, settlements.draft_settlement, claim=claim, at=at)
    for given in _lines(n, part):
        stage.do(dealer, lines.write_settlement_line, settlement=made, given=given, at=at)
    state = n % 6
    if state == 5 and n > MOST // 2:
        return  # a draft
    made = stage.do(dealer, settlements.submit, settlement=made, at=at + DAY / 8)
    if made.status != Settlement.Status.SUBMITTED or (state == 4 and n > MOST // 3):
        return  # passed by the rule, or it waits
    labour = _first(stage, made)
    rulings = {
        1: [Ruling(labour.pk, "changed", labour.amount / 2, reason="hours")],
        2: [Ruling(labour.pk, "denied", reason="not_needed")],
        3: [Ruling(labour.pk, "goodwill", reason="price", shares=(Decimal(70), Decimal(10), Decimal(20), Decimal(0)))],
    }.get(state, [])
    note = "The standard time of the operation is shorter." if state == 1 else ""
    made = stage.do(maker, settlements.decide_settlement, settlement=made, rulings=rulings, note=note, at=at + DAY)
    if state == 2:
        made = _step(stage, dealer, made, "dispute", note=_ANSWER, at=at + 2 * DAY)
        if n < MOST // 2:
            stage.do(maker, settlements.decide_settlement, settlement=made, note="Seen: it is needed.", at=at + 3 * DAY)


def _estimate(stage: Stage, claim: Claim, n: int, part: Part) -> None:
    """Asked, questioned, authorised up to an amount, refused; the owner's own car gets a share to accept."""
    dealer, maker, at = stage.people.dealer, stage.people.maker, stage.now - DAY
    for code in (_CODES[n % len(_CODES)], _CODES[(n + 1) % len(_CODES)]):
        stage.do(dealer, diagnosis.record_fault, claim=claim, system="sae", code=code, at=at)
    made: Estimate = stage.do(dealer, estimates.draft_estimate, claim=claim, at=at)
    for given in _lines(n + 3, part):
        plain = replace(given, fate="", serial_old="", serial_new="")
        stage.do(dealer, lines.write_estimate_line, estimate=made, given=plain, at=at)
    made = _step(stage, dealer, made, "ask", at=at)
    decide: dict[int, Callable[[], Any]] = {
        0: lambda: _offer(stage, made),
        1: lambda: stage.do(
            maker, estimates.authorise, estimate=made, up_to=Decimal(30_000), currency="KES", at=at + DAY / 4
        ),
        2: lambda: _step(stage, maker, made, "question", note="Which software does the part have?", at=at + DAY / 4),
        3: lambda: stage.do(
            maker, estimates.refuse, estimate=made, reason="wear", clause="Wearing parts, page 12",
            note="The part wears by use and is named among the wearing parts of the warranty.", at=at + DAY / 4,
        ),
    }  # fmt: skip
    if n in decide:
        decide[n]()
    elif n == 4:
        _exceed(stage, made)


def _offer(stage: Stage, made: Estimate) -> None:
    with acting_as(stage.scope(stage.people.maker)):
        keys = list(made.lines.standing().values_list("pk", flat=True))
    rulings = [Ruling(pk, "goodwill", reason="misuse", shares=_SHARES) for pk in keys]
    stage.do(
        stage.people.maker, estimates.offer_share, estimate=made, rulings=rulings, at=stage.now - DAY / 2,
        note="Water came in from outside; we bear most of the repair as goodwill.",
    )  # fmt: skip


def _exceed(stage: Stage, made: Estimate) -> None:
    """It was authorised, the work took longer, and the settlement says why."""
    dealer, at = stage.people.dealer, stage.now - DAY / 2
    made = stage.do(stage.people.maker, estimates.authorise, estimate=made, at=at)
    claim = stage.do(
        dealer, claims.complete_repair, claim=made.claim, cause="Corrosion behind the part", correction="Replaced",
        at=at + DAY / 8,
    )  # fmt: skip
    done: Settlement = stage.do(dealer, settlements.draft_settlement, claim=claim, at=at + DAY / 8)
    labour = _first(stage, done)
    longer = replace(_LABOUR, hours=(labour.hours or 0) + Decimal("1.5"), replaces=labour.pk)
    stage.do(dealer, lines.write_settlement_line, settlement=done, given=longer, at=at + DAY / 8)
    stage.do(dealer, settlements.submit, settlement=done, exceeded_why=_WHY, at=at + DAY / 6)


def _pay(stage: Stage) -> None:
    """One batch that was paid and came, and what was decided since."""
    maker, dealer, at = stage.people.maker, stage.people.dealer, stage.now - 2 * DAY
    batch = stage.do(maker, batches.gather, dealer=dealer, currency="KES", at=at)
    paid_on = today_in("CN", at + DAY)
    stage.do(maker, batches.record_payment, batch=batch, paid_on=paid_on, reference="HH-PAY-2211", at=at + DAY)
    stage.do(dealer, batches.confirm_receipt, batch=batch, at=stage.now)
    with system_scope("demo: a settlement that is corrected"):
        paid = batch.lines.filter(line__kind="labour").select_related("line__settlement").order_by("id").first()
    if paid is not None:
        less = [Ruling(paid.line_id, "changed", paid.amount / 2, reason="paid")]
        stage.do(
            maker, settlements.correct_settlement, settlement=paid.line.settlement, rulings=less, at=stage.now,
            note="Half of the hours were paid with an earlier request already.",
        )  # fmt: skip


def _first(stage: Stage, made: Settlement) -> CostLine:
    with acting_as(stage.scope(stage.people.maker)):
        return made.lines.standing()[0]


def _step(stage: Stage, who: Any, case: Any, verb: str, **given: Any) -> Any:
    def take(**arguments: Any) -> Any:
        return engine.take(case, verb, **arguments)

    return stage.do(who, take, **given)
