"""Stock-takes for a dealer's own software; the same services as the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.casework.case_views import CaseViews
from apps.casework.step_actions import EVENT_FIELDS, step_actions
from apps.core.api_fields import Number, WholeNumber
from apps.core.pagination import KeysetPagination
from apps.organizations.models import ApiKey, ServicePoint
from apps.organizations.requests import actor_of, organization_of
from apps.organizations.scope import Side

from . import selectors, services
from .models import MOST_ON_HAND, StockTake, StockTakeEvent, StockTakeLine
from .steps_counts import KIND


class NewestOpened(KeysetPagination):
    ordering: Any = ("-opened_at", "-id")


class StockTakeLineData(serializers.ModelSerializer[StockTakeLine]):
    part = serializers.CharField(source="part.number")
    bin = serializers.CharField(source="bin.code")
    difference = serializers.IntegerField(allow_null=True)

    class Meta:
        model = StockTakeLine
        fields = ["id", "bin", "part", "expected", "counted", "by_ledger", "difference"]
        read_only_fields = fields


class StockTakeEventData(serializers.ModelSerializer[StockTakeEvent]):
    class Meta:
        model = StockTakeEvent
        fields = EVENT_FIELDS
        read_only_fields = fields


class StockTakeSummary(serializers.ModelSerializer[StockTake]):
    class Meta:
        model = StockTake
        fields = ["number", "status", "version", "point", "opened_at"]
        read_only_fields = fields


class StockTakeDetail(StockTakeSummary):
    lines = StockTakeLineData(many=True)
    events = StockTakeEventData(many=True)

    class Meta(StockTakeSummary.Meta):
        fields = [*StockTakeSummary.Meta.fields, "lines", "events"]
        read_only_fields = fields


class OpenStockTake(serializers.Serializer[Any]):
    point = Number(min_value=1, help_text="Id of the service point")


class CountedLine(serializers.Serializer[Any]):
    line = Number(min_value=1)
    counted = WholeNumber(min_value=0, max_value=MOST_ON_HAND)


class CountedLines(serializers.Serializer[Any]):
    lines = serializers.ListField(child=CountedLine(), min_length=1, max_length=500)


@step_actions(KIND, StockTakeDetail)
class StockTakeViewSet(CaseViews[StockTake]):
    """Stock-takes of a dealer's service points, newest first."""

    room = ApiKey.Room.PARTS
    sides = (Side.DEALER,)
    queryset = StockTake.objects.none()
    in_lists, alone = StockTakeSummary, StockTakeDetail
    whole = ("events", "lines__part", "lines__bin")
    filterset_fields = ("status",)
    pagination_class = NewestOpened

    def rows(self) -> QuerySet[StockTake]:
        return selectors.stocktakes()

    @extend_schema(request=OpenStockTake, responses={201: StockTakeDetail})
    def create(self, request: Request) -> Response:
        """Open a stock-take of a service point; one that is open already is answered."""
        actor = actor_of(request)
        data = OpenStockTake(data=request.data)
        data.is_valid(raise_exception=True)
        point = get_object_or_404(ServicePoint, pk=data.validated_data["point"], dealer_id=organization_of(actor))
        return self.shown(services.open_count(point=point, by=actor, at=timezone.now()), 201)

    @extend_schema(request=CountedLines, responses=StockTakeDetail)
    @action(detail=True, methods=["post"])
    def lines(self, request: Request, number: str) -> Response:
        """Write what was counted; the last count of a line holds."""
        found = self.get_object()
        data = CountedLines(data=request.data)
        data.is_valid(raise_exception=True)
        counted = {row["line"]: row["counted"] for row in data.validated_data["lines"]}
        services.write_counts(stocktake=found, counted=counted, by=actor_of(request), at=timezone.now())
        return self.shown(found)
