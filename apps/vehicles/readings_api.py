"""The odometer of a car over the API: its series, a reading more, and a wrong one corrected."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.api_fields import REFUSED, Day, Text, Truth, WholeNumber
from apps.core.figures import KILOMETRES
from apps.organizations.requests import actor_of
from apps.organizations.scope import Side, system_scope

from . import selectors, services
from .models import OdometerReading, Vehicle
from .odometer import MAXIMUM_KM
from .services.readings import jump_warning, verdict_of


class OdometerReadingData(serializers.ModelSerializer[OdometerReading]):
    """``corrected_to``: the figure that took the place of a wrong one; null for a reading that stands."""

    corrected_to = serializers.IntegerField(
        source="correction.replaced_by.km", default=None, allow_null=True, read_only=True
    )

    class Meta:
        model = OdometerReading
        fields = ["id", "read_on", "km", "source", "recorded_at", "corrected_to"]
        read_only_fields = fields


class _Figure(serializers.Serializer[Any]):
    odometer_km = WholeNumber(units=KILOMETRES, min_value=0, max_value=MAXIMUM_KM)
    figure_checked = Truth(default=False, help_text="Needed when the figure rises by more than 2,000 km a day.")


class NewReading(_Figure):
    """What the odometer shows on a day."""

    on = Day()


class NewFigure(_Figure):
    """The right figure of a reading that was a slip; workshops give their reason."""

    reason = Text(max_length=500, required=False, allow_blank=True, default="")


def ask_about_jump(
    vehicle: Vehicle, on: date, km: int, *, checked: bool, without: OdometerReading | None = None
) -> None:
    """Ask, as the page does, about a figure that rises implausibly fast: ValidationError (field ``figure_checked``)."""
    with system_scope("odometer series of a vehicle"):
        question = jump_warning(verdict_of(vehicle, on=on, km=km, without=without), km=km)
    if question and not checked:
        raise serializers.ValidationError({"figure_checked": [str(question)]}, code=REFUSED)


class ReadingActions:
    """For the viewset of vehicles: owners and their workshop write, all who see the car read."""

    get_object: Any

    @extend_schema(methods=["get"], responses=OdometerReadingData(many=True))
    @extend_schema(methods=["post"], request=NewReading, responses={201: OdometerReadingData})
    @action(detail=True, methods=["get", "post"], filterset_class=None, pagination_class=None)
    def readings(self, request: Request, vin: str) -> Response:
        """The newest hundred odometer readings, or one more."""
        vehicle: Vehicle = self.get_object()
        if request.method == "GET":
            return Response(OdometerReadingData(selectors.readings(vehicle)[:100], many=True).data)
        data = _valid(NewReading, request)
        on, km = data["on"], data["odometer_km"]
        ask_about_jump(vehicle, on, km, checked=data["figure_checked"])
        source = "owner" if actor_of(request).side is Side.OWNER else "workshop"
        reading = services.add_reading(vehicle=vehicle, on=on, km=km, source=source, at=timezone.now())
        return Response(OdometerReadingData(reading).data, status=201)

    @extend_schema(request=NewFigure, responses={201: OdometerReadingData})
    @action(detail=True, methods=["post"], url_path=r"readings/(?P<pk>[0-9]{1,18})/correct", filterset_class=None)
    def correct_reading(self, request: Request, vin: str, pk: str) -> Response:
        """Put the right figure in the place of a wrong one, which stays as superseded; twice is once."""
        vehicle: Vehicle = self.get_object()
        reading = get_object_or_404(OdometerReading, pk=pk, vehicle=vehicle)
        data = _valid(NewFigure, request)
        day, km = reading.read_on, data["odometer_km"]
        ask_about_jump(vehicle, day, km, checked=data["figure_checked"], without=reading)
        right = services.correct_reading(
            reading=reading, km=km, reason=data["reason"], by=actor_of(request), at=timezone.now()
        )
        return Response(OdometerReadingData(right).data, status=201)


def _valid(kind: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    actor = actor_of(request)
    if actor.side not in (Side.OWNER, Side.DEALER) or not actor.may_write:
        raise PermissionDenied
    given = kind(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)
