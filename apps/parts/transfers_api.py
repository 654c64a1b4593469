"""Transfers for a dealer's own software; the same services as the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.casework.case_views import CaseViews
from apps.casework.step_actions import EVENT_FIELDS, StepData, step_actions
from apps.core.api_fields import Number, Text, WholeNumber
from apps.core.errors import Refused
from apps.core.pagination import KeysetPagination
from apps.organizations.models import ApiKey, ServicePoint
from apps.organizations.requests import actor_of, organization_of
from apps.organizations.scope import Side

from . import selectors, services
from .models import MOST_IN_A_LINE, Bin, Part, Transfer, TransferEvent, TransferLine
from .numbers import clean_number
from .steps_transfers import KIND


class Newest(KeysetPagination):
    ordering: Any = ("-sent_at", "-id")


class TransferLineData(serializers.ModelSerializer[TransferLine]):
    part = serializers.CharField(source="part.number")
    bin = serializers.CharField(source="bin.code")

    class Meta:
        model = TransferLine
        fields = ["id", "part", "bin", "quantity", "received"]
        read_only_fields = fields


class TransferEventData(serializers.ModelSerializer[TransferEvent]):
    class Meta:
        model = TransferEvent
        fields = EVENT_FIELDS
        read_only_fields = fields


class TransferSummary(serializers.ModelSerializer[Transfer]):
    class Meta:
        model = Transfer
        fields = ["number", "status", "version", "source", "target", "sent_at"]
        read_only_fields = fields


class TransferDetail(TransferSummary):
    lines = TransferLineData(many=True)
    events = TransferEventData(many=True)

    class Meta(TransferSummary.Meta):
        fields = [*TransferSummary.Meta.fields, "lines", "events"]
        read_only_fields = fields


class NewTransferLine(serializers.Serializer[Any]):
    part = Text(max_length=60, help_text="Part number")
    bin = Number(min_value=1, help_text="Id of the bin")
    quantity = WholeNumber(min_value=1, max_value=MOST_IN_A_LINE)


class NewTransfer(serializers.Serializer[Any]):
    target = Number(min_value=1, help_text="Id of the service point")
    lines = serializers.ListField(child=NewTransferLine(), min_length=1, max_length=100)
    request_key = Text(min_length=8, max_length=64)


class CameData(serializers.Serializer[Any]):
    line = Number(min_value=1)
    quantity = WholeNumber(min_value=0, max_value=MOST_IN_A_LINE)


class ReceiveSomeData(StepData):
    """How many of each line came; a line that is not named did not come."""

    lines = serializers.ListField(child=CameData(), max_length=100)

    def arguments(self, case: Transfer) -> dict[str, Any]:
        given = super().arguments(case)
        came = {line["line"]: line["quantity"] for line in given.pop("lines")}
        return {**given, "quantities": came}


@step_actions(KIND, TransferDetail)
class TransferViewSet(CaseViews[Transfer]):
    """Transfers between a dealer's service points, newest first."""

    room = ApiKey.Room.PARTS
    sides = (Side.DEALER,)
    queryset = Transfer.objects.none()
    in_lists, alone = TransferSummary, TransferDetail
    whole = ("events", "lines__part", "lines__bin")
    filterset_fields = ("status",)
    pagination_class = Newest

    def rows(self) -> QuerySet[Transfer]:
        return selectors.transfers()

    @extend_schema(request=NewTransfer, responses={201: TransferDetail})
    def create(self, request: Request) -> Response:
        """Send parts to another service point; the same ``request_key`` again is the same transfer."""
        actor, now = actor_of(request), timezone.now()
        data = NewTransfer(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        target = get_object_or_404(ServicePoint, pk=given["target"], dealer_id=organization_of(actor))
        parts = selectors.parts_of_dealer(actor, at=now)
        lines = [(_part(parts, line["part"]), _bin(actor, line["bin"]), line["quantity"]) for line in given["lines"]]
        made = services.send_transfer(target=target, lines=lines, request_key=given["request_key"], by=actor, at=now)
        return self.shown(made, 201)


def _part(parts: QuerySet[Part], number: str) -> Part:
    found = parts.filter(number=clean_number(number)).first()
    if found is None:
        raise Refused(_("“%(number)s” is no part of your stock.") % {"number": number}, field="lines")
    return found


def _bin(actor: Any, pk: int) -> Bin:
    found = selectors.bins_of(organization_of(actor), Bin.Kind.SHELF).filter(pk=pk).first()
    if found is None:
        raise Refused(_("This is no bin of your workshop. Choose one of the list."), field="lines")
    return found
