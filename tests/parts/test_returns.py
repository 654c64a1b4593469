"""Parts go back to their manufacturer: asked, granted, sent, looked at, credited; nothing is lost on the books."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from apps.casework import engine
from apps.core.errors import Conflict, Refused
from apps.duties import names
from apps.duties.models import Clock
from apps.notifications.models import OutboxEvent
from apps.organizations.scope import acting_as, system_scope
from apps.parts import selectors, services
from apps.parts.models import Bin, OrderLine, PartReturn, StockBalance, StockMovement
from tests.cast import NOW
from tests.parts.conftest import Shop, SignIn, sound

DAY = timedelta(days=1)
WHY = "The thread is cut wrong on all of them"
GRANT: dict[str, Any] = {"return_number": "RMA-77", "payer": "maker", "note": "", "send_by": (NOW + 20 * DAY).date()}


@pytest.fixture
def line(shop: Shop) -> OrderLine:
    """Ten filters of an order, received and free on the main shelf."""
    return received(shop, 10)


def received(shop: Shop, pieces: int, **fields: Any) -> OrderLine:
    order = shop.submitted((shop.filter, pieces), at=NOW - 9 * DAY, **fields)
    with system_scope("test"):
        pk = order.lines.get().pk
    shop.as_maker(services.dispatch_lines, order=order, line_ids=[pk], tracking="AWB 1", at=NOW - 8 * DAY)
    shop.as_dealer(services.receive_lines, order=order, line_ids=[pk], at=NOW - 5 * DAY)
    with system_scope("test"):
        return OrderLine.objects.select_related("part").get(pk=pk)


def ask(shop: Shop, line: OrderLine, quantity: int = 4, **more: Any) -> PartReturn:
    said = {"reason": "faulty", "note": WHY, "request_key": str(uuid4())} | more
    made: PartReturn = shop.as_dealer(services.ask_return, line=line, quantity=quantity, **said)
    return made


def granted(shop: Shop, line: OrderLine, quantity: int = 4) -> PartReturn:
    made: PartReturn = shop.as_maker(services.grant_return, partreturn=ask(shop, line, quantity), at=NOW + DAY, **GRANT)
    return made


def shelf(shop: Shop) -> Bin:
    with system_scope("test"):
        return Bin.objects.get(dealer=shop.cast.dealer_nairobi, code=Bin.MAIN)


def send(shop: Shop, case: PartReturn, quantity: int = 4, at: datetime = NOW + 2 * DAY, **more: Any) -> PartReturn:
    given = {"quantity": quantity, "source": shelf(shop), "tracking": "AWB 9"} | more
    sent: PartReturn = shop.as_dealer(services.send_return, partreturn=case, at=at, **given)
    return sent


def looked_at(shop: Shop, line: OrderLine, found: int = 4, finding: str = "as_said") -> PartReturn:
    seen: PartReturn = shop.as_maker(
        services.receive_return, partreturn=send(shop, granted(shop, line)), found=found, finding=finding, note="",
        at=NOW + 9 * DAY,
    )  # fmt: skip
    return seen


def on_hand(shop: Shop) -> int:
    with system_scope("test"):
        assert not list(selectors.differences())
        return StockBalance.objects.get(dealer=shop.cast.dealer_nairobi, part=shop.filter).on_hand


def clock(case: PartReturn, obligation: str) -> Clock:
    with system_scope("test"):
        return Clock.objects.get(subject_kind="return", subject_id=case.pk, obligation_id=obligation)


def test_a_return_is_granted_sent_looked_at_and_credited(shop: Shop, line: OrderLine) -> None:
    case = ask(shop, line)
    answer = clock(case, names.RETURN_ANSWER)
    assert (answer.responsible, answer.stopped_at) == ("manufacturer", None)
    assert answer.due_at is not None
    case = shop.as_maker(services.grant_return, partreturn=case, at=NOW + DAY, **GRANT)
    assert clock(case, names.RETURN_ANSWER).ending == "done"
    assert on_hand(shop) == 10
    case = send(shop, case)
    assert (on_hand(shop), clock(case, names.RETURN_DECISION).stopped_at) == (6, None)
    with system_scope("test"):
        moved = StockMovement.objects.get(kind="to_maker")
    assert (moved.quantity, moved.reference, moved.note) == (-4, case.number, "RMA-77")
    found = {"found": 3, "finding": "incomplete", "note": "One was not in the box"}
    case = shop.as_maker(services.receive_return, partreturn=case, at=NOW + 9 * DAY, **found)
    credit = {"amount": Decimal("90.50"), "currency": "cny", "in_full": False, "note": "Three of four came"}
    case = shop.as_maker(services.credit_return, partreturn=case, at=NOW + 10 * DAY, **credit)
    assert (case.status, case.credit, case.currency) == ("credited", Decimal("90.50"), "CNY")
    assert clock(case, names.RETURN_DECISION).ending == "done"
    with system_scope("test"):
        told = set(OutboxEvent.objects.filter(topic__startswith="partreturn.").values_list("topic", flat=True))
    assert told == {f"partreturn.{verb}" for verb in ("ask", "grant", "send", "receive", "credit")}


def test_no_more_goes_back_than_came(shop: Shop, line: OrderLine) -> None:
    ask(shop, line, 7)
    with pytest.raises(Refused, match="from 1 to 3"):
        ask(shop, line, 4)
    refused = ask(shop, line, 3)
    with pytest.raises(Refused) as nothing:
        ask(shop, line, 1)
    assert nothing.value.field == "quantity"
    # What is refused may be asked for again; what was sent may not.
    shop.as_maker(services.refuse_return, partreturn=refused, refusal="too_late", note="Bought a year ago")
    sent = send(shop, granted(shop, line, 3), 2)
    with system_scope("test"):
        assert services.returnable(line) == 1
    shop.as_dealer(services.take_back_return, partreturn=sent, quantity=1, note="", at=NOW + 30 * DAY)
    with system_scope("test"):
        assert services.returnable(line) == 2
    assert on_hand(shop) == 9


def test_only_what_was_received_by_whoever_asks_goes_back(shop: Shop, line: OrderLine) -> None:
    with system_scope("test"):
        waiting = shop.submitted((shop.pads, 2)).lines.select_related("part").get()
    with pytest.raises(Refused, match="nothing was received"):
        ask(shop, waiting, 1)
    stranger = shop.cast.dealer_almaty
    with acting_as(shop.cast.scope(stranger)), pytest.raises(PermissionDenied):
        services.ask_return(
            line=line, quantity=1, reason="faulty", note="", request_key=str(uuid4()),
            by=shop.cast.actor(stranger), at=NOW,
        )  # fmt: skip


def test_what_is_kept_for_a_request_stays(shop: Shop) -> None:
    kept = received(shop, 2, claim_number="C-1")
    case = granted(shop, kept, 2)
    with pytest.raises(Refused, match="2 are kept for requests"):
        send(shop, case, 2)
    assert on_hand(shop) == 2


def test_faulty_pieces_leave_from_quarantine(shop: Shop, line: OrderLine) -> None:
    aside = {"dealer_id": shop.cast.dealer_nairobi.pk, "part": shop.filter, "quantity": 4, "reason": WHY}
    shop.as_dealer(services.set_aside, **aside, source=shelf(shop), key="a1")
    with system_scope("test"):
        quarantine = Bin.objects.get(kind=Bin.Kind.QUARANTINE)
    send(shop, granted(shop, line), source=quarantine)
    with system_scope("test"):
        balance = StockBalance.objects.get(part=shop.filter)
    assert (balance.on_hand, balance.quarantined, on_hand(shop)) == (6, 0, 6)


def test_what_is_not_credited_comes_back_or_stays_and_is_never_both(shop: Shop, line: OrderLine) -> None:
    case = looked_at(shop, line, finding="used")
    with acting_as(shop.cast.scope(shop.cast.maker_hanhai)):
        by = shop.cast.actor(shop.cast.maker_hanhai)
        with pytest.raises(Refused, match="says too little"):
            engine.take(case, "reject", by=by, at=NOW + 9 * DAY, note="used")
        case = engine.take(case, "reject", by=by, at=NOW + 9 * DAY, note="All four were fitted before")
    assert clock(case, names.RETURN_DECISION).ending == "done"
    with pytest.raises(Refused, match="from 1 to 4"):
        shop.as_dealer(services.take_back_return, partreturn=case, quantity=5, note="", at=NOW + 20 * DAY)
    case = shop.as_dealer(services.take_back_return, partreturn=case, quantity=4, note="", at=NOW + 20 * DAY)
    assert (case.status, on_hand(shop)) == ("back", 10)
    with acting_as(shop.cast.scope(shop.cast.dealer_nairobi)), pytest.raises(Conflict):
        engine.take(case, "leave", by=shop.cast.actor(shop.cast.dealer_nairobi), at=NOW + 21 * DAY)


@pytest.mark.parametrize(
    ("verb", "wrong", "field"),
    [
        ("grant", {"send_by": NOW.date()}, "send_by"),
        ("grant", {"return_number": " "}, "return_number"),
        ("grant", {"payer": "nobody"}, "payer"),
        ("send", {"tracking": " "}, "tracking"),
        ("send", {"quantity": 5}, "quantity"),
        ("receive", {"found": 0}, "found"),
        ("receive", {"found": 5}, "found"),
        ("credit", {"currency": "XYZ"}, "currency"),
        ("credit", {"amount": Decimal("0.001")}, "amount"),
        ("credit", {"in_full": False}, "note"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(
    shop: Shop, line: OrderLine, verb: str, wrong: dict[str, Any], field: str
) -> None:
    case: PartReturn = {"grant": ask, "send": granted}.get(verb, looked_at)(shop, line)  # type: ignore[operator]
    if verb == "receive":
        with system_scope("test: as it was sent"):
            PartReturn.objects.update(status="sent", found=None, finding="")
    right: dict[str, dict[str, Any]] = {
        "grant": GRANT,
        "send": {"quantity": 4, "source": shelf(shop), "tracking": "AWB 9"},
        "receive": {"found": 4, "finding": "as_said", "note": ""},
        "credit": {"amount": Decimal(1), "currency": "CNY", "in_full": True, "note": ""},
    }
    act = shop.as_dealer if verb == "send" else shop.as_maker
    with pytest.raises(Refused) as refused, transaction.atomic():
        act(getattr(services, f"{verb}_return"), partreturn=case, at=NOW + 9 * DAY, **right[verb] | wrong)
    assert refused.value.field == field


def test_what_is_not_sent_in_time_lapses_and_may_be_asked_for_again(shop: Shop, line: OrderLine) -> None:
    case = granted(shop, line, 10)
    with system_scope("test"):
        assert services.lapse_returns(at=NOW + 20 * DAY) == 0
    with pytest.raises(Refused, match="ask again"), transaction.atomic():
        send(shop, case, at=NOW + 21 * DAY)
    with system_scope("test"):
        assert services.lapse_returns(at=NOW + 21 * DAY) == 1
        assert services.lapse_returns(at=NOW + 22 * DAY) == 0
        case.refresh_from_db()
        assert (case.status, services.returnable(line)) == ("lapsed", 10)
    # The manufacturer answered in time: that it lapsed is not held against it.
    assert clock(case, names.RETURN_ANSWER).ending == "done"


def test_one_that_was_sent_this_very_moment_hinders_no_other(shop: Shop, line: OrderLine) -> None:
    first, second = granted(shop, line, 4), granted(shop, line, 3)
    with system_scope("test"):
        stale = PartReturn.objects.get(pk=first.pk)
    send(shop, first, at=NOW + 10 * DAY)
    with system_scope("test"):
        assert not engine.take_by_itself(stale, "lapse", at=NOW + 21 * DAY)
        assert services.lapse_returns(at=NOW + 21 * DAY) == 1
        states = dict(PartReturn.objects.values_list("pk", "status"))
    assert states == {first.pk: "sent", second.pk: "lapsed"}


def test_a_silent_manufacturer_misses_its_duty_and_nobody_ends_it_for_it(shop: Shop, line: OrderLine) -> None:
    case = ask(shop, line)
    due = clock(case, names.RETURN_ANSWER).due_at
    assert due is not None
    shop.as_maker(services.grant_return, partreturn=case, at=due + DAY, **GRANT | {"send_by": (due + 20 * DAY).date()})
    assert clock(case, names.RETURN_ANSWER).state(due + DAY) == "missed"


def test_the_same_twice_is_one_return(shop: Shop, line: OrderLine) -> None:
    first = ask(shop, line, request_key="the-same-key")
    assert ask(shop, line, request_key="the-same-key").pk == first.pk
    with pytest.raises(Conflict):
        ask(shop, line, 5, request_key="the-same-key")


def test_from_the_order_to_the_credit_on_pages(shop: Shop, line: OrderLine, sign_in: SignIn) -> None:
    dealer, maker = sign_in(shop.cast.dealer_nairobi), sign_in(shop.cast.maker_hanhai)
    with system_scope("test"):
        order = line.order
    new = f"/parts/returns/new/?line={line.pk}"
    assert new in sound(dealer.get(order.get_absolute_url()))
    assert "/parts/returns/new/" not in sound(maker.get(order.get_absolute_url()))
    assert "Can be returned" in sound(dealer.get(new))
    assert dealer.post(new, {"quantity": "11", "reason": "faulty", "request_key": "k" * 9}).status_code == 422
    answer = dealer.post(new, {"quantity": "2", "reason": "surplus", "note": WHY, "request_key": "k" * 9})
    page = answer["Location"]
    assert "Asked for" in sound(dealer.get(page))
    day = (datetime.now().astimezone() + 20 * DAY).date().isoformat()
    grant = {"return_number": "RMA 1", "payer": "dealer", "send_by": day, "version": 1}
    assert maker.post(f"{page}grant/", grant).status_code == 302
    assert "Granted, to be sent" in sound(maker.get("/parts/returns/"))
    assert sound(dealer.get("/parts/returns/?state=over")).count("RT-") == 0
    send_form = {"quantity": "2", "source": shelf(shop).pk, "tracking": "AWB 5", "version": 2}
    assert dealer.post(f"{page}send/", send_form).status_code == 302
    assert maker.post(f"{page}receive/", {"found": "2", "finding": "as_said", "version": 3}).status_code == 302
    credit = {"amount": "12.50", "currency": "USD", "in_full": "on", "version": 4}
    assert maker.post(f"{page}credit/", credit).status_code == 302
    assert "USD" in sound(sign_in(shop.cast.regulator_ke).get(page))
    assert sign_in(shop.cast.regulator_kz).get(page).status_code == 404


def test_over_the_api_it_is_the_same(shop: Shop, line: OrderLine, sign_in: SignIn) -> None:
    dealer: Any = sign_in(shop.cast.dealer_nairobi)
    asked = {"line": line.pk, "quantity": 2, "reason": "wrong", "request_key": "0123456789"}
    made = dealer.post("/api/v1/part-returns/", asked, content_type="application/json")
    assert (made.status_code, made.json()["status"]) == (201, "asked")
    where = f"/api/v1/part-returns/{made.json()['number']}/"
    maker: Any = sign_in(shop.cast.maker_hanhai)
    assert maker.post("/api/v1/part-returns/", asked, content_type="application/json").status_code == 403
    day = (datetime.now().astimezone() + 20 * DAY).date().isoformat()
    grant = {"return_number": "RMA 1", "payer": "dealer", "send_by": day}
    assert maker.post(f"{where}grant/", grant, content_type="application/json").json()["status"] == "granted"
    sent = {"quantity": 1, "bin": shelf(shop).pk, "tracking": "AWB"}
    assert dealer.post(f"{where}send/", sent, content_type="application/json").json()["sent"] == 1
    assert dealer.get("/api/v1/part-returns/?status=sent").json()["results"][0]["number"] == made.json()["number"]


def test_the_list_costs_the_same_however_long_it_is(
    shop: Shop, line: OrderLine, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    for _n in range(3):
        ask(shop, line, 1)
    browser = sign_in(shop.cast.dealer_nairobi)
    with django_assert_max_num_queries(22):
        browser.get("/parts/returns/")
