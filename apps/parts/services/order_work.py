"""What the verbs on orders share: the step of the table over the order's lines, and what follows for the order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.casework import engine
from apps.casework.moments import Told
from apps.core.errors import Conflict, Refused
from apps.core.wording import moment_text
from apps.duties.models import Clock, Party
from apps.duties.services import start_if_ruled
from apps.organizations.door import door
from apps.organizations.scope import Actor

from ..models import OrderLine, PartsOrder
from ..policies import LINE_MOVED
from ..steps import line_step, order_status
from . import holding
from .locks import balances_of

#: Where an order stands in the queue while all its clocks pause: behind everything that is due.
NOT_NOW = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass
class Work:
    """An order under lock with its lines by id, and the step that is taken on some of them."""

    order: PartsOrder
    lines: dict[int, OrderLine]
    act: engine.Act

    @property
    def at(self) -> datetime:
        """When the step counts as taken: not before the order's last event."""
        return self.act.at

    def move(self, line: OrderLine) -> None:
        """Bring a line where the step leads.

        Raises Conflict when its state has no such step: most likely somebody else acted first.
        """
        step = line_step(line, self.act.step.verb, self.act.by)
        if step is None:
            raise _elsewhere(line)
        line.status = step.target

    def still(self, pk: int) -> OrderLine:
        """One line of this order that the step is taken on where it stands; raises Refused and Conflict as above."""
        (line,) = self.pick([pk])
        if line_step(line, self.act.step.verb, self.act.by) is None:
            raise _elsewhere(line)
        return line

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
        """Part ``quantity`` off a line as a line of its own (unsaved); the rest keeps the clocks."""
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
            delivered_at=line.delivered_at,
            received_at=line.received_at,
            tracking=line.tracking,
            cancelled_at=line.cancelled_at,
            cancelled_by=line.cancelled_by,
            cancel_reason=line.cancel_reason,
            cancel_note=line.cancel_note,
            **line.sides(),
        )

    def keep(self, line: OrderLine) -> None:
        """Write a line, new or changed."""
        line.save(update_fields=None if line.pk is None else LINE_MOVED)
        self.lines[line.pk] = line

    def tell(self, topic: str, line: OrderLine, **more: Any) -> None:
        """Write what happened to one line into the outbox."""
        engine.tell(self.order, topic, by=self.act.by, at=self.at, more={"line": line.pk, **more})

    def announce(self, topic: str, **more: Any) -> None:
        """Write into the outbox what the step means for the whole order, beside its own fact."""
        engine.tell(self.order, topic, by=self.act.by, at=self.at, more=more)


def _elsewhere(line: OrderLine) -> Conflict:
    return Conflict(
        _("Part %(part)s is %(status)s by now. Look at the order as it stands and decide again.")
        % {"part": line.part.number, "status": line.get_status_display().lower()},
        code="wrong_state",
    )


def take(
    order: PartsOrder,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    effect: Callable[[Work], None],
    note: str = "",
    version: int | None = None,
    key: str = "",
    values: dict[str, Any] | None = None,
    told: Told | None = None,
) -> PartsOrder:
    """Take one step of the table on the locked order (see apps/casework/engine.py); ``effect`` moves its lines."""

    def run(locked: PartsOrder, act: engine.Act) -> None:
        lines = {line.pk: line for line in locked.lines.select_related("part").order_by("id")}
        with promised_pieces(locked, lines.values(), act):
            effect(Work(locked, lines, act))

    return engine.take(
        order, verb, by=by, at=at, note=note, version=version, key=key, effect=run, values=values, told=told
    )


@contextmanager
def promised_pieces(order: PartsOrder, lines: Iterable[OrderLine], act: engine.Act) -> Iterator[None]:
    """Hold what of an order is promised to requests while a step takes pieces from it, and let the promises follow."""
    if act.step.verb not in ("receive", "cancel") or order.status == PartsOrder.Status.DRAFT:
        yield
        return
    balances = balances_of((order.dealer_id or 0, line.part) for line in lines)
    yield
    holding.follow_order(order, [line.part for line in lines], balances, holding.Hand(act.by, act.at))


def refuse_before_dispatch(work: Work, line: OrderLine) -> None:
    """Raise Refused (field ``happened_at``) for what is told to have arrived before it was sent."""
    if line.dispatched_at is not None and work.at < line.dispatched_at:
        raise Refused(
            _("Part %(part)s was sent on %(sent)s: it cannot have arrived before.")
            % {
                "part": line.part.number,
                "sent": moment_text(line.dispatched_at),
            },
            field="happened_at",
            code="before_it_began",
        )


def start_clocks(
    order: PartsOrder, line: OrderLine, *obligations: str, at: datetime, since: datetime | None = None
) -> None:
    """Start duties on a line, as far as there is a rule; they count when the order is for a warranty repair.

    ``since``: from when they run, where that is earlier than ``at``.
    """
    for obligation in obligations:
        start_if_ruled(
            obligation=obligation,
            subject_kind=Clock.Subject.ORDER_LINE,
            subject_id=line.pk,
            subject_label=f"{order.number} {line.part.number}"[:40],
            sides=line.sides(),
            at=at,
            since=since,
            in_warranty=order.in_warranty,
            powertrain=order.powertrain,
            unit=order.claim_number or order.number,
        )


def settle(order: PartsOrder) -> None:
    """Let an order follow its lines: its state and its place in the queue."""
    lines = dict(order.lines.values_list("pk", "status"))
    order.status = order_status(lines.values())
    order.next_due_at = next_due(lines)


def next_due(line_ids: Iterable[int]) -> datetime | None:
    """The earliest due time of the manufacturer's running clocks; NOT_NOW when all pause, None when none runs."""
    running = Clock.objects.filter(
        subject_kind=Clock.Subject.ORDER_LINE,
        subject_id__in=list(line_ids),
        responsible=Party.MANUFACTURER,
        stopped_at=None,
    )
    return min((due or NOT_NOW for due in running.values_list("due_at", flat=True)), default=None)


def refresh_due(order: PartsOrder) -> None:
    """Put the order where it belongs in the queue, after a clock of a line was paused, resumed or re-ruled."""
    due = next_due(order.lines.values_list("pk", flat=True))
    with transaction.atomic(), door("parts.order"):
        PartsOrder.objects.filter(pk=order.pk).update(next_due_at=due)
