"""A part with a deposit: on its receipt a used one is owed, comes back, and is accepted and credited or not."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from apps.core.errors import Refused
from apps.duties.models import Clock
from apps.notifications.models import OutboxEvent
from apps.organizations.scope import system_scope
from apps.parts import services
from apps.parts.models import Core, PartsOrder, StockBalance
from tests.cast import NOW
from tests.parts.conftest import Shop, SignIn, sound

DAY = timedelta(days=1)
WHY = "The housing is cracked from end to end"


@pytest.fixture
def costly(shop: Shop) -> Shop:
    """Pumps carry CNY 300 from March on."""
    deposit(shop, 300, date(2026, 3, 1))
    return shop


def deposit(shop: Shop, amount: int, starts_on: date, days: int = 60) -> Any:
    said = {"amount": Decimal(amount), "currency": "CNY", "days": days, "starts_on": starts_on}
    return shop.as_maker(services.set_deposit, part=shop.pump, **said)


def receive(
    shop: Shop, pieces: int, ordered: Any = NOW, at: Any = NOW + 9 * DAY, some: int | None = None
) -> PartsOrder:
    order = shop.submitted((shop.pump, pieces), at=ordered)
    with system_scope("test"):
        pk = order.lines.get().pk
    shop.as_maker(services.dispatch_lines, order=order, line_ids=[pk], tracking="AWB 1", at=ordered + DAY)
    quantities = None if some is None else {pk: some}
    done: PartsOrder = shop.as_dealer(services.receive_lines, order=order, line_ids=[pk], quantities=quantities, at=at)
    return done


def owed() -> list[Core]:
    with system_scope("test"):
        return list(Core.objects.select_related("part").order_by("id"))


def send(shop: Shop, core: Core, quantity: int, **more: Any) -> Core:
    sent: Core = shop.as_dealer(
        services.send_core, core=core, quantity=quantity, tracking="AWB 2", at=NOW + 20 * DAY, **more
    )
    return sent


def test_what_came_with_a_deposit_is_owed_back_used(costly: Shop) -> None:
    receive(costly, 3)
    (core,) = owed()
    assert (core.quantity, core.amount, core.currency, core.status) == (3, Decimal(300), "CNY", "owed")
    assert core.due_on == (NOW + 69 * DAY).date()
    with system_scope("test"):
        assert OutboxEvent.objects.get(topic="core.owe").payload["dealer"] == costly.cast.dealer_nairobi.pk
    # A core was never stock.
    with system_scope("test"):
        assert StockBalance.objects.get(part=costly.pump).on_hand == 3


def test_the_deposit_is_that_of_the_day_of_the_order(costly: Shop) -> None:
    deposit(costly, 900, (NOW + 5 * DAY).date())
    receive(costly, 1)
    deposit(costly, 0, (NOW + 20 * DAY).date())
    receive(costly, 1, ordered=NOW + 21 * DAY, at=NOW + 30 * DAY)
    receive(costly, 1, ordered=NOW - 30 * DAY, at=NOW + 30 * DAY)
    assert [core.amount for core in owed()] == [Decimal(300)]


def test_only_what_was_received_is_owed_for(costly: Shop) -> None:
    receive(costly, 5, some=2)
    assert [core.quantity for core in owed()] == [2]


def test_some_are_sent_and_the_rest_stays_owed_by_the_same_day(costly: Shop) -> None:
    receive(costly, 3)
    sent = send(costly, owed()[0], 2)
    first, rest = owed()
    assert (sent.pk, first.quantity, first.status) == (first.pk, 2, "sent")
    assert (rest.quantity, rest.status, rest.due_on) == (1, "owed", first.due_on)
    with system_scope("test"):
        clock = Clock.objects.get(subject_kind="core", subject_id=first.pk)
    assert (clock.responsible, clock.stopped_at) == ("manufacturer", None)
    accepted = {"accepted": 1, "refusal": "damaged", "note": WHY, "at": NOW + 30 * DAY}
    done = costly.as_maker(services.credit_core, core=sent, **accepted)
    assert (done.status, done.credit, done.refusal) == ("credited", Decimal(300), "damaged")
    with system_scope("test"):
        clock.refresh_from_db()
    assert clock.ending == "done"
    with system_scope("test"):
        assert sum(core.quantity for core in owed()) == 3


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"accepted": 3}, "accepted"),
        ({"accepted": 1}, "refusal"),
        ({"accepted": 1, "refusal": "wrong", "note": "no"}, "note"),
    ],
)
def test_not_all_needs_a_reason_as_a_code_and_in_words(costly: Shop, given: dict[str, Any], field: str) -> None:
    receive(costly, 2)
    sent = send(costly, owed()[0], 2)
    with pytest.raises(Refused) as refused:
        costly.as_maker(services.credit_core, core=sent, at=NOW + 30 * DAY, **{"refusal": "", "note": ""} | given)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("wrong", "field"), [({"currency": "XYZ"}, "currency"), ({"days": 0}, "days"), ({"amount": Decimal(-1)}, "amount")]
)
def test_a_deposit_that_cannot_be(shop: Shop, wrong: dict[str, Any], field: str) -> None:
    said = {"amount": Decimal(3), "currency": "CNY", "days": 60, "starts_on": date(2026, 3, 1)} | wrong
    with pytest.raises(Refused) as refused:
        shop.as_maker(services.set_deposit, part=shop.pump, **said)
    assert refused.value.field == field


def test_what_is_overdue_is_seen_and_ends_by_the_dealers_word(costly: Shop, sign_in: SignIn) -> None:
    receive(costly, 1)
    page = owed()[0].get_absolute_url()
    dealer, maker = sign_in(costly.cast.dealer_nairobi), sign_in(costly.cast.maker_hanhai)
    assert "Past due" in sound(maker.get("/parts/cores/"))
    assert owed()[0].number in sound(dealer.get("/parts/cores/?due=late"))
    assert "300.00" in sound(dealer.get(page))
    part = costly.pump.get_absolute_url()
    assert "credited when the used part is returned within 60 days" in sound(dealer.get(part))
    assert dealer.post(f"{page}keep/", {"note": "", "sure": "on", "version": 1}).status_code == 302
    assert owed()[0].status == "kept"
    assert owed()[0].number not in sound(dealer.get("/parts/cores/?due=late"))


@pytest.mark.parametrize(
    ("moment", "late"),
    [
        ("2026-05-10T20:59:59+00:00", False),  # 23:59 of the last day in Nairobi, the next day in China
        ("2026-05-10T21:00:00+00:00", True),  # midnight in Nairobi
    ],
)
def test_a_core_is_late_when_its_day_is_over_where_the_dealer_is(costly: Shop, moment: str, late: bool) -> None:
    """Not where the reader is: a maker in China read of a delay five hours before there was one."""
    receive(costly, 1)
    with system_scope("test"):
        Core.objects.update(due_on=date(2026, 5, 10))
        at = datetime.fromisoformat(moment)
        assert owed()[0].is_late(at) is late
        assert Core.objects.late(at).exists() is late
        Core.objects.update(status="kept")
        assert not owed()[0].is_late(at)
        assert not Core.objects.late(at).exists()


def test_over_the_api_it_is_the_same(shop: Shop, sign_in: SignIn) -> None:
    maker: Any = sign_in(shop.cast.maker_hanhai)
    dealer: Any = sign_in(shop.cast.dealer_nairobi)
    said = {"part": shop.pump.number, "amount": "300", "currency": "CNY", "days": 60, "starts_on": "2026-03-01"}
    for _twice in range(2):
        assert maker.post("/api/v1/core-deposits/", said, content_type="application/json").status_code == 201
    assert dealer.post("/api/v1/core-deposits/", said, content_type="application/json").status_code == 403
    assert [row["amount"] for row in dealer.get("/api/v1/core-deposits/").json()["results"]] == ["300.000"]
    receive(shop, 2)
    where = f"/api/v1/cores/{owed()[0].number}/"
    sent = dealer.post(f"{where}send/", {"quantity": 2, "tracking": "AWB"}, content_type="application/json")
    assert sent.json()["status"] == "sent"
    refused = maker.post(f"{where}refuse/", {"refusal": "wrong", "note": WHY}, content_type="application/json")
    assert (refused.json()["status"], refused.json()["accepted"]) == ("refused", 0)
