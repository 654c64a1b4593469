"""The answer to what came over is due: in the manufacturer's queue, on the order, and over when somebody settles it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from apps.duties import names
from apps.duties.models import Clock
from apps.duties.selectors import version_in_force
from apps.notifications.models import OutboxEvent
from apps.organizations.scope import system_scope
from apps.parts import services
from apps.parts.models import PartsOrder
from apps.parts.next_words import next_words
from tests.cast import NOW
from tests.parts.conftest import Shop, SignIn, sound
from tests.parts.test_over import over, received
from tests.parts.test_problems import piece, sent

DAY = timedelta(days=1)


def clock(order: PartsOrder) -> Clock:
    with system_scope("test"):
        found = Clock.objects.select_related("obligation")
        return found.get(subject_kind="order_line", subject_id__in=order.lines.values("pk"), obligation="over_answer")


def test_it_runs_from_the_report_and_stands_in_the_queue(shop: Shop, sign_in: SignIn) -> None:
    order = over(shop, received(shop, sent(shop, 5)), would_keep=True)
    asked = clock(order)
    assert (asked.responsible, asked.started_at, asked.stopped_at) == ("manufacturer", NOW + 3 * DAY, None)
    assert (asked.subject_id, asked.obligation.judged) == (piece(order, "over").pk, False)
    assert (order.status, order.next_due_at) == ("received", asked.due_at)
    with system_scope("test"):
        rule = version_in_force(names.OVER_ANSWER, country="KE", on=NOW.date())
        told = OutboxEvent.objects.get(topic="order.over_reported")
    assert (rule.unit, rule.amount) == ("working_days", 5) and "no rule on exported cars" in rule.source
    assert "the manufacturer must act by" in next_words(told.payload)
    maker = sign_in(shop.cast.maker_hanhai)
    for query in ("", "?sort=new&state=came_over"):
        assert order.number in sound(maker.get(f"/parts/orders/{query}")), query
    assert "Answer to parts that came over" in sound(maker.get(order.get_absolute_url()))
    order = shop.as_maker(services.keep_over, order=order, at=NOW + 4 * DAY)
    assert (clock(order).ending, clock(order).stopped_at, order.next_due_at) == ("done", NOW + 4 * DAY, None)
    assert order.number not in maker.get("/parts/orders/?sort=new&state=came_over").content.decode()


def test_the_rest_that_is_on_its_way_is_not_what_the_answer_is_due_for(shop: Shop) -> None:
    """The next due time of an order that is on its way is not always that of the parts' arrival."""
    over(shop, sent(shop, 5))
    with system_scope("test"):
        told = OutboxEvent.objects.get(topic="order.over_reported").payload
    assert told["status"] == "dispatched"
    assert "the manufacturer must act by" in next_words(told)
    assert "must be there by" in next_words({**told, "over": False})


@pytest.mark.parametrize("late", [False, True])
def test_a_dealer_that_sends_them_back_unasked_leaves_nothing_to_answer(shop: Shop, late: bool) -> None:
    order = over(shop, received(shop, sent(shop, 5)))
    due = clock(order).due_at
    assert due is not None
    at = due + DAY if late else NOW + 4 * DAY
    order = shop.as_dealer(services.send_back_over, order=order, tracking="WB 77", at=at)
    assert (clock(order).ending, order.next_due_at) == ("fell_away", None)
    # What had been missed by then stays missed; else nobody is charged with anything.
    assert clock(order).state(at + DAY) == ("missed" if late else "void")


def test_asking_for_them_is_an_answer_and_the_way_back_is_the_dealers(shop: Shop) -> None:
    order = over(shop, received(shop, sent(shop, 5)))
    order = shop.as_maker(services.call_back, order=order, note="By our lorry, at our cost", at=NOW + 5 * DAY)
    shop.as_dealer(services.send_back_over, order=order, tracking="WB 77", at=NOW + 30 * DAY)
    assert (clock(order).ending, clock(order).stopped_at) == ("done", NOW + 5 * DAY)
