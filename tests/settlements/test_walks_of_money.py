"""Any walk through settlement and payment, by anybody: what is decided, owed and paid comes to the same sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.casework import engine
from apps.core.errors import Refused
from apps.duties.models import Clock
from apps.organizations.scope import acting_as, system_scope
from apps.settlements.models import Batch, BatchLine, CostLine, LineDecision, Settlement
from apps.settlements.selectors.batches import owed_by_dealer
from apps.settlements.services import batches, settlements
from apps.settlements.services.decisions import Ruling
from tests.settlements.making import LABOUR, PART, TAX, Garage

COIN, WHY = Decimal("0.01"), "It was looked at once more by the chief of the workshop"
#: What each verb makes of a status, and whose it is: written by hand, beside the table of steps.
LEADS = {
    ("submitted", "decide"): "decided",
    ("disputed", "decide"): "final",
    ("decided", "correct"): "decided",
    ("final", "correct"): "decided",
    ("decided", "dispute"): "disputed",
    ("submitted", "withdraw"): "withdrawn",
}
WHOSE = {
    "decide": "maker_hanhai", "correct": "maker_hanhai", "gather": "maker_hanhai", "pay": "maker_hanhai",
    "dispute": "dealer_nairobi", "withdraw": "dealer_nairobi", "receive": "dealer_nairobi",
}  # fmt: skip
STRANGERS = ("amina", "dealer_almaty", "maker_lanting", "regulator_ke")
#: Percent of manufacturer, importer and dealer; an owner's share was accepted by nobody here.
SHARES = st.tuples(st.integers(0, 99), st.integers(0, 100)).map(
    lambda drawn: (drawn[0], min(drawn[1], 100 - drawn[0]), 100 - drawn[0] - min(drawn[1], 100 - drawn[0]), 0)
)
RULING = st.tuples(st.sampled_from(["approved", "denied", "changed", "goodwill", "owner"]), st.integers(1, 99), SHARES)
#: Withdrawing ends it all: drawn seldom.
VERB = st.sampled_from(sorted(WHOSE) * 3 + ["decide", "correct", "correct", "gather", "gather"]).filter(
    lambda verb: verb != "withdraw"
) | st.just("withdraw")
STEP = st.tuples(VERB, st.booleans() | st.just(True), st.sampled_from(STRANGERS), st.tuples(RULING, RULING, RULING))
WALK = st.lists(STEP, min_size=2, max_size=7)
#: Chance alone seldom pays and corrects: most walks begin there.
START = st.sampled_from([(), ("decide", "gather"), ("decide", "gather", "correct"), ("decide", "dispute")])


def rulings_of(lines: Sequence[CostLine], drawn: Sequence[Any]) -> list[Ruling]:
    made = []
    for line, (verdict, percent, shares) in zip(lines, drawn, strict=True):
        given: dict[str, Any] = {"reason": "hours"}
        if verdict == "approved":
            given = {}
        elif verdict == "changed":
            given["amount"] = max(COIN, (line.amount * percent / 100).quantize(COIN))
        elif verdict == "goodwill":
            given = {"reason": "wear", "clause": "Wearing parts", "shares": tuple(map(Decimal, shares))}
        elif verdict == "owner":
            verdict = "goodwill"
            given = {
                "reason": "wear",
                "clause": "Wearing parts",
                "shares": (Decimal(70), Decimal(0), Decimal(0), Decimal(30)),
            }
        made.append(Ruling(line.pk, verdict, **given))
    return made


@dataclass
class Books:
    """The same written a second time: what each line is owed by its last decision, what was paid, and where it is."""

    owed: dict[int, Decimal]
    paid: dict[int, Decimal]
    status: str = "submitted"
    batches: int = 0
    payments: int = 0
    received: int = 0

    def waits(self) -> dict[int, Decimal]:
        """What differs from what was paid; nothing while the workshop's answer is looked at."""
        rows = {n: self.owed[n] - self.paid[n] for n in self.owed if self.owed[n] != self.paid[n]}
        return rows if self.status in ("decided", "final") else {}

    def may(self, verb: str, rulings: Sequence[Ruling]) -> bool:
        """Whether the right one may do it now."""
        if verb == "gather":
            return bool(self.waits())
        if verb in ("pay", "receive"):
            # Twice is once: said again it stays what it was.
            return bool(self.batches) if verb == "pay" else self.payments == self.batches > 0
        unaccepted = verb in ("decide", "correct") and any(r.shares[3] for r in rulings)
        return (self.status, verb) in LEADS and not unaccepted

    def took(self, verb: str, rulings: Sequence[Ruling], asked: dict[int, Decimal]) -> None:
        self.status = LEADS.get((self.status, verb), self.status)
        if verb in ("decide", "correct"):
            self.owed = {r.line: share(r, asked[r.line]) for r in rulings}
        elif verb == "gather":
            self.paid, self.batches = dict(self.owed), self.batches + 1
        elif verb == "pay":
            self.payments = self.batches
        elif verb == "receive":
            self.received = self.batches


def share(ruling: Ruling, asked: Decimal) -> Decimal:
    """The manufacturer's: coins that rounding leaves go to who lost most by it, the first of equals."""
    amount = {"denied": Decimal(0), "changed": ruling.amount}.get(ruling.verdict, asked) or Decimal(0)
    coins = int(amount / COIN)
    exact = [coins * int(percent) for percent in ruling.shares]  # hundredths of a coin
    whole = [part // 100 for part in exact]
    left = coins - sum(whole)
    most = sorted(range(4), key=lambda n: (-(exact[n] % 100), n))
    return (whole[0] + (0 in most[:left])) * COIN


def take(garage: Garage, made: Settlement, verb: str, who: str, day: float, rulings: list[Ruling]) -> bool:
    """One step as somebody; False when it was refused."""
    cast = garage.cast
    party, at = getattr(cast, who), {"day": day}
    with system_scope("test: batches"):
        last = Batch.objects.order_by("id").last()
    try:
        if verb in ("decide", "correct"):
            service = settlements.decide_settlement if verb == "decide" else settlements.correct_settlement
            garage.do(party, service, **at, settlement=made, rulings=rulings, note=WHY)
        elif verb == "gather":
            garage.do(party, batches.gather, **at, dealer=cast.dealer_nairobi, currency="KES")
        elif last is not None and verb == "pay":
            paid = {"paid_on": last.made_at.date(), "reference": f"SWIFT {last.number}"}
            garage.do(party, batches.record_payment, **at, batch=last, **paid)
        elif last is not None and verb == "receive":
            garage.do(party, batches.confirm_receipt, **at, batch=last)
        elif verb in ("pay", "receive"):
            return False
        else:
            with acting_as(cast.scope(party)):
                engine.take(made, verb, by=cast.actor(party), at=garage.at(day), note=WHY)
    except (Refused, PermissionDenied):
        return False
    return True


def agree(garage: Garage, made: Settlement, lines: Sequence[CostLine], books: Books) -> None:
    """Decisions, batches, what waits and the clock say the same as the books."""
    with system_scope("test: sums"):
        made.refresh_from_db()
        assert made.status == books.status
        decided = list(LineDecision.objects.filter(decision=made.decision_id)) if made.decision_id else []
        for row in decided:
            bearers = (row.maker_amount, row.importer_amount, row.workshop_amount, row.customer_amount)
            assert sum(bearers) == row.amount <= next(line.amount for line in lines if line.pk == row.line_id)
            assert row.customer_amount == 0
        assert {row.line_id: row.maker_amount for row in decided} == (books.owed if decided else {})
        paid = dict.fromkeys(books.paid, Decimal(0))
        for row in BatchLine.objects.all():
            assert row.amount != 0
            paid[row.line_id] += row.amount
        assert paid == books.paid
        assert min(paid.values()) >= 0
        for batch in Batch.objects.prefetch_related("lines"):
            assert batch.total == sum(line.amount for line in batch.lines.all())
        running = Clock.objects.filter(subject_kind="settlement", subject_id=made.pk, stopped_at=None).count()
        assert running == (books.status in ("submitted", "disputed"))
    with acting_as(garage.cast.scope(garage.cast.maker_hanhai)):
        waiting = sum((row["total"] for row in owed_by_dealer()), Decimal(0))
    assert waiting == sum(books.waits().values())


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cents=st.tuples(*[st.integers(101, 99_999_999)] * 3), start=START, walk=WALK)
def test_any_walk_comes_to_the_same_sums(
    garage: Garage, cents: tuple[int, int, int], start: tuple[str, ...], walk: list[Any]
) -> None:
    first = [(verb, True, "amina", walk[0][3]) for verb in start]
    with transaction.atomic():
        walk_through(garage, cents, [*first, *walk])
        transaction.set_rollback(True)  # the next walk begins with empty books


def walk_through(garage: Garage, cents: tuple[int, int, int], walk: list[Any]) -> None:
    given_lines = [
        replace(LABOUR, hours=Decimal(1), rate=Decimal(cents[0]) / 100),
        replace(PART, unit_price=Decimal(cents[1]) / 100),
        replace(TAX, amount=Decimal(cents[2]) / 100),
    ]
    made = garage.settlement(*given_lines)
    lines = garage.lines(made)
    asked = {line.pk: line.amount for line in lines}
    assert sum(asked.values()) == Decimal(sum(cents)) / 100
    books, day = Books(dict.fromkeys(asked, Decimal(0)), dict.fromkeys(asked, Decimal(0))), 2.0
    for verb, own, stranger, drawn in walk:
        day += 1
        rulings = rulings_of(lines, drawn) if verb in ("decide", "correct") else []
        who = WHOSE[verb] if own else stranger
        took = take(garage, made, verb, who, day, rulings)
        assert took == (own and books.may(verb, rulings)), (verb, who, books)
        if took:
            books.took(verb, rulings, asked)
        agree(garage, made, lines, books)
