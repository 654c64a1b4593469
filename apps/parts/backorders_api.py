"""The backorder board for organisations' own software."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.api_fields import MODEL_FIELDS, Day, Number, Text, WholeNumber
from apps.organizations.models import ApiKey
from apps.organizations.requests import actor_of, organization_of
from apps.organizations.scope import Side

from . import services
from .api import only
from .filters_backorders import BackorderFilter
from .models import MOST_ON_HAND, Allocation, OrderLine, Part, PlannedReceipt
from .selectors import board as backorders
from .sides import READERS


class ReceiptData(serializers.ModelSerializer[PlannedReceipt]):
    serializer_field_mapping = MODEL_FIELDS

    class Meta:
        model = PlannedReceipt
        fields = ["id", "quantity", "expected_on", "reference", "planned_at"]
        read_only_fields = fields


class AllocationData(serializers.ModelSerializer[Allocation]):
    """``place``: the line's turn by the rule; ``available``: how many there were to share out."""

    class Meta:
        model = Allocation
        fields = ["quantity", "wanted", "available", "place", "rule", "made_at"]
        read_only_fields = fields


class BoardData(serializers.Serializer[Any]):
    """A part that is waited for. ``off_road``: lines of cars that stand still; ``late``: promised days gone."""

    id = serializers.IntegerField(source="part.pk")
    manufacturer = serializers.SlugField(source="part.manufacturer.slug")
    part = serializers.CharField(source="part.number")
    name = serializers.CharField(source="part.name")
    lines = serializers.IntegerField()
    pieces = serializers.IntegerField(source="units")
    off_road = serializers.IntegerField(source="still")
    repairs = serializers.IntegerField(source="cars")
    late = serializers.IntegerField()
    countries = serializers.ListField(child=serializers.CharField())
    since = serializers.DateTimeField()
    next_receipt = ReceiptData(source="next_in", allow_null=True)


class WaitingData(serializers.Serializer[Any]):
    """An open line in its turn. ``covered_on``: when planned receipts cover it; null: none does."""

    order = serializers.CharField(source="line.order.number")
    line = serializers.IntegerField(source="line.pk")
    dealer = serializers.SlugField(source="line.order.dealer.slug")
    country = serializers.CharField(source="line.country.code")
    priority = serializers.CharField(source="line.order.priority")
    quantity = serializers.IntegerField(source="line.quantity")
    promised_on = serializers.DateField(source="line.promised_on", allow_null=True)
    covered_on = serializers.DateField(allow_null=True)
    breaks = serializers.BooleanField()
    given = AllocationData(allow_null=True)


class QueueData(serializers.Serializer[Any]):
    waiting = WaitingData(many=True)
    receipts = ReceiptData(many=True)


class PlanData(serializers.Serializer[Any]):
    """``replaces``: the id of the plan in whose place it stands; 0 pieces take that plan back."""

    quantity = WholeNumber(min_value=0, max_value=MOST_ON_HAND)
    expected_on = Day()
    reference = Text(max_length=60, allow_blank=True, default="")
    replaces = Number(required=False)
    key = Text(max_length=64, help_text="Of your own making; the same key acts once.")


class ShareData(serializers.Serializer[Any]):
    available = WholeNumber(min_value=1, max_value=MOST_ON_HAND)
    key = Text(max_length=64, help_text="Of your own making; the same key acts once.")


class BackorderViewSet(viewsets.GenericViewSet[OrderLine]):
    """Parts that lines in sight wait for, and who waits for each, in turn."""

    room = ApiKey.Room.PARTS
    sides = READERS
    queryset = OrderLine.objects.none()
    serializer_class = BoardData
    filterset_class = BackorderFilter
    pagination_class = None
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[OrderLine]:
        if getattr(self, "swagger_fake_view", False):
            return OrderLine.objects.none()
        return backorders.open_lines()

    @extend_schema(responses=BoardData(many=True))
    def list(self, request: Request) -> Response:
        """The parts that wait worst, 200 at most."""
        lines = self.filter_queryset(self.get_queryset())
        rows = backorders.board(lines, at=timezone.now(), most=backorders.MOST_PARTS)
        return Response(BoardData(rows, many=True).data)

    @extend_schema(responses=QueueData)
    def retrieve(self, request: Request, pk: str) -> Response:
        """Who waits for a part, and what is planned to come."""
        return _queue(get_object_or_404(Part, pk=pk))

    @extend_schema(request=PlanData, responses=QueueData)
    @action(detail=True, methods=["post"], filterset_class=None)
    def plan(self, request: Request, pk: str) -> Response:
        """Say how many of a part are expected, and when."""
        part, data = self._own(request, pk, PlanData)
        services.plan_receipt(part=part, by=actor_of(request), at=timezone.now(), **data)
        return _queue(part)

    @extend_schema(request=ShareData, responses=QueueData)
    @action(detail=True, methods=["post"], filterset_class=None)
    def share(self, request: Request, pk: str) -> Response:
        """Share out what there is of a part, by rule."""
        part, data = self._own(request, pk, ShareData)
        services.share_part(part=part, by=actor_of(request), at=timezone.now(), **data)
        return _queue(part)

    def _own(self, request: Request, pk: str, kind: type[serializers.Serializer[Any]]) -> tuple[Part, dict[str, Any]]:
        part = get_object_or_404(Part, pk=pk, manufacturer_id=organization_of(only(request, Side.MANUFACTURER)))
        given = kind(data=request.data)
        given.is_valid(raise_exception=True)
        return part, dict(given.validated_data)


def _queue(part: Part) -> Response:
    return Response(QueueData(backorders.queue_of(part, at=timezone.now())).data)
