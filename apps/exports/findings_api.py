"""Findings over the API: lists, one with its history, and explaining; people of the authority decide on pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.casework.step_actions import EVENT_FIELDS, step_actions
from apps.core.pagination import KeysetPagination
from apps.organizations.api import CountryCode
from apps.organizations.models import ApiKey
from apps.organizations.requests import actor_of
from apps.vehicles.masked_vins import seen_by

from . import selectors
from .counting import WAYS
from .counting import counted as count_groups
from .filters import CountedFilter, FindingFilter
from .models import Finding, FindingEvent, FindingRule
from .navigation import RECORD_READERS
from .steps.findings import KIND


class FindingRuleData(serializers.ModelSerializer[FindingRule]):
    """What is looked for, by which instrument. Until when a finding is to be answered is a duty, ``finding_answer``."""

    name = serializers.CharField(read_only=True)

    class Meta:
        model = FindingRule
        fields = [
            "code", "name", "amount", "basis", "instrument", "article", "source", "checked_on",
            "in_force_from", "in_force_to",
        ]  # fmt: skip


class ByCode(KeysetPagination):
    ordering: Any = ("code",)


class FindingRuleViewSet(viewsets.ReadOnlyModelViewSet[FindingRule]):
    """The rules of findings with their sources (1 query)."""

    room = None
    queryset = selectors.finding_rules()
    serializer_class = FindingRuleData
    lookup_value_regex = "[a-z_]+"
    pagination_class = ByCode


class FindingEventData(serializers.ModelSerializer[FindingEvent]):
    class Meta:
        model = FindingEvent
        fields = EVENT_FIELDS


class FindingSummary(serializers.ModelSerializer[Finding]):
    """``said``: what the rule saw, in words. A finding accuses nobody; people decide. ``vin`` is masked for who only
    watches. ``late``: not answered by ``answer_by``.
    """

    vin = serializers.SerializerMethodField()
    exporter = serializers.CharField(source="exporter_id", read_only=True)
    country = CountryCode(read_only=True)
    said = serializers.CharField(source="sentence", read_only=True)
    answer_by = serializers.DateTimeField(source="due_at", read_only=True, allow_null=True)
    late = serializers.BooleanField(read_only=True)

    class Meta:
        model = Finding
        fields = [
            "number", "rule", "status", "version", "vin", "exporter", "licence_number", "country", "said", "found_at",
            "answer_by", "late",
        ]  # fmt: skip

    def get_vin(self, finding: Finding) -> str:
        return seen_by(finding.vin, actor_of(self.context["request"]))


class FindingDetail(FindingSummary):
    events = FindingEventData(many=True, read_only=True)

    class Meta(FindingSummary.Meta):
        fields = [*FindingSummary.Meta.fields, "events"]


class CountedFindings(serializers.Serializer[Any]):
    """A group of findings, counted; ``narrowed`` are the filters that list it, ``late`` those not answered in time."""

    name = serializers.CharField()
    narrowed = serializers.DictField(child=serializers.CharField())
    counts = serializers.DictField(child=serializers.IntegerField())
    total = serializers.IntegerField()
    late = serializers.IntegerField()


class NewestFindings(KeysetPagination):
    ordering: Any = selectors.NEWEST_FINDINGS


@step_actions(KIND, FindingDetail)
class FindingViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Finding]):
    """Findings in scope, newest first (1 query a page)."""

    room = ApiKey.Room.VEHICLES
    sides = RECORD_READERS
    queryset = Finding.objects.none()
    lookup_field = "number"
    lookup_value_regex = "[A-Z0-9-]+"
    filterset_class = FindingFilter
    pagination_class = NewestFindings

    @extend_schema(
        responses=CountedFindings(many=True),
        parameters=[OpenApiParameter("by", str, enum=list(WAYS), description="What to count by.")],
    )
    @action(detail=False, pagination_class=None)
    def counted(self, request: Request) -> Response:
        """How many findings there are, by exporter, manufacturer, destination or month, in each state (1 query)."""
        chosen = CountedFilter(request.query_params, queryset=selectors.findings(at=timezone.now()), request=request)
        if not chosen.is_valid():
            raise serializers.ValidationError(chosen.errors)
        return Response(CountedFindings(count_groups(chosen.qs, chosen.way), many=True).data)

    def get_queryset(self) -> QuerySet[Finding]:
        rows = selectors.findings(at=timezone.now())
        return rows if self.action == "list" else rows.prefetch_related("events")

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return FindingSummary if self.action == "list" else FindingDetail

    def shown(self, finding: Finding) -> Response:
        """The answer to a step: the finding as it is then."""
        fresh = selectors.findings(at=timezone.now()).prefetch_related("events").get(pk=finding.pk)
        return Response(FindingDetail(fresh, context=self.get_serializer_context()).data)
