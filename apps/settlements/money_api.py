"""Payment batches, exchange rates, fault codes and rules for small settlements over the API."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.claims.models import Claim
from apps.core.api_amounts import Amount, Rate
from apps.core.api_fields import Day, Number, Text, WholeNumber
from apps.core.json_input import CarefulJSONParser
from apps.core.pagination import KeysetPagination
from apps.organizations.models import ApiKey, Organization
from apps.organizations.requests import actor_of
from apps.organizations.scope import Side

from .filters import BatchFilter
from .models import Batch, BatchLine, ExchangeRate, FaultCode, PassRule, Payment
from .navigation import FIRMS
from .selectors import batches, rates
from .selectors import rules as rule_selectors
from .services.batches import confirm_receipt, gather, record_payment
from .services.diagnosis import record_fault
from .services.rates import record_rate
from .services.rules import MOST_ONE_IN, set_rule


class PaymentData(serializers.ModelSerializer[Payment]):
    class Meta:
        model = Payment
        fields = ["paid_on", "reference", "recorded_at", "received_at"]


class BatchSummary(serializers.ModelSerializer[Batch]):
    dealer = serializers.CharField(source="dealer.name", read_only=True)
    manufacturer = serializers.CharField(source="manufacturer.name", read_only=True)
    payment = serializers.SerializerMethodField()

    class Meta:
        model = Batch
        fields = ["number", "dealer", "manufacturer", "currency", "total", "made_at", "payment"]

    @extend_schema_field(PaymentData(allow_null=True))
    def get_payment(self, batch: Batch) -> Any:
        payment = getattr(batch, "payment", None)
        return PaymentData(payment).data if payment else None


class BatchLineData(serializers.ModelSerializer[BatchLine]):
    """What is paid for a line; less than nothing is a credit. ``corrects``: the batch that paid it before."""

    settlement = serializers.CharField(source="line.settlement.number", read_only=True)
    corrects = serializers.CharField(source="corrects.batch.number", read_only=True, allow_null=True, default=None)

    class Meta:
        model = BatchLine
        fields = ["settlement", "line", "amount", "corrects"]


class BatchDetail(BatchSummary):
    lines = serializers.SerializerMethodField()

    class Meta(BatchSummary.Meta):
        fields = [*BatchSummary.Meta.fields, "lines"]

    @extend_schema_field(BatchLineData(many=True))
    def get_lines(self, batch: Batch) -> Any:
        return BatchLineData(batches.lines_of(batch), many=True).data


class GatherData(serializers.Serializer[Any]):
    """``dealer``: its id."""

    dealer = Number()
    currency = Text(max_length=3)


class PaidData(serializers.Serializer[Any]):
    paid_on = Day()
    reference = Text(max_length=60)


class NewestBatches(KeysetPagination):
    ordering: Any = batches.NEWEST


class BatchViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Batch]):
    """Payment batches in scope, newest first (1 query a page)."""

    room = ApiKey.Room.CLAIMS
    sides = FIRMS
    queryset = Batch.objects.none()
    lookup_field = "number"
    lookup_value_regex = "[A-Z0-9-]+"
    pagination_class = NewestBatches
    filterset_class = BatchFilter
    parser_classes = (CarefulJSONParser,)

    def get_queryset(self) -> QuerySet[Batch]:
        return batches.batches()

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return BatchSummary if self.action == "list" else BatchDetail

    @extend_schema(request=GatherData, responses={201: BatchDetail})
    def create(self, request: Request) -> Response:
        """Gather what was decided for a dealer in a currency and not paid yet (manufacturers)."""
        given = _valid(GatherData, request)
        dealer = get_object_or_404(Organization, pk=given["dealer"], kind=Organization.Kind.DEALER)
        made = gather(dealer=dealer, currency=given["currency"], by=actor_of(request), at=timezone.now())
        return Response(BatchDetail(self.get_queryset().get(pk=made.pk)).data, status=201)

    @extend_schema(request=PaidData, responses=BatchDetail)
    @action(detail=True, methods=["post"])
    def pay(self, request: Request, number: str) -> Response:
        """Record that it was paid (manufacturers); the same again is the same."""
        batch = self.get_object()
        record_payment(batch=batch, by=actor_of(request), at=timezone.now(), **_valid(PaidData, request))
        return Response(BatchDetail(self.get_object()).data)

    @extend_schema(request=None, responses=BatchDetail)
    @action(detail=True, methods=["post"])
    def receive(self, request: Request, number: str) -> Response:
        """Confirm that the payment came (dealers)."""
        confirm_receipt(batch=self.get_object(), by=actor_of(request), at=timezone.now())
        return Response(BatchDetail(self.get_object()).data)


class RateData(serializers.ModelSerializer[ExchangeRate]):
    """One of ``currency`` was ``rate`` of ``into`` on ``day``. No manufacturer: for the books of all."""

    currency = Text(max_length=3)
    into = Text(max_length=3)
    rate = Rate()
    day = Day()
    source = Text(max_length=200)  # type: ignore[assignment]  # a rate's own
    manufacturer = serializers.CharField(source="manufacturer.name", read_only=True, allow_null=True, default=None)

    class Meta:
        model = ExchangeRate
        fields = ["currency", "into", "rate", "day", "source", "manufacturer", "recorded_at"]
        read_only_fields = ["recorded_at"]


class NewestRates(KeysetPagination):
    ordering: Any = rates.NEWEST


class RateViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[ExchangeRate]):
    """Exchange rates on record, the latest day first (1 query a page)."""

    room = ApiKey.Room.CLAIMS
    sides = (*FIRMS, Side.AUTHORITY)
    queryset = ExchangeRate.objects.none()
    serializer_class = RateData
    pagination_class = NewestRates
    parser_classes = (CarefulJSONParser,)

    def get_queryset(self) -> QuerySet[ExchangeRate]:
        return rates.rates()

    @extend_schema(request=RateData, responses={201: RateData})
    def create(self, request: Request) -> Response:
        """Record a rate (manufacturers for their own books, the authority for all)."""
        made = record_rate(by=actor_of(request), at=timezone.now(), **_valid(RateData, request))
        return Response(RateData(made).data, status=201)


class FaultData(serializers.ModelSerializer[FaultCode]):
    """``code`` is kept as SAE J2012 writes it, or as the manufacturer's own in capitals."""

    claim = Text(source="claim.number", max_length=20)
    code = Text(max_length=40)
    note = Text(max_length=200, required=False, allow_blank=True, default="")

    class Meta:
        model = FaultCode
        fields = ["id", "claim", "visit_number", "system", "code", "note", "read_at", "struck_at"]
        read_only_fields = ["visit_number", "read_at", "struck_at"]


class FaultViewSet(viewsets.GenericViewSet[FaultCode]):
    """Fault codes that workshops read."""

    room = ApiKey.Room.CLAIMS
    sides = (Side.DEALER,)
    queryset = FaultCode.objects.none()
    serializer_class = FaultData
    pagination_class = None
    parser_classes = (CarefulJSONParser,)

    @extend_schema(request=FaultData, responses={201: FaultData})
    def create(self, request: Request) -> Response:
        """Record a fault code of a visit (dealers); the same again is the same."""
        given = _valid(FaultData, request)
        claim = get_object_or_404(Claim, number=given.pop("claim")["number"])
        made = record_fault(claim=claim, by=actor_of(request), at=timezone.now(), **given)
        return Response(FaultData(made).data, status=201)


class PassRuleData(serializers.ModelSerializer[PassRule]):
    """What is no dearer than ``limit`` passes, but one in ``one_in``. ``workshop``: a dealer's id; null: all others."""

    workshop = Number(source="workshop_id", required=False, allow_null=True, default=None)
    limit = Amount()
    currency = Text(max_length=3)
    one_in = WholeNumber(min_value=1, max_value=MOST_ONE_IN)
    effective_from = Day()
    grounds = Text(max_length=300)

    class Meta:
        model = PassRule
        fields = ["id", "workshop", "limit", "currency", "one_in", "effective_from", "grounds", "set_at"]
        read_only_fields = ["set_at"]


class NewestRules(KeysetPagination):
    ordering: Any = rule_selectors.NEWEST


class PassRuleViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[PassRule]):
    """The manufacturer's own rules by which small settlements pass, the newest first (1 query a page)."""

    room = ApiKey.Room.CLAIMS
    sides = (Side.MANUFACTURER,)
    queryset = PassRule.objects.none()
    serializer_class = PassRuleData
    pagination_class = NewestRules
    parser_classes = (CarefulJSONParser,)

    def get_queryset(self) -> QuerySet[PassRule]:
        return rule_selectors.rules()

    @extend_schema(request=PassRuleData, responses={201: PassRuleData})
    def create(self, request: Request) -> Response:
        """Set a rule (people who administer the manufacturer; no keys)."""
        given = _valid(PassRuleData, request)
        key = given.pop("workshop_id")
        workshop = get_object_or_404(Organization, pk=key) if key is not None else None
        made = set_rule(by=actor_of(request), at=timezone.now(), workshop=workshop, **given)
        return Response(PassRuleData(made).data, status=201)


def _valid(data_class: type[serializers.BaseSerializer[Any]], request: Request) -> dict[str, Any]:
    data = data_class(data=request.data)
    data.is_valid(raise_exception=True)
    return dict(data.validated_data)
