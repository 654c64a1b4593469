"""Which ordered lines left whole with the first consignment of their order."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import (
    BooleanField,
    Case,
    DateTimeField,
    ExpressionWrapper,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least

from apps.duties.models import Party

from ..models import DeliveryProblem, OrderLine

#: An order of which nothing left by then is counted as it stands: all its lines unfilled.
FIRST_WITHIN = timedelta(days=30)


def first_fill_lines(*, start: datetime, end: datetime) -> QuerySet[OrderLine]:
    """Ordered lines that are counted from ``start`` to before ``end``, each with ``counted_at`` and ``filled``.

    An order is counted when its first consignment leaves, or 30 days after it was ordered when none has. ``filled``:
    the whole ordered quantity was in that first consignment. Lines that the dealer took back before do not count,
    lines that the manufacturer cancelled are unfilled. Pieces that were reported and are owed again belong to no
    ordered quantity, so what is found out later changes no answer.
    """
    cut = ExpressionWrapper(F("order__submitted_at") + Value(FIRST_WITHIN), output_field=DateTimeField())
    rows = (
        OrderLine.objects.filter(
            split_from=None, order__submitted_at__gte=start - FIRST_WITHIN, order__submitted_at__lt=end
        )
        .alias(first=_first_dispatch(), cut=cut, left=_pieces(Q(dispatched_at=OuterRef("first"))), ordered=_ordered())
        .annotate(counted_at=Least(Coalesce("first", "cut"), "cut"))
        .filter(counted_at__gte=start, counted_at__lt=end)
        .exclude(cancelled_by=Party.DEALER, cancelled_at__lte=F("counted_at"))
    )
    whole = Q(first__lt=F("cut"), left__gte=F("ordered"))
    filled = Case(When(whole, then=Value(True)), default=Value(False), output_field=BooleanField())
    return rows.annotate(filled=filled)


def _first_dispatch() -> Subquery:
    lines = OrderLine.objects.filter(order_id=OuterRef("order_id")).order_by().values("order_id")
    return Subquery(lines.annotate(first=Min("dispatched_at")).values("first"))


def _pieces(which: Q) -> Coalesce:
    """How many pieces of an ordered line are so, its own among them; what came over was never ordered."""
    pieces = OrderLine.objects.filter(which, order_id=OuterRef("order_id")).order_by()
    pieces = pieces.exclude(problem__kind=DeliveryProblem.Kind.OVER)
    family = pieces.annotate(root=Coalesce("split_from_id", "id")).filter(root=OuterRef("pk")).values("root")
    total = family.annotate(total=Sum("quantity")).values("total")
    return Coalesce(Subquery(total, output_field=IntegerField()), 0)


def _ordered() -> Coalesce:
    """The quantity first ordered: of pieces that were reported, those that are owed again stand in for them."""
    return _pieces(~Q(status__in=(OrderLine.Status.REPORTED, OrderLine.Status.CONTESTED)))
