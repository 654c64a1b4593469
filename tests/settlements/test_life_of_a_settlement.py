"""From an estimate to its payment, with everything that may be decided on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from apps.core.errors import Conflict, Refused
from apps.duties.models import Clock
from apps.organizations.scope import acting_as, system_scope
from apps.parts import services as parts
from apps.settlements.citing import said
from apps.settlements.given import LineGiven
from apps.settlements.models import Batch, CostLine, Decision, Estimate, LineDecision, Settlement
from apps.settlements.selectors.batches import owed_by_dealer
from apps.settlements.selectors.exceeding import exceeded_by
from apps.settlements.services import batches, estimates, lines, settlements
from apps.settlements.services.decisions import Ruling, plan_of
from tests.factories import make_plan
from tests.settlements.making import LABOUR, PART, TAX, Garage

WHY = "The wall box of the workshop had to be mended too"
SHARES = (Decimal(50), Decimal(10), Decimal(10), Decimal(30))


def clocks(case: Estimate | Settlement) -> list[Clock]:
    with system_scope("test: clocks"):
        return list(Clock.objects.filter(subject_label=case.number).order_by("id"))


def goodwill(line: CostLine, **changes: Any) -> Ruling:
    given = {"reason": "wear", "clause": "Wearing parts", "shares": SHARES, **changes}
    return Ruling(line.pk, "goodwill", **given)


def gathered(garage: Garage, *, day: float = 9) -> Batch:
    found: Batch = garage.maker(batches.gather, day=day, dealer=garage.cast.dealer_nairobi, currency="KES")
    return found


def test_an_estimate_is_authorised_line_by_line_while_the_makers_clock_runs(garage: Garage) -> None:
    estimate = garage.estimate()
    labour, part = garage.lines(estimate)
    assert [clock.stopped_at for clock in clocks(estimate)] == [None]
    estimate = garage.step(
        estimate, "question", garage.cast.maker_hanhai, day=1, note="Which charger is it, by number?"
    )
    assert clocks(estimate)[0].due_at is None  # the workshop's turn
    estimate = garage.step(estimate, "ask", garage.cast.dealer_nairobi, day=2, note="OBC-11, as on the line")
    rulings = [Ruling(labour.pk, "changed", Decimal(6000), reason="hours")]
    estimate = garage.maker(estimates.authorise, day=3, estimate=estimate, rulings=rulings)
    assert estimate.status == "authorised"
    assert [clock.stopped_at for clock in clocks(estimate)] == [garage.at(3)]
    with system_scope("test: decision"):
        decided = {row.line_id: (row.verdict, row.amount) for row in LineDecision.objects.all()}
    assert decided == {labour.pk: ("changed", Decimal(6000)), part.pk: ("approved", Decimal("41250.50"))}
    assert estimate.told_owner_at is None


def test_what_came_to_more_is_told_line_by_line_and_wants_a_reason(garage: Garage) -> None:
    estimate = garage.estimate()
    estimate = garage.maker(estimates.authorise, estimate=estimate, up_to=Decimal(50_000), currency="KES")
    claim = garage.repaired(estimate.claim)
    made = garage.settlement(claim=claim, handed_in=False)
    labour, _part = garage.lines(made)
    longer = replace(LABOUR, hours=Decimal(4), replaces=labour.pk)
    garage.dealer(lines.write_settlement_line, day=1, settlement=made, given=longer)
    garage.dealer(lines.write_settlement_line, day=1, settlement=made, given=TAX)
    with system_scope("test: exceeded"):
        found = exceeded_by(made)
    assert [(row.allowed.amount if row.allowed else None, row.by.amount) for row in found] == [
        (Decimal(7500), Decimal(4500)),  # the hours
        (None, Decimal("7800.08")),  # the tax stands on no estimate
        (Decimal(50_000), Decimal("11050.58")),  # all together
    ]
    with pytest.raises(Refused) as told:
        garage.dealer(settlements.submit, day=1, settlement=made)
    assert told.value.field == "exceeded_why"
    made = garage.dealer(settlements.submit, day=1, settlement=made, exceeded_why=WHY)
    assert (made.status, made.exceeded_why) == ("submitted", WHY)
    # Nothing was cut.
    assert sum(line.amount for line in garage.lines(made)) == Decimal("61050.58")


def test_of_two_deciders_one_wins_and_the_other_is_told(garage: Garage) -> None:
    made = garage.settlement()
    seen = made.version
    garage.maker(settlements.decide_settlement, day=2, settlement=made, version=seen)
    with pytest.raises(Conflict, match="Hanhai Motor"):
        garage.maker(settlements.decide_settlement, day=2, settlement=made, version=seen)


def test_a_decision_is_answered_once_and_decided_again_and_both_stay(garage: Garage) -> None:
    made = garage.settlement()
    labour, _part = garage.lines(made)
    denied = Ruling(labour.pk, "denied", reason="not_needed")
    made = garage.maker(settlements.decide_settlement, day=2, settlement=made, rulings=[denied])
    made = garage.step(
        made, "dispute", garage.cast.dealer_nairobi, day=3, note="The charger cannot be reached without it"
    )
    made = garage.maker(settlements.decide_settlement, day=4, settlement=made)
    assert made.status == "final"
    with system_scope("test: decisions"):
        first, second = Decision.objects.filter(settlement=made).order_by("number")
        assert first.lines.get(line=labour).amount == 0
        assert second.lines.get(line=labour).amount == Decimal(7500)
        assert made.decision_id == second.pk
    assert [clock.stopped_at for clock in clocks(made)] == [garage.at(2), garage.at(4)]
    with pytest.raises(Conflict):
        garage.step(made, "dispute", garage.cast.dealer_nairobi, day=5, note="The charger cannot be reached without it")


def test_an_owner_pays_no_more_than_the_share_accepted_before_the_work(garage: Garage) -> None:
    estimate = garage.estimate(LABOUR)
    (line,) = garage.lines(estimate)
    with pytest.raises(Refused):  # a share needs the owner's word
        garage.maker(estimates.authorise, estimate=estimate, rulings=[goodwill(line)])
    with pytest.raises(Refused) as told:
        garage.maker(estimates.offer_share, estimate=estimate, rulings=[goodwill(line, reason="price")], note=WHY)
    assert told.value.field == "customer_percent"
    with acting_as(garage.cast.scope(garage.cast.amina)):
        assert not Estimate.objects.exists()
    estimate = garage.maker(estimates.offer_share, estimate=estimate, rulings=[goodwill(line)], note=WHY)
    with acting_as(garage.cast.scope(garage.cast.amina)):
        assert Estimate.objects.get().status == "offered"
        assert LineDecision.objects.get().customer_amount == Decimal(2250)
    estimate = garage.step(estimate, "accept_share", garage.cast.amina, day=1)
    made = garage.settlement(claim=garage.repaired(estimate.claim, day=2), day=2)
    (done,) = garage.lines(made)
    more = (Decimal(40), Decimal(10), Decimal(10), Decimal(40))
    with pytest.raises(Refused) as told:
        garage.maker(settlements.decide_settlement, day=3, settlement=made, rulings=[goodwill(done, shares=more)])
    assert told.value.code == "share_not_accepted"
    made = garage.maker(settlements.decide_settlement, day=3, settlement=made, rulings=[goodwill(done)])
    with system_scope("test: shares"):
        row = LineDecision.objects.get(decision=made.decision)
    assert (row.maker_amount, row.importer_amount, row.workshop_amount, row.customer_amount) == (3750, 750, 750, 2250)
    with acting_as(garage.cast.scope(garage.cast.amina)):
        assert not Settlement.objects.exists()


def test_a_share_that_was_not_accepted_before_the_work_is_not_owed(garage: Garage) -> None:
    estimate = garage.estimate(LABOUR)
    (line,) = garage.lines(estimate)
    estimate = garage.maker(estimates.offer_share, estimate=estimate, rulings=[goodwill(line)], note=WHY)
    garage.repaired(estimate.claim)
    with pytest.raises(Refused) as told:
        garage.step(estimate, "accept_share", garage.cast.amina, day=2)
    assert told.value.code == "work_done"


def test_small_settlements_pass_by_the_makers_rule_which_is_named_and_read_by_no_dealer(garage: Garage) -> None:
    rule = garage.rule(50_000)
    passed, seen = garage.settlement(), garage.settlement(PART, LABOUR, TAX, claim=_again(garage))
    assert (passed.status, seen.status) == ("decided", "submitted")
    with system_scope("test: by rule"):
        decision = Decision.objects.get(settlement=passed)
        assert (decision.rule_id, decision.actor.kind) == (rule.pk, "system")
    with acting_as(garage.cast.scope(garage.cast.dealer_nairobi)):
        assert not type(rule).objects.exists()


@pytest.mark.parametrize("change", ["each is drawn", "another currency without a rate", "a limit of nought"])
def test_a_rule_lets_none_pass_that_it_does_not_speak_of(garage: Garage, change: str) -> None:
    changes: dict[str, Any] = {
        "each is drawn": {"limit": 900_000, "one_in": 1},
        "another currency without a rate": {"limit": 900_000, "currency": "CNY"},
        "a limit of nought": {"limit": 0},
    }
    garage.rule(**changes[change])
    assert garage.settlement().status == "submitted"


def test_what_is_decided_is_paid_once_and_corrected_by_a_credit(garage: Garage) -> None:
    made = garage.maker(settlements.decide_settlement, day=2, settlement=garage.settlement())
    batch = gathered(garage)
    assert batch.total == Decimal("48750.50")
    with pytest.raises(Refused) as told:
        gathered(garage)
    assert told.value.code == "nothing_owed"
    labour, _part = garage.lines(made)
    less = [Ruling(labour.pk, "changed", Decimal(6000), reason="hours")]
    made = garage.maker(settlements.correct_settlement, day=10, settlement=made, rulings=less, note=WHY)
    with acting_as(garage.cast.scope(garage.cast.maker_hanhai)):
        (owed,) = owed_by_dealer()
    assert (owed["lines"], owed["total"]) == (1, Decimal(-1500))
    credit = gathered(garage, day=11)
    with system_scope("test: a credit"):
        (line,) = credit.lines.all()
        assert (line.amount, line.corrects.batch_id, line.line_id) == (Decimal(-1500), batch.pk, labour.pk)
        made.refresh_from_db()
    assert made.gathered_at == garage.at(11)


def test_a_payment_is_recorded_by_one_side_and_confirmed_by_the_other(garage: Garage) -> None:
    garage.maker(settlements.decide_settlement, day=2, settlement=garage.settlement())
    batch = gathered(garage)
    with pytest.raises(Refused):
        garage.dealer(batches.confirm_receipt, day=10, batch=batch)
    paid = {"batch": batch, "paid_on": date(2026, 3, 14), "reference": "SWIFT 8812"}
    garage.maker(batches.record_payment, day=11, **paid)
    garage.maker(batches.record_payment, day=11, **paid)
    with pytest.raises(Conflict, match="SWIFT 8812"):
        garage.maker(batches.record_payment, day=11, **{**paid, "reference": "SWIFT 9"})
    with pytest.raises(PermissionDenied):
        garage.maker(batches.confirm_receipt, day=12, batch=batch)
    assert garage.dealer(batches.confirm_receipt, day=12, batch=batch).received_at == garage.at(12)


def _again(garage: Garage) -> Any:
    """Another claim on the car, on the same day, repaired."""
    return garage.repaired(garage.claim(day=2), day=3)


def test_a_denial_cites_the_cars_own_plan_in_its_owners_words(garage: Garage) -> None:
    estimate = garage.estimate(LABOUR)
    (line,) = garage.lines(estimate)
    other = make_plan(garage.cast.maker_lanting)
    with system_scope("test: terms"):
        plan = plan_of(estimate)
        assert plan is not None
        own, strange = (row.terms.get().pk for row in (plan, other))
    common = {"estimate": estimate, "note": WHY, "reason": "out_of_term"}
    for wrong in ("", f"term:{strange}", "exclusion:wear"):
        with pytest.raises(Refused) as told:
            garage.maker(estimates.refuse, **common, cites=wrong)
        assert told.value.field == "cites"
    garage.maker(estimates.refuse, **common, cites=f"term:{own}")
    with acting_as(garage.cast.scope(garage.cast.amina)), translation.override("zh-hans"):
        row = LineDecision.objects.select_related("term", "plan").get(line=line)
        assert "36" in said(row)
        assert plan.name in said(row)


def test_an_ordered_part_costs_what_its_maker_confirmed(garage: Garage) -> None:
    """Left out, the price of a part of an order is the confirmed one; in another currency it is asked."""
    maker, dealer = garage.cast.maker_hanhai, garage.cast.dealer_nairobi
    claim, wanted = garage.claim(), [(garage.part.pk, 2)]
    garage.maker(
        parts.set_price, part=garage.part, amount=Decimal("5400.50"), currency="KES", valid_from=date(2026, 1, 1)
    )
    order = garage.dealer(
        parts.create_order, dealer_id=dealer.pk, manufacturer_id=maker.pk, country="KE", lines=wanted,
        claim_number=claim.number, request_key="part-of-a-claim",
    )  # fmt: skip
    garage.dealer(parts.submit_order, order=order)
    with system_scope("test"):
        ordered = order.lines.get().pk
    given = LineGiven(
        kind="part", words="Charger", currency="KES", source="order", order_line=ordered, quantity=Decimal(2)
    )
    estimate = garage.dealer(estimates.draft_estimate, claim=claim)
    garage.dealer(lines.write_estimate_line, estimate=estimate, given=given)
    (line,) = garage.lines(estimate)
    assert (line.unit_price, line.amount, line.code) == (Decimal("5400.50"), Decimal(10801), garage.part.number)
    with pytest.raises(Refused, match="confirmed in KES") as refused:
        garage.dealer(lines.write_estimate_line, estimate=estimate, given=replace(given, currency="CNY"))
    assert refused.value.field == "currency"


def test_a_line_keeps_what_it_was(garage: Garage) -> None:
    made = garage.settlement(LABOUR, handed_in=False)
    (line,) = garage.lines(made)
    garage.dealer(
        lines.write_settlement_line, day=1, settlement=made, given=replace(LABOUR, rate=Decimal(3500), replaces=line.pk)
    )
    (now,) = garage.lines(made)
    assert (now.amount, now.replaces_id) == (Decimal(8750), line.pk)
    with pytest.raises(Refused) as told:  # it was replaced
        garage.dealer(lines.strike_settlement_line, day=1, settlement=made, line=line.pk)
    assert told.value.field == "line"
    garage.dealer(lines.strike_settlement_line, day=1, settlement=made, line=now.pk)
    with system_scope("test: all lines"):
        assert [(row.amount, row.ended_at is not None) for row in CostLine.objects.order_by("id")] == [
            (Decimal(7500), True), (Decimal(8750), True),
        ]  # fmt: skip
