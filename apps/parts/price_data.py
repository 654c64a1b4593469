"""The shapes of prices, papers and promises of order lines."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.casework.step_actions import StepData
from apps.core.api_amounts import Amount
from apps.core.api_fields import Day, Number, Text, WholeNumber
from apps.core.money import Money

from .models import MOST_IN_A_LINE, LinePrice, OrderPaper, PartsOrder, Promise
from .services.orders import MOST_LINES


class OrderPaperData(serializers.ModelSerializer[OrderPaper]):
    """A file beside a report, a consignment, a return or cores; ``papers/<id>/`` of the order answers its bytes."""

    class Meta:
        model = OrderPaper
        fields = ["id", "kind", "name", "sha256", "size", "media_type", "added_at"]
        read_only_fields = fields


class CasePaperData(OrderPaperData):
    """``of_finding``: the manufacturer's, of what it found; else the dealer's."""

    class Meta(OrderPaperData.Meta):
        fields = [*OrderPaperData.Meta.fields, "of_finding"]
        read_only_fields = fields


class MoneyData(serializers.Serializer[Any]):
    amount = Amount()
    currency = serializers.CharField()


class LinePriceData(serializers.ModelSerializer[LinePrice]):
    class Meta:
        model = LinePrice
        fields = ["basis", "amount", "currency", "reason", "note", "said_at"]
        read_only_fields = fields


class PromisedLine(serializers.Serializer[Any]):
    line = Number()
    promised_on = Day()
    ready = WholeNumber(
        min_value=0, max_value=MOST_IN_A_LINE, required=False, help_text="How many lie ready; the rest is backordered."
    )
    price = Amount(required=False, help_text="Of one piece.")
    currency = Text(max_length=3, required=False, help_text="Needed with a price: three letters, as KES.")

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if "price" in data and not data.get("currency"):
            raise serializers.ValidationError({"currency": _("Write the currency of the price, as KES or CNY.")})
        return data


class ConfirmData(StepData):
    """A line's ``price`` left out: the catalogue's of the day of the order. Another one needs ``price_reason``."""

    lines = serializers.ListField(child=PromisedLine(), min_length=1, max_length=MOST_LINES)
    price_reason = serializers.ChoiceField(
        choices=LinePrice.Reason.choices, required=False, help_text="Needed for another price than the catalogue's."
    )
    reason = serializers.ChoiceField(
        choices=Promise.Reason.choices, required=False, help_text="Needed to move a promise to a later day."
    )

    def arguments(self, case: PartsOrder) -> dict[str, Any]:
        data = super().arguments(case)
        rows = data.pop("lines")
        ready = {row["line"]: row["ready"] for row in rows if "ready" in row}
        prices = {row["line"]: Money(row["price"], row["currency"]) for row in rows if "price" in row}
        promised = {row["line"]: row["promised_on"] for row in rows}
        return {"promised": promised, "ready": ready, "prices": prices, **data}
