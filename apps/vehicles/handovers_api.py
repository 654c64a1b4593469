"""The link of a sold car over the API: what car it is for, and taking it over."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.api_fields import Day, WholeNumber
from apps.core.errors import Refused
from apps.core.figures import KILOMETRES
from apps.organizations.api import CountryCode, dealer_named
from apps.organizations.limits import count_address
from apps.organizations.models import ApiKey
from apps.organizations.requests import actor_of, person_of
from apps.organizations.scope import Side

from . import services
from .models import Handover
from .odometer import MAXIMUM_KM
from .selectors import registration_of
from .services.handovers import offered


class HandoverLinkData(serializers.Serializer[Any]):
    """``url``: the page on which the car is taken over; what stands last in it is the link's ``token``."""

    url = serializers.URLField()
    expires_at = serializers.DateTimeField()


class OfferedCar(serializers.Serializer[Any]):
    """The car behind a link. Null ``expires_at``: the link leads nowhere any more. ``mine``: the car is one's own."""

    vin = serializers.CharField(source="vehicle.vin")
    maker_name = serializers.CharField(source="vehicle.maker_name")
    model_name = serializers.CharField(source="vehicle.model_name")
    model_year = serializers.IntegerField(source="vehicle.model_year", allow_null=True)
    country = CountryCode(source="vehicle.country", read_only=True)
    mine = serializers.BooleanField()
    expires_at = serializers.DateTimeField(allow_null=True)


class NewOwner(serializers.Serializer[Any]):
    """Since when somebody has the car and what its odometer showed; ``dealer`` is the short name of their workshop."""

    delivered_on = Day()
    odometer_km = WholeNumber(units=KILOMETRES, min_value=0, max_value=MAXIMUM_KM)
    dealer = serializers.SlugField(allow_null=True, default=None)


class TakenOver(serializers.Serializer[Any]):
    """The registration by which the car is one's own now."""

    vin = serializers.CharField()
    registration = serializers.CharField()


class HandoverViewSet(viewsets.GenericViewSet[Any]):
    """A link by which a car is taken over; whoever has it may read what it is for."""

    room = ApiKey.Room.VEHICLES
    queryset = Handover.objects.none()
    serializer_class = OfferedCar
    pagination_class = None
    lookup_field = "token"
    lookup_value_regex = "[0-9a-f]{64}"
    sides = (Side.OWNER,)

    def retrieve(self, request: Request, token: str) -> Response:
        """The car (2 queries); nothing changes by looking."""
        try:
            vehicle, offer = offered(token, at=timezone.now())
        except Refused as refused:
            raise Http404(str(refused)) from refused
        mine = vehicle.owner_id == person_of(actor_of(request))
        told = {"vehicle": vehicle, "mine": mine, "expires_at": offer.expires_at if offer else None}
        return Response(OfferedCar(told).data)

    @extend_schema(request=NewOwner, responses={201: TakenOver})
    @action(detail=True, methods=["post"], url_path="take-over")
    def take_over(self, request: Request, token: str) -> Response:
        """Take the car over; the same twice is once. 400 for a link that leads nowhere (any more)."""
        given = NewOwner(data=request.data)
        given.is_valid(raise_exception=True)
        data, actor = given.validated_data, actor_of(request)
        count_address("registrations", request)
        vehicle = services.take_over(
            token=token,
            owner_id=person_of(actor),
            delivered_on=data["delivered_on"],
            odometer_km=data["odometer_km"],
            dealer_id=dealer_named(data["dealer"]),
            by=actor,
            at=timezone.now(),
        )
        mine = registration_of(vehicle)
        number = mine.number if mine else ""
        return Response(TakenOver({"vin": vehicle.vin, "registration": number}).data, status=201)
