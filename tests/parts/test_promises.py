"""The promised day is a promise: moved with a reason, told to who waits, and counted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from apps.core.errors import Refused
from apps.notifications.models import OutboxEvent
from apps.organizations.scope import system_scope
from apps.oversight.measures import promises_kept, slips_per_line
from apps.oversight.measures.span import Span
from apps.parts import services
from apps.parts.models import PartsOrder, Promise
from tests.cast import NOW
from tests.oracles import supply
from tests.parts.conftest import Shop, SignIn, sound

DAY = timedelta(days=1)
FIRST = (NOW + 5 * DAY).date()


def promise(shop: Shop, order: PartsOrder, days: int, **more: Any) -> PartsOrder:
    """Promise every line for so many days after the order."""
    with system_scope("test"):
        ids = list(order.lines.filter(split_from=None).values_list("pk", flat=True))
    day = (NOW + days * DAY).date()
    done: PartsOrder = shop.as_maker(services.confirm_lines, order=order, promised=dict.fromkeys(ids, day), **more)
    return done


def kept(order: PartsOrder) -> list[tuple[date, int, str]]:
    with system_scope("test"):
        rows = Promise.objects.filter(line__order=order).order_by("id")
        return list(rows.values_list("promised_on", "moved_days", "reason"))


def test_a_later_day_needs_a_reason(shop: Shop) -> None:
    order = promise(shop, shop.submitted((shop.pads, 2)), 5)
    with pytest.raises(Refused) as refused:
        promise(shop, order, 9)
    assert (refused.value.field, refused.value.code) == ("reason", "later")
    with pytest.raises(Refused) as refused:
        promise(shop, order, 9, reason="other")
    assert refused.value.field == "note"
    assert kept(order) == [(FIRST, 0, "")]
    promise(shop, order, 9, reason="customs")
    promise(shop, order, 3)
    assert kept(order)[1:] == [(FIRST + 4 * DAY, 4, "customs"), (FIRST - 2 * DAY, -6, "")]


def test_the_dealer_is_told_of_a_move(shop: Shop) -> None:
    order = promise(shop, shop.submitted((shop.pads, 1)), 5)
    promise(shop, order, 9, reason="production", at=NOW + DAY)
    with system_scope("test"):
        moved = OutboxEvent.objects.get(topic="order.moved", payload__number=order.number)
    assert (moved.payload["reason"], moved.payload["dealer"]) == ("production", shop.cast.dealer_nairobi.pk)


def test_what_is_not_there_yet_is_seen_as_backordered(shop: Shop, sign_in: SignIn) -> None:
    order = shop.submitted((shop.pads, 5))
    with system_scope("test"):
        line = order.lines.get()
    with pytest.raises(Refused) as refused:
        promise(shop, order, 5, ready={line.pk: 6})
    assert refused.value.field == f"ready_{line.pk}"
    browser = sign_in(shop.cast.maker_hanhai)
    soon = datetime.now(UTC).date() + 5 * DAY
    form = {f"promised_{line.pk}": soon.isoformat(), f"ready_{line.pk}": "2", "version": order.version}
    assert browser.post(f"{order.get_absolute_url()}confirm/", form).status_code == 302
    assert "3 are not there yet" in sound(sign_in(shop.cast.dealer_nairobi).get(order.get_absolute_url()))
    later = {f"promised_{line.pk}": (soon + 3 * DAY).isoformat(), "version": order.version + 1}
    answer = browser.post(f"{order.get_absolute_url()}confirm/", later)
    assert answer.status_code == 422
    assert "Choose the reason" in sound(answer)


def test_promises_are_counted_as_the_definition_says(shop: Shop) -> None:
    days = ((5,), (5, 12), (5, 12, 9), (8, 4))
    sent_after = (5, 11, None, 6)
    pure = []
    for promised, sent in zip(days, sent_after, strict=True):
        order = shop.submitted((shop.pads, 2))
        for day in promised:
            promise(shop, order, day, reason="shortage")
        if sent is not None:
            with system_scope("test"):
                ids = list(order.lines.values_list("pk", flat=True))
            shop.as_maker(services.dispatch_lines, order=order, line_ids=ids, tracking="AWB 1", at=NOW + sent * DAY)
        done = None if sent is None else (NOW + sent * DAY).date()
        pure.append(supply.Promised(tuple((NOW + day * DAY).date() for day in promised), done))
    span = Span(NOW.date(), (NOW + 10 * DAY).date(), shop.cast.maker_hanhai.pk)
    asked = {"since": span.since, "until": span.until}
    with system_scope("test"):
        found, slips = promises_kept.find(span), slips_per_line.find(span)
        assert (found.promised, found.kept) == supply.promises_kept(pure, **asked) == (6, 2)
        assert (slips.lines, slips.slips) == supply.slips(pure, **asked) == (4, 2)
        assert promises_kept.broken_lines(span).count() == 3
        assert slips_per_line.slipped_lines(span).count() == 2
    reading = slips_per_line.say({slips_per_line.find: slips})
    assert reading.value == 0.5
