"""Requests between dealers for a dealer's own software; the same services as the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.casework.case_views import CaseViews
from apps.casework.step_actions import EVENT_FIELDS, StepData, step_actions
from apps.core.api_amounts import Amount
from apps.core.api_fields import Day, Number, Text, WholeNumber
from apps.core.pagination import KeysetPagination
from apps.organizations.models import ApiKey, Organization
from apps.organizations.requests import actor_of, organization_of
from apps.organizations.scope import Side
from apps.organizations.selectors import standing_points

from . import selectors, services
from .models import MOST_IN_A_LINE, PartRequest, PartRequestEvent
from .numbers import clean_number
from .steps_asking import KIND

_CURRENCY = "ISO 4217, as KES."


class Newest(KeysetPagination):
    ordering: Any = ("-asked_at", "-id")


class PartRequestEventData(serializers.ModelSerializer[PartRequestEvent]):
    class Meta:
        model = PartRequestEvent
        fields = EVENT_FIELDS
        read_only_fields = fields


class PartRequestSummary(serializers.ModelSerializer[PartRequest]):
    dealer = serializers.CharField(source="dealer.slug", help_text="Who asks")
    supplier = serializers.CharField(source="supplier.slug", help_text="Who is asked")
    part = serializers.CharField(source="part.number")

    class Meta:
        model = PartRequest
        fields = [
            *("number", "status", "version", "dealer", "supplier", "part", "quantity", "off_road", "asked_at"),
            *("due_at", "offered", "price", "currency", "send_by", "sent", "received"),
        ]
        read_only_fields = fields


class PartRequestDetail(PartRequestSummary):
    events = PartRequestEventData(many=True)

    class Meta(PartRequestSummary.Meta):
        fields = [
            *PartRequestSummary.Meta.fields,
            *("claim_number", "point", "price_wished", "currency_wished", "carrier", "tracking", "expected_on"),
            "events",
        ]
        read_only_fields = fields


class NewPartRequest(serializers.Serializer[Any]):
    part = Text(max_length=60, help_text="Part number")
    supplier = Text(max_length=60, help_text="Short name of the dealer, as holders/ of the part names it")
    quantity = WholeNumber(min_value=1, max_value=MOST_IN_A_LINE)
    point = Number(min_value=1, required=False, help_text="Id of the own service point that it is sent to")
    claim_number = Text(max_length=20, required=False, default="", allow_blank=True, help_text="Empty: for stock")
    price = Amount(required=False, allow_null=True, default=None, help_text="Of a piece; none: say your price")
    currency = Text(max_length=3, required=False, default="", allow_blank=True, help_text=_CURRENCY)
    note = Text(max_length=500, required=False, default="", allow_blank=True)
    request_key = Text(min_length=8, max_length=64)


class OfferData(StepData):
    quantity = WholeNumber(min_value=1, max_value=MOST_IN_A_LINE)
    price = Amount(help_text="Of a piece")
    currency = Text(min_length=3, max_length=3, help_text=_CURRENCY)
    send_by = Day(help_text="The day by which it leaves")


class SendData(StepData):
    carrier = Text(max_length=60)
    tracking = Text(max_length=60, required=False, default="", allow_blank=True)
    expected_on = Day()


class CameData(StepData):
    quantity = WholeNumber(min_value=0, max_value=MOST_IN_A_LINE, help_text="How many came")


@step_actions(KIND, PartRequestDetail)
class PartRequestViewSet(CaseViews[PartRequest]):
    """Parts that a dealer asks of another, newest first: asked by the own firm and of it."""

    room = ApiKey.Room.PARTS
    sides = (Side.DEALER,)
    queryset = PartRequest.objects.none()
    in_lists, alone = PartRequestSummary, PartRequestDetail
    filterset_fields = ("status",)
    pagination_class = Newest

    def rows(self) -> QuerySet[PartRequest]:
        return selectors.part_requests()

    @extend_schema(request=NewPartRequest, responses={201: PartRequestDetail})
    def create(self, request: Request) -> Response:
        """Ask a dealer that shows to have a part; the same ``request_key`` again is the same request."""
        actor, now = actor_of(request), timezone.now()
        data = NewPartRequest(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        part = get_object_or_404(selectors.parts_of_dealer(actor, at=now), number=clean_number(given.pop("part")))
        supplier = get_object_or_404(Organization, slug=given.pop("supplier"), kind=Organization.Kind.DEALER)
        key, point = given.pop("request_key"), given.pop("point", None)
        points = standing_points(organization_of(actor), at=now)
        place = get_object_or_404(points, pk=point) if point else None
        wish = services.Wish(**given, point=place)
        made = services.ask(part=part, supplier=supplier, wish=wish, request_key=key, by=actor, at=now)
        return self.shown(made, 201)
