"""The shapes that the API takes for orders and the steps of their lines."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.casework.step_actions import StepData
from apps.core.api_fields import Number, Text, Truth, WholeNumber

from .lines_input import LinesField
from .models import LONGEST_REFERENCE, MOST_IN_A_LINE, DeliveryProblem, OrderLine, PartsOrder
from .papers_data import WithFilesData
from .services.order_catalogue import Superseded
from .services.orders import MOST_LINES


class NewLine(serializers.Serializer[Any]):
    part = Text(max_length=60, help_text="Part number")
    quantity = WholeNumber(min_value=1, max_value=MOST_IN_A_LINE)


class NewOrder(serializers.Serializer[Any]):
    manufacturer = serializers.SlugField()
    country = serializers.RegexField(r"^[A-Za-z]{2}$", help_text="ISO 3166-1 alpha-2")
    priority = serializers.ChoiceField(choices=PartsOrder.Priority.choices, default=PartsOrder.Priority.DAILY)
    note = Text(max_length=500, allow_blank=True, default="")
    reference = Text(
        max_length=LONGEST_REFERENCE, allow_blank=True, default="",
        help_text="Your own number of the order; each names one order to a manufacturer.",
    )  # fmt: skip
    request_key = Text(max_length=64, help_text="Of your own making; the same key makes one order.")
    draft = Truth(default=False)
    superseded = serializers.ChoiceField(
        Superseded.choices, default="", allow_blank=True, help_text="What is wanted of parts that others replaced."
    )
    lines = serializers.ListField(child=NewLine(), min_length=1, max_length=MOST_LINES)


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
    carrier = Text(max_length=80, allow_blank=True, default="")
    customs_number = Text(max_length=60, allow_blank=True, default="")


class ReportData(WithFilesData, ReceiveData):
    """Sent as JSON, or as a form with ``files`` (PDFs or photos that show it) and each of ``lines`` as JSON."""

    lines = LinesField(child=MovedLine(), min_length=1, max_length=MOST_LINES)
    problem = serializers.ChoiceField(choices=[(kind.value, kind.label) for kind in DeliveryProblem.OWED_AGAIN])
    claimed_from = serializers.ChoiceField(choices=DeliveryProblem.Claimed.choices, required=False)


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
