"""The shapes of orders and stock that the API gives."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.casework.step_actions import EVENT_FIELDS
from apps.core.api_fields import Number, Text, WholeNumber
from apps.duties.models import Clock
from apps.organizations.models import Organization

from .models import (
    MOST_ON_HAND,
    Consignment,
    ConsignmentLine,
    DeliveryProblem,
    OrderEvent,
    OrderLine,
    PartsOrder,
    Promise,
    StockBalance,
    Substitution,
)
from .price_data import LinePriceData, MoneyData, OrderPaperData
from .selectors import LineRow
from .selectors.order_prices import sums
from .services.order_work import NOT_NOW


class StockData(serializers.ModelSerializer[StockBalance]):
    part = serializers.CharField(source="part_number")
    name = serializers.CharField(source="part.name")
    manufacturer: serializers.SlugRelatedField[Organization] = serializers.SlugRelatedField(
        slug_field="slug", read_only=True
    )
    dealer: serializers.SlugRelatedField[Organization] = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    country = serializers.CharField(source="country.code")
    on_order = serializers.IntegerField()

    class Meta:
        model = StockBalance
        fields = [
            "part",
            "name",
            "manufacturer",
            "dealer",
            "country",
            "on_hand",
            "reserved",
            "free",
            "on_order",
            "reorder_level",
        ]
        read_only_fields = fields


class CountData(serializers.Serializer[Any]):
    manufacturer = serializers.SlugField()
    part = Text(max_length=60, help_text="Part number")
    counted = WholeNumber(min_value=0, max_value=MOST_ON_HAND)
    reason = Text(max_length=200)
    key = Text(max_length=64, help_text="Of your own making; the same key acts once.")
    seen = Number(required=False, help_text="The balance you looked at; 409 when it has changed.")


class ClockData(serializers.ModelSerializer[Clock]):
    obligation = serializers.CharField(source="obligation_id")
    state = serializers.SerializerMethodField()

    class Meta:
        model = Clock
        fields = ["obligation", "started_at", "due_at", "stopped_at", "counts", "state"]
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=["pending", "met", "missed", "void"]))
    def get_state(self, clock: Clock) -> str:
        return clock.state(self.context["now"])


class ProblemData(serializers.ModelSerializer[DeliveryProblem]):
    class Meta:
        model = DeliveryProblem
        fields = ["kind", "note", "claimed_from", "would_keep", "reported_at", "objection", "objected_at"]
        read_only_fields = fields


class PromiseData(serializers.ModelSerializer[Promise]):
    """``moved_days``: by how many days it moved the promise before; 0 for a first one."""

    class Meta:
        model = Promise
        fields = ["promised_on", "promised_at", "moved_days", "ready", "reason", "note"]
        read_only_fields = fields


class OfferedPart(serializers.ModelSerializer[Substitution]):
    """Another part that was offered for a line; ``answer`` is empty while the dealer is asked."""

    ordered = serializers.CharField(source="ordered.number")
    offered = serializers.CharField(source="offered.number")

    class Meta:
        model = Substitution
        fields = ["ordered", "offered", "note", "offered_at", "answer", "answered_at"]
        read_only_fields = fields


class LineData(serializers.ModelSerializer[OrderLine]):
    part = serializers.CharField(source="part.number")
    name = serializers.CharField(source="part.name")
    split_from = serializers.IntegerField(source="split_from_id", allow_null=True)
    problem = ProblemData(allow_null=True)
    promises = PromiseData(many=True)
    offers = OfferedPart(many=True)
    papers = OrderPaperData(many=True)

    class Meta:
        model = OrderLine
        fields = [
            "id",
            "part",
            "name",
            "quantity",
            "status",
            "promised_on",
            "first_promised_on",
            "promises",
            "offers",
            "confirmed_at",
            "dispatched_at",
            "tracking",
            "delivered_at",
            "received_at",
            "cancelled_at",
            "cancelled_by",
            "cancel_reason",
            "cancel_note",
            "split_from",
            "problem",
            "papers",
        ]
        read_only_fields = fields


class LineWithClocks(LineData):
    """``price``: what one piece costs; ``prices``: everything that was said of it. For dealer and manufacturer only."""

    clocks = ClockData(many=True)
    price = MoneyData(allow_null=True)
    prices = LinePriceData(many=True)

    class Meta(LineData.Meta):
        fields = [*LineData.Meta.fields, "clocks", "price", "prices"]
        read_only_fields = fields


class OrderSummary(serializers.ModelSerializer[PartsOrder]):
    dealer: serializers.SlugRelatedField[Organization] = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    manufacturer: serializers.SlugRelatedField[Organization] = serializers.SlugRelatedField(
        slug_field="slug", read_only=True
    )
    country = serializers.CharField(source="country.code")
    next_due_at = serializers.SerializerMethodField()

    class Meta:
        model = PartsOrder
        fields = [
            "number",
            "dealer",
            "manufacturer",
            "country",
            "priority",
            "status",
            "in_warranty",
            "claim_number",
            "reference",
            "note",
            "created_at",
            "submitted_at",
            "next_due_at",
            "version",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_next_due_at(self, order: PartsOrder) -> str | None:
        due = order.next_due_at
        return None if due is None or due == NOT_NOW else serializers.DateTimeField().to_representation(due)


class OrderEventData(serializers.ModelSerializer[OrderEvent]):
    class Meta:
        model = OrderEvent
        fields = EVENT_FIELDS
        read_only_fields = fields


class ConsignedLine(serializers.ModelSerializer[ConsignmentLine]):
    line = serializers.IntegerField(source="line_id")

    class Meta:
        model = ConsignmentLine
        fields = ["line", "quantity"]
        read_only_fields = fields


class ConsignmentData(serializers.ModelSerializer[Consignment]):
    """What left together, as it was then; ``tracking`` of a line is the number that holds now."""

    contents = ConsignedLine(many=True)
    papers = OrderPaperData(many=True)

    class Meta:
        model = Consignment
        fields = ["id", "sent_at", "carrier", "number", "customs_number", "contents", "papers"]
        read_only_fields = fields


class OrderDetail(OrderSummary):
    lines = serializers.SerializerMethodField()
    sums = serializers.SerializerMethodField()
    consignments = ConsignmentData(many=True, read_only=True)
    events = OrderEventData(many=True, read_only=True)

    class Meta(OrderSummary.Meta):
        fields = [*OrderSummary.Meta.fields, "lines", "sums", "consignments", "events"]
        read_only_fields = fields

    @extend_schema_field(LineWithClocks(many=True))
    def get_lines(self, order: PartsOrder) -> list[dict[str, Any]]:
        rows: list[LineRow] = self.context["rows"]
        clocks = [ClockData(row.clocks, many=True, context=self.context).data for row in rows]
        return [
            {**LineData(row.line).data, "clocks": data, **_price_data(row)}
            for row, data in zip(rows, clocks, strict=True)
        ]

    @extend_schema_field(MoneyData(many=True))
    def get_sums(self, order: PartsOrder) -> Any:
        """What the lines come to that stand, by currency; for dealer and manufacturer only."""
        return MoneyData(sums(row.price for row in self.context["rows"] if row.price), many=True).data


def _price_data(row: LineRow) -> dict[str, Any]:
    each, said = (row.price.each, row.price.said) if row.price else (None, [])
    return {"price": MoneyData(each).data if each else None, "prices": LinePriceData(said, many=True).data}
