"""The shapes that the API takes and gives."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.casework.step_actions import EVENT_FIELDS, StepData
from apps.core.api_fields import MODEL_FIELDS, Day, Number, Text, Truth, WholeNumber
from apps.duties.models import Clock
from apps.organizations.models import Organization
from apps.vehicles.components import Component

from .models import (
    MOST_IN_A_LINE,
    MOST_ON_HAND,
    DeliveryProblem,
    OrderEvent,
    OrderLine,
    Part,
    PartsOrder,
    Promise,
    StockBalance,
)
from .selectors import LineRow
from .services.order_work import NOT_NOW
from .services.orders import MOST_LINES


class PartData(serializers.ModelSerializer[Part]):
    manufacturer: serializers.SlugRelatedField[Organization] = serializers.SlugRelatedField(
        slug_field="slug", read_only=True
    )
    number = Text(max_length=60)

    serializer_field_mapping = MODEL_FIELDS

    class Meta:
        model = Part
        fields = ["id", "manufacturer", "number", "name", "component", "active"]


class PartChange(serializers.Serializer[Any]):
    name = Text(max_length=150, required=False)
    component = serializers.ChoiceField(Component.choices, required=False, allow_blank=True)
    active = Truth(required=False)


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
        fields = ["part", "name", "manufacturer", "dealer", "country", "on_hand", "on_order", "reorder_level"]
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
        fields = ["kind", "note", "reported_at", "objection", "objected_at"]
        read_only_fields = fields


class PromiseData(serializers.ModelSerializer[Promise]):
    """``moved_days``: by how many days it moved the promise before; 0 for a first one."""

    class Meta:
        model = Promise
        fields = ["promised_on", "promised_at", "moved_days"]
        read_only_fields = fields


class LineData(serializers.ModelSerializer[OrderLine]):
    part = serializers.CharField(source="part.number")
    name = serializers.CharField(source="part.name")
    split_from = serializers.IntegerField(source="split_from_id", allow_null=True)
    problem = ProblemData(allow_null=True)
    promises = PromiseData(many=True)

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
        ]
        read_only_fields = fields


class LineWithClocks(LineData):
    clocks = ClockData(many=True)

    class Meta(LineData.Meta):
        fields = [*LineData.Meta.fields, "clocks"]
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


class OrderDetail(OrderSummary):
    lines = serializers.SerializerMethodField()
    events = OrderEventData(many=True, read_only=True)

    class Meta(OrderSummary.Meta):
        fields = [*OrderSummary.Meta.fields, "lines", "events"]
        read_only_fields = fields

    @extend_schema_field(LineWithClocks(many=True))
    def get_lines(self, order: PartsOrder) -> list[dict[str, Any]]:
        rows: list[LineRow] = self.context["rows"]
        clocks = [ClockData(row.clocks, many=True, context=self.context).data for row in rows]
        return [{**LineData(row.line).data, "clocks": data} for row, data in zip(rows, clocks, strict=True)]


class NewLine(serializers.Serializer[Any]):
    part = Text(max_length=60, help_text="Part number")
    quantity = WholeNumber(min_value=1, max_value=MOST_IN_A_LINE)


class NewOrder(serializers.Serializer[Any]):
    manufacturer = serializers.SlugField()
    country = serializers.RegexField(r"^[A-Za-z]{2}$", help_text="ISO 3166-1 alpha-2")
    priority = serializers.ChoiceField(choices=PartsOrder.Priority.choices, default=PartsOrder.Priority.DAILY)
    note = Text(max_length=500, allow_blank=True, default="")
    request_key = Text(max_length=64, help_text="Of your own making; the same key makes one order.")
    draft = Truth(default=False)
    lines = serializers.ListField(child=NewLine(), min_length=1, max_length=MOST_LINES)


class PromisedLine(serializers.Serializer[Any]):
    line = Number()
    promised_on = Day()


class ConfirmData(StepData):
    lines = serializers.ListField(child=PromisedLine(), min_length=1, max_length=MOST_LINES)

    def arguments(self, case: PartsOrder) -> dict[str, Any]:
        data = super().arguments(case)
        return {"promised": {row["line"]: row["promised_on"] for row in data.pop("lines")}, **data}


class MovedLine(serializers.Serializer[Any]):
    line = Number()
    quantity = WholeNumber(required=False, help_text="Left out: the whole line.")


class ReceiveData(StepData):
    lines = serializers.ListField(child=MovedLine(), min_length=1, max_length=MOST_LINES)

    def arguments(self, case: PartsOrder) -> dict[str, Any]:
        data = super().arguments(case)
        rows = data.pop("lines")
        quantities = {row["line"]: row["quantity"] for row in rows if "quantity" in row}
        return {"line_ids": [row["line"] for row in rows], "quantities": quantities, **data}


class DispatchData(ReceiveData):
    tracking = Text(max_length=60, allow_blank=True, default="")


class ReportData(ReceiveData):
    problem = serializers.ChoiceField(choices=DeliveryProblem.Kind.choices)


class ChosenLines(StepData):
    """``lines`` left out: all that the step can be taken on."""

    lines = serializers.ListField(child=Number(), required=False, min_length=1, max_length=MOST_LINES)

    def arguments(self, case: PartsOrder) -> dict[str, Any]:
        data = super().arguments(case)
        return {"line_ids": data.pop("lines", None), **data}


class TrackData(ChosenLines):
    """``lines`` left out: all that have no number."""

    tracking = Text(max_length=60)


class ProveData(ChosenLines):
    """What proves the delivery of lines on their way."""


class ContestData(ChosenLines):
    """An objection beside reports of the dealer."""


class CancelData(ChosenLines):
    reason = serializers.ChoiceField(choices=OrderLine.Reason.choices)
