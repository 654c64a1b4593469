"""What every verb on orders begins and ends with: lock, check, follow the lines, tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.casework.books import recorded_at
from apps.core.errors import Conflict, Refused
from apps.duties.models import Clock
from apps.notifications.outbox import emit
from apps.organizations.door import door
from apps.organizations.scope import Actor

from .. import machine
from ..models import OrderLine, PartsOrder
from ..policies import LINE_MOVED, ORDER_MOVED

#: Where an order stands in the queue while all its clocks pause: behind everything that is due.
NOT_NOW = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass
class Work:
    """An order under lock with its lines by id; ``at`` is not before the order's last change."""

    order: PartsOrder
    lines: dict[int, OrderLine]
    by: Actor
    at: datetime

    def pick(self, line_ids: Iterable[int]) -> list[OrderLine]:
        """The named lines, each once, by part (so that balances are always locked in the same order).

        Raises Refused when none is named or one is not of this order.
        """
        wanted = set(line_ids)
        strangers = sorted(wanted - self.lines.keys())
        if strangers:
            raise Refused(
                _("Order %(order)s has no line %(line)s. Name lines of this order.")
                % {"order": self.order.number, "line": strangers[0]},
                field="lines",
            )
        if not wanted:
            raise Refused(_("No line was chosen. Choose at least one line of the order."), field="lines")
        return sorted((self.lines[pk] for pk in wanted), key=lambda line: (line.part_id, line.pk))

    def split(self, line: OrderLine, quantity: int) -> OrderLine:
        """Part ``quantity`` off an open line as a line of its own (unsaved); the rest keeps the clocks."""
        line.quantity -= quantity
        return OrderLine(
            order=self.order,
            part=line.part,
            split_from_id=line.split_from_id or line.pk,
            quantity=quantity,
            status=line.status,
            promised_on=line.promised_on,
            confirmed_at=line.confirmed_at,
            dispatched_at=line.dispatched_at,
            dispatched_on=line.dispatched_on,
            tracking=line.tracking,
            **line.sides(),
        )

    def keep(self, line: OrderLine) -> None:
        """Write a line, new or changed."""
        line.save(update_fields=None if line.pk is None else LINE_MOVED)
        self.lines[line.pk] = line

    def tell(self, topic: str, line: OrderLine | None = None, **more: Any) -> None:
        """Write the fact into the outbox: of one line, or of the whole step."""
        order = self.order
        emit(
            topic,
            at=self.at,
            order=order.pk,
            number=order.number,
            line=line.pk if line else None,
            dealer=order.dealer_id,
            manufacturer=order.manufacturer_id,
            country=str(order.country),
            claim_number=order.claim_number,
            by_user=self.by.user_id,
            **more,
        )

    def finish(self) -> PartsOrder:
        """Let the order follow its lines and count the change."""
        order = self.order
        order.status = machine.order_status(line.status for line in self.lines.values())
        order.next_due_at = next_due(self.lines)
        order.updated_at = self.at
        order.version += 1
        order.save(update_fields=ORDER_MOVED)
        return order


def begin(order: PartsOrder, *, version: int | None, by: Actor, at: datetime) -> Work:
    """Lock the order and its lines' world; must run inside a transaction.

    ``version`` is what the acting person saw; Conflict is raised when somebody has changed the order since.
    An ``at`` taken before waiting for somebody else's change is moved behind it.
    """
    recorded_at(order.manufacturer_id, at, "order")
    locked = PartsOrder.objects.select_for_update().get(pk=order.pk)
    if version is not None and version != locked.version:
        raise Conflict(
            _("Somebody changed order %(order)s while you looked at it. Look at it as it stands and decide again.")
            % {"order": locked.number},
            code="changed_meanwhile",
        )
    lines = {line.pk: line for line in locked.lines.select_related("part").order_by("id")}
    return Work(locked, lines, by, max(at, locked.updated_at))


def next_due(line_ids: Iterable[int]) -> datetime | None:
    """The earliest due time of the lines' running clocks; NOT_NOW when all pause, None when none runs."""
    running = Clock.objects.filter(
        subject_kind=Clock.Subject.ORDER_LINE, subject_id__in=list(line_ids), stopped_at=None
    )
    return min((due or NOT_NOW for due in running.values_list("due_at", flat=True)), default=None)


def refresh_due(order: PartsOrder) -> None:
    """Put the order where it belongs in the queue, after a clock of a line was paused, resumed or re-ruled."""
    due = next_due(order.lines.values_list("pk", flat=True))
    with transaction.atomic(), door("parts.order"):
        PartsOrder.objects.filter(pk=order.pk).update(next_due_at=due)
