"""Core deposits and cores for dealers' and manufacturers' own software; the same services as the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from apps.casework.case_views import CaseViews
from apps.casework.step_actions import EVENT_FIELDS, step_actions
from apps.core.api_amounts import Amount
from apps.core.api_fields import Day, Text, WholeNumber
from apps.core.errors import Refused
from apps.core.pagination import KeysetPagination
from apps.organizations.models import ApiKey
from apps.organizations.requests import actor_of, organization_of
from apps.organizations.scope import Side

from .checked import UNKNOWN_PART
from .filters_cores import CoreFilter
from .models import Core, CoreDeposit, CoreEvent, Part
from .numbers import clean_number
from .price_data import CasePaperData
from .selectors.cores import cores_seen
from .services.cores import MOST_DAYS, set_deposit
from .sides import FIRMS, READERS
from .steps_cores import KIND


class NewestOwed(KeysetPagination):
    ordering: Any = ("-owed_at", "-id")


class CoreEventData(serializers.ModelSerializer[CoreEvent]):
    class Meta:
        model = CoreEvent
        fields = EVENT_FIELDS
        read_only_fields = fields


class CoreSummary(serializers.ModelSerializer[Core]):
    """``amount``: the deposit of one."""

    part = serializers.CharField(source="part.number")
    order = serializers.CharField(source="line.order.number")
    dealer = serializers.CharField(source="dealer.slug")
    manufacturer = serializers.CharField(source="manufacturer.slug")
    country = serializers.CharField(source="country.code")

    class Meta:
        model = Core
        fields = [
            *("number", "status", "version", "order", "line", "part", "quantity", "amount", "currency", "owed_at"),
            *("due_on", "dealer", "manufacturer", "country", "tracking", "sent_at", "accepted", "refusal"),
        ]
        read_only_fields = fields


class CoreDetail(CoreSummary):
    papers = CasePaperData(many=True)
    events = CoreEventData(many=True)

    class Meta(CoreSummary.Meta):
        fields = [*CoreSummary.Meta.fields, "papers", "events"]
        read_only_fields = fields


@step_actions(KIND, CoreDetail)
class CoreViewSet(CaseViews[Core]):
    """Used parts that are owed back, newest first: sent by dealers, accepted or not by manufacturers."""

    room = ApiKey.Room.PARTS
    sides = READERS
    queryset = Core.objects.none()
    in_lists, alone = CoreSummary, CoreDetail
    whole = ("events", "papers")
    filterset_class = CoreFilter
    pagination_class = NewestOwed

    def rows(self) -> QuerySet[Core]:
        return cores_seen()


class DepositData(serializers.ModelSerializer[CoreDeposit]):
    part = serializers.CharField(source="part.number")
    manufacturer = serializers.CharField(source="part.manufacturer.slug")

    class Meta:
        model = CoreDeposit
        fields = ["part", "manufacturer", "amount", "currency", "days", "starts_on"]
        read_only_fields = fields


class NewDeposit(serializers.Serializer[Any]):
    """0 ends the deposit of a part from the day on."""

    part = Text(max_length=60, help_text="Part number")
    amount = Amount()
    currency = Text(max_length=3)
    days = WholeNumber(min_value=1, max_value=MOST_DAYS)
    starts_on = Day()


class NewestSaid(KeysetPagination):
    ordering: Any = ("-id",)


class DepositViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[CoreDeposit]):
    """Which parts carry a deposit, the last said first."""

    room = ApiKey.Room.PARTS
    sides = FIRMS
    queryset = CoreDeposit.objects.none()
    serializer_class = DepositData
    pagination_class = NewestSaid

    def get_queryset(self) -> QuerySet[CoreDeposit]:
        return CoreDeposit.objects.select_related("part__manufacturer").order_by("-id")

    @extend_schema(request=NewDeposit, responses={201: DepositData})
    def create(self, request: Request) -> Response:
        """Say a deposit from a day on; the same again is the same row."""
        actor = actor_of(request)
        if actor.side is not Side.MANUFACTURER:
            raise PermissionDenied
        data = NewDeposit(data=request.data)
        data.is_valid(raise_exception=True)
        given = dict(data.validated_data)
        part = _own_part(organization_of(actor), clean_number(given.pop("part")))
        made = set_deposit(part=part, by=actor, at=timezone.now(), **given)
        return Response(DepositData(made).data, status=201)


def _own_part(maker_id: int, number: str) -> Part:
    found = Part.objects.filter(manufacturer_id=maker_id, number=number).first()
    if found is None:
        raise Refused(UNKNOWN_PART % {"part": number}, field="part")
    return found
