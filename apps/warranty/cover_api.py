"""What covers a vehicle, over the API: group by group, or one component on a day at an odometer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.api_fields import Day, WholeNumber
from apps.core.figures import KILOMETRES
from apps.core.today import today_in
from apps.vehicles.components import Component
from apps.vehicles.models import Vehicle
from apps.vehicles.odometer import MAXIMUM_KM

from .api_data import CarCoverData, ComponentCoverData
from .cover import Cover, cover_of, coverage


class AskedCover(serializers.Serializer[Any]):
    """When and where a fault showed; today at the last reading unless said otherwise."""

    on = Day(required=False)
    odometer_km = WholeNumber(units=KILOMETRES, min_value=0, max_value=MAXIMUM_KM, required=False)


@dataclass(frozen=True)
class _OfComponent:
    """A cover with the component that was asked about."""

    cover: Cover
    component: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cover, name)


class CoverActions:
    """For the viewset of vehicles."""

    get_object: Any

    @extend_schema(responses=CarCoverData)
    @action(detail=True, methods=["get"], url_path="cover")
    def cover(self, request: Request, vin: str) -> Response:
        """Each group of parts of the vehicle's plan today, and what the law of the destination gives."""
        vehicle: Vehicle = self.get_object()
        today = today_in(str(vehicle.country), timezone.now())
        return Response(CarCoverData(cover_of(vehicle, on=today)).data)

    @extend_schema(
        operation_id="v1_vehicles_cover_component_retrieve", parameters=[AskedCover], responses=ComponentCoverData
    )
    @action(detail=True, methods=["get"], url_path=r"cover/(?P<component>[a-z_]{1,40})")
    def component_cover(self, request: Request, vin: str, component: str) -> Response:
        """Whether a fault of one component is covered, by what and until when; else the one reason why not."""
        vehicle: Vehicle = self.get_object()
        if component not in Component.values:
            raise Http404
        data = AskedCover(data=request.query_params)
        data.is_valid(raise_exception=True)
        asked = data.validated_data
        found = coverage(
            vehicle,
            component,
            on=asked.get("on") or today_in(str(vehicle.country), timezone.now()),
            odometer_km=asked.get("odometer_km", vehicle.odometer_km or 0),
        )
        return Response(ComponentCoverData(_OfComponent(found, component)).data)
