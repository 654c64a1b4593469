"""The service history of a car over the API, and the rights that the law of its country opens."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from apps.organizations.models import ApiKey
from apps.organizations.requests import actor_of
from apps.organizations.scope import Side
from apps.vehicles import selectors
from apps.vehicles.history_links import link_of
from apps.vehicles.models import Registration, Vehicle
from apps.vehicles.readings_api import OdometerReadingData
from apps.vehicles.services import hide_history, show_history
from apps.vehicles.vin_reading import read_vin
from apps.warranty.api_data import CarCoverData
from apps.warranty.remedies import State
from apps.warranty.remedy_words import said_remedy

from .car_rights import rights_of_car
from .history import history_of


class FittedData(serializers.Serializer[Any]):
    number = serializers.CharField()
    name = serializers.CharField()
    quantity = serializers.IntegerField()


class StayData(serializers.Serializer[Any]):
    """One stay in a workshop. ``again``: the trouble came back after it; ``repaired_before``: of the same part."""

    component = serializers.CharField()
    workshop = serializers.CharField()
    odometer_km = serializers.IntegerField()
    taken_in_at = serializers.DateTimeField()
    repaired_at = serializers.DateTimeField(allow_null=True)
    handed_back_at = serializers.DateTimeField(allow_null=True)
    cause = serializers.CharField()
    correction = serializers.CharField()
    recall = serializers.CharField()
    again = serializers.BooleanField()
    repaired_before = serializers.DateTimeField(allow_null=True)
    parts = FittedData(many=True)


class CarRecallData(serializers.Serializer[Any]):
    number = serializers.CharField(source="recall.number")
    title = serializers.CharField(source="recall.title")
    state = serializers.CharField()


class HistoryData(serializers.Serializer[Any]):
    """What goes with the car to every owner; no word of an owner is in it."""

    vin = serializers.CharField(source="vehicle.vin")
    stays = StayData(many=True)
    recalls = CarRecallData(many=True)
    readings = OdometerReadingData(many=True)
    cover = CarCoverData()


class HistoryLinkData(serializers.Serializer[Any]):
    """The link for a buyer, and until when it shows the history."""

    url = serializers.CharField()
    expires_at = serializers.DateTimeField()


class RemedyData(serializers.Serializer[Any]):
    """One right by law and how it stands: ``done`` of ``needed`` where it is counted, ``day`` where a day decides."""

    right = serializers.CharField(source="right.code")
    state = serializers.ChoiceField(choices=[(state.value, state.value) for state in State])
    value = serializers.IntegerField(source="right.value")
    unit = serializers.CharField(source="right.unit")
    done = serializers.IntegerField(allow_null=True)
    needed = serializers.IntegerField(allow_null=True)
    day = serializers.DateField(allow_null=True)
    words = serializers.SerializerMethodField()
    instrument = serializers.CharField(source="right.instrument")
    article = serializers.CharField(source="right.article")
    confidence = serializers.CharField(source="right.confidence")

    def get_words(self, remedy: Any) -> str:
        return said_remedy(remedy)


class OfficeData(serializers.Serializer[Any]):
    name = serializers.CharField()
    phone = serializers.CharField()


class CarRightsData(serializers.Serializer[Any]):
    """Information, not advice. No ``remedies``: no rule on record, which says nothing about the law there."""

    country = serializers.CharField()
    remedies = RemedyData(many=True)
    offices = OfficeData(many=True)


class CarViewSet(viewsets.GenericViewSet[Vehicle]):
    """What one car has been through and what its buyer may ask for, by VIN."""

    room = ApiKey.Room.VEHICLES
    queryset = Vehicle.objects.none()
    lookup_field = "vin"
    lookup_value_regex = "[^/]{17,100}"
    sides = (Side.OWNER, Side.DEALER, Side.MANUFACTURER)

    def get_queryset(self) -> QuerySet[Vehicle]:
        return selectors.vehicles()

    def get_object(self) -> Vehicle:
        return get_object_or_404(self.get_queryset(), vin=read_vin(self.kwargs["vin"]).vin)

    @extend_schema(responses=HistoryData)
    @action(detail=True, methods=["get"])
    def history(self, request: Request, vin: str) -> Response:
        """The service history, under whichever owner it happened."""
        return Response(HistoryData(history_of(self.get_object(), at=timezone.now())).data)

    @extend_schema(responses=CarRightsData)
    @action(detail=True, methods=["get"])
    def rights(self, request: Request, vin: str) -> Response:
        """Which remedies of the law are open today, and how near the others are."""
        return Response(CarRightsData(rights_of_car(self.get_object(), at=timezone.now())).data)

    @extend_schema(methods=["post"], request=None, responses={201: HistoryLinkData})
    @extend_schema(methods=["delete"], request=None, responses={204: None})
    @action(detail=True, methods=["post", "delete"], url_path="history-link")
    def history_link(self, request: Request, vin: str) -> Response:
        """Make the owner's link for a buyer, or let it lead nowhere."""
        actor, held = actor_of(request), self._held()
        if request.method == "DELETE":
            hide_history(registration=held, by=actor, at=timezone.now())
            return Response(status=204)
        made = show_history(registration=held, by=actor, at=timezone.now())
        return Response(HistoryLinkData({"url": link_of(made.number), "expires_at": made.expires_at}).data, status=201)

    def _held(self) -> Registration:
        """The registration by which the car is theirs."""
        if actor_of(self.request).side is not Side.OWNER:
            raise PermissionDenied
        held = selectors.registration_of(self.get_object())
        if held is None:
            raise Http404
        return held
