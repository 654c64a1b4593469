"""The shapes of orders that are made, one by one or by a file."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.core.api_fields import Text, Truth

from .api_data import OrderDetail


class MadeOrder(OrderDetail):
    """``already``: it was an order before, and nothing was ordered again."""

    already = serializers.BooleanField()

    class Meta(OrderDetail.Meta):
        fields = [*OrderDetail.Meta.fields, "already"]
        read_only_fields = fields


class OrdersFile(serializers.Serializer[Any]):
    """CSV or XLSX with a line a part, sent as a form; ``only_check``: say what would happen, and do nothing."""

    file = serializers.FileField(max_length=200)
    only_check = Truth(default=False)
    request_key = Text(max_length=64, required=False, default="", help_text="The same key makes one import.")
