"""Appointments over the API: those in scope, making one, and the steps on it."""

from __future__ import annotations

from datetime import timedelta
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
from apps.casework.step_actions import EVENT_FIELDS, step_actions
from apps.claims.models import Claim
from apps.core.api_fields import Text, WholeNumber
from apps.core.errors import Refused
from apps.core.pagination import KeysetPagination
from apps.organizations.models import ApiKey
from apps.organizations.requests import actor_of
from apps.organizations.scope import Side

from . import selectors, services
from .models import Booking, BookingEvent
from .services.bookings import Slot
from .step_data import named_bay
from .steps import KIND

FIRST_TO_COME = ("starts_at", "id")


class BookingEventData(serializers.ModelSerializer[BookingEvent]):
    class Meta:
        model = BookingEvent
        fields = EVENT_FIELDS


class BookingSummary(serializers.ModelSerializer[Booking]):
    """An appointment of a car for a request; it stops no clock."""

    claim = serializers.CharField(source="claim.number", read_only=True)
    service_point = serializers.CharField(source="service_point.name", read_only=True)
    bay = serializers.CharField(source="bay.name", read_only=True, allow_null=True, default=None)

    class Meta:
        model = Booking
        fields = ["number", "status", "version", "claim", "service_point", "bay", "starts_at", "ends_at", "made_at"]


class BookingDetail(BookingSummary):
    events = BookingEventData(many=True, read_only=True)

    class Meta(BookingSummary.Meta):
        fields = [*BookingSummary.Meta.fields, "events"]


class NewBooking(serializers.Serializer[Any]):
    """Owners wish a time and leave the rest out; workshops say how long it takes and where.

    ``service_point`` is its id (the first of the workshop's in the country when left out), ``bay`` the name of one of
    its bays; ``note`` the owner's note, or the workshop's reason for a time at which it is closed.
    """

    claim = Text(max_length=20)
    starts_at = serializers.DateTimeField()
    minutes = WholeNumber(min_value=15, max_value=36 * 60, default=60)
    service_point = WholeNumber(min_value=1, required=False, allow_null=True, default=None)
    bay = Text(max_length=40, required=False, allow_blank=True, default="")
    note = Text(max_length=500, required=False, allow_blank=True, default="")


class FirstToCome(KeysetPagination):
    ordering: Any = FIRST_TO_COME


@step_actions(KIND, BookingDetail)
class BookingViewSet(CaseViews[Booking]):
    """Appointments in scope, by their time (1 query a page; index booking_dealer_day)."""

    room = ApiKey.Room.CLAIMS
    queryset = Booking.objects.none()
    in_lists, alone = BookingSummary, BookingDetail
    filterset_fields = ("status",)
    pagination_class = FirstToCome

    def rows(self) -> QuerySet[Booking]:
        return Booking.objects.select_related("claim", "service_point", "bay").order_by(*FIRST_TO_COME)

    @extend_schema(request=NewBooking, responses={201: BookingDetail})
    def create(self, request: Request) -> Response:
        """Offer an appointment (workshops) or wish one (owners) for a request; the same again is the same."""
        actor = actor_of(request)
        data = NewBooking(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        claim = get_object_or_404(Claim, number=given["claim"])
        now = timezone.now()
        if actor.side is Side.OWNER:
            made = services.wish(claim=claim, starts_at=given["starts_at"], note=given["note"], by=actor, at=now)
        else:
            made = services.offer(claim=claim, slot=_slot(claim, given), reason=given["note"], by=actor, at=now)
        return self.shown(made, 201)


def _slot(claim: Claim, given: dict[str, Any]) -> Slot:
    wanted = given["service_point"]
    point = next((point for point in selectors.points_of(claim, at=timezone.now()) if wanted in (None, point.pk)), None)
    if point is None:
        raise Refused(_("The workshop of this request has no such service point."), field="service_point")
    ends_at = given["starts_at"] + timedelta(minutes=given["minutes"])
    return Slot(given["starts_at"], ends_at, point, named_bay(point, given["bay"]))
