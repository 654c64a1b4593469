"""Estimates and settlements over the API: lists, one with its lines and decisions, beginning one, and their steps."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from apps.casework.step_actions import EVENT_FIELDS, step_actions
from apps.claims.models import NOTHING_DUE, Claim
from apps.core.api_fields import Text
from apps.core.json_input import CarefulJSONParser
from apps.core.pagination import KeysetPagination
from apps.organizations.models import ApiKey
from apps.organizations.requests import actor_of

from .citing import said
from .filters import EstimateFilter, SettlementFilter
from .models import CostLine, Decision, Estimate, EstimateEvent, LineDecision, Settlement, SettlementEvent
from .navigation import FIRMS
from .selectors import cases
from .selectors.exceeding import exceeded_by
from .services.estimates import draft_estimate
from .services.settlements import draft_settlement
from .steps.estimates import KIND as ESTIMATE
from .steps.settlements import KIND as SETTLEMENT
from .views.cases import ESTIMATE_READERS


class CostLineData(serializers.ModelSerializer[CostLine]):
    """A line that stands. ``planned``: the line of the estimate that it carries out."""

    class Meta:
        model = CostLine
        fields = [
            "id", "kind", "code", "words", "hours", "rate", "source", "quantity", "unit_price", "amount", "currency",
            "causal", "fate", "serial_old", "serial_new", "planned", "replaces", "recorded_at",
        ]  # fmt: skip


class LineDecisionData(serializers.ModelSerializer[LineDecision]):
    """What was decided of a line; the shares are exactly the amount. ``cited``: the term or exclusion, in words."""

    cited = serializers.SerializerMethodField()

    class Meta:
        model = LineDecision
        fields = [
            "line", "verdict", "amount", "currency", "reason", "cited", "maker_percent", "importer_percent",
            "workshop_percent", "customer_percent", "maker_amount", "importer_amount", "workshop_amount",
            "customer_amount",
        ]  # fmt: skip

    def get_cited(self, row: LineDecision) -> str:
        return said(row)


class DecisionData(serializers.ModelSerializer[Decision]):
    """One decision; the last is the one that counts. ``by_rule``: nobody looked at it."""

    by_rule = serializers.SerializerMethodField()
    lines = LineDecisionData(many=True, read_only=True)

    class Meta:
        model = Decision
        fields = ["number", "decided_at", "by_rule", "ceiling", "ceiling_currency", "note", "lines"]

    def get_by_rule(self, decision: Decision) -> bool:
        return decision.rule_id is not None


class _Summary(serializers.ModelSerializer[Any]):
    claim = serializers.CharField(source="claim.number", read_only=True)
    dealer = serializers.CharField(source="dealer.name", read_only=True)
    manufacturer = serializers.CharField(source="manufacturer.name", read_only=True)
    due_at = serializers.SerializerMethodField()

    def get_due_at(self, case: Any) -> str | None:
        return case.next_due_at.isoformat() if case.next_due_at < NOTHING_DUE else None


_HEAD = ["number", "status", "version", "claim", "dealer", "manufacturer", "drafted_at", "decided_at", "due_at"]


class EstimateSummary(_Summary):
    class Meta:
        model = Estimate
        fields = [*_HEAD, "asked_at"]


class SettlementSummary(_Summary):
    class Meta:
        model = Settlement
        fields = [*_HEAD, "submitted_at", "visit_number"]


class EstimateEventData(serializers.ModelSerializer[EstimateEvent]):
    class Meta:
        model = EstimateEvent
        fields = EVENT_FIELDS


class SettlementEventData(serializers.ModelSerializer[SettlementEvent]):
    class Meta:
        model = SettlementEvent
        fields = EVENT_FIELDS


class EstimateDetail(EstimateSummary):
    lines = CostLineData(many=True, read_only=True)
    decisions = DecisionData(many=True, read_only=True)
    events = EstimateEventData(many=True, read_only=True)

    class Meta(EstimateSummary.Meta):
        fields = [*EstimateSummary.Meta.fields, "lines", "decisions", "events"]


class ExceededData(serializers.Serializer[Any]):
    """Where it came to more than was authorised; no ``line``: all together. No ``allowed``: not on the estimate."""

    line = serializers.IntegerField(source="key", allow_null=True)
    done = serializers.DecimalField(18, 3, source="done.amount")
    allowed = serializers.DecimalField(18, 3, source="allowed.amount", allow_null=True, default=None)
    currency = serializers.CharField(source="done.currency")


class SettlementDetail(SettlementSummary):
    estimate = serializers.CharField(source="estimate.number", read_only=True, allow_null=True, default=None)
    lines = CostLineData(many=True, read_only=True)
    exceeded = serializers.SerializerMethodField()
    decisions = DecisionData(many=True, read_only=True)
    events = SettlementEventData(many=True, read_only=True)

    class Meta(SettlementSummary.Meta):
        fields = [
            *SettlementSummary.Meta.fields, "estimate", "exceeded_why", "gathered_at", "lines", "exceeded", "decisions",
            "events",
        ]  # fmt: skip

    @extend_schema_field(ExceededData(many=True))
    def get_exceeded(self, settlement: Settlement) -> Any:
        return ExceededData(exceeded_by(settlement), many=True).data


class OfClaim(serializers.Serializer[Any]):
    """``claim``: its number. What there is already is answered again."""

    claim = Text(max_length=20)


class NewestCases(KeysetPagination):
    ordering: Any = cases.NEWEST


class _CaseViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Any]):
    room = ApiKey.Room.CLAIMS
    lookup_field = "number"
    lookup_value_regex = "[A-Z0-9-]+"
    pagination_class = NewestCases
    parser_classes = (CarefulJSONParser,)
    summary: Any
    detail_class: Any

    def get_serializer_class(self) -> Any:
        return self.summary if self.action == "list" else self.detail_class

    def shown(self, case: Any) -> Response:
        """The answer to a step: the case as it is then."""
        fresh = _whole(type(case).objects.all()).get(pk=case.pk)
        return Response(self.detail_class(fresh, context=self.get_serializer_context()).data)

    def _begun(self, request: Request, begin: Any) -> Response:
        given = OfClaim(data=request.data)
        given.is_valid(raise_exception=True)
        claim = get_object_or_404(Claim, number=given.validated_data["claim"])
        made = self.shown(begin(claim=claim, by=actor_of(request), at=timezone.now()))
        made.status_code = 201
        return made


@step_actions(ESTIMATE, EstimateDetail)
class EstimateViewSet(_CaseViewSet):
    """Estimates in scope, newest first (1 query a page)."""

    sides = ESTIMATE_READERS
    queryset = Estimate.objects.none()
    filterset_class = EstimateFilter
    summary, detail_class = EstimateSummary, EstimateDetail

    def get_queryset(self) -> QuerySet[Estimate]:
        rows = cases.estimates()
        return rows if self.action == "list" else _whole(rows)

    @extend_schema(request=OfClaim, responses={201: EstimateDetail})
    def create(self, request: Request) -> Response:
        """Begin an estimate for a request that is worked on (dealers)."""
        return self._begun(request, draft_estimate)


@step_actions(SETTLEMENT, SettlementDetail)
class SettlementViewSet(_CaseViewSet):
    """Settlements in scope, newest first (1 query a page)."""

    sides = FIRMS
    queryset = Settlement.objects.none()
    filterset_class = SettlementFilter
    summary, detail_class = SettlementSummary, SettlementDetail

    def get_queryset(self) -> QuerySet[Settlement]:
        rows = cases.settlements()
        return rows if self.action == "list" else _whole(rows)

    @extend_schema(request=OfClaim, responses={201: SettlementDetail})
    def create(self, request: Request) -> Response:
        """Begin the settlement of the visit that was repaired last (dealers)."""
        return self._begun(request, draft_settlement)


def _whole(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Cases with everything that one of them shows (4 queries)."""
    decided_lines = Prefetch("lines", LineDecision.objects.select_related("term", "plan").order_by("id"))
    standing = Prefetch("lines", CostLine.objects.standing())
    decided = Prefetch("decisions", Decision.objects.order_by("number").prefetch_related(decided_lines))
    return rows.prefetch_related(standing, decided, "events")
