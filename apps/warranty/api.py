"""Vehicles over the API: lists, one by VIN, records of manufacturers and registrations of owners."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from apps.core.errors import Refused
from apps.core.pagination import KeysetPagination
from apps.organizations.api import dealer_named
from apps.organizations.limits import count_address
from apps.organizations.models import ApiKey
from apps.organizations.requests import actor_of, organization_of, person_of
from apps.organizations.scope import Actor, Side
from apps.vehicles import selectors
from apps.vehicles import services as vehicle_services
from apps.vehicles.api import NewExportSerializer, NewRegistrationSerializer
from apps.vehicles.filters import VehicleFilter
from apps.vehicles.models import Vehicle
from apps.vehicles.readings_api import ReadingActions
from apps.vehicles.vin_reading import read_vin

from . import services
from .api_data import CoveredVehicleSerializer
from .cover_api import CoverActions

_NEW = PolymorphicProxySerializer(
    component_name="NewVehicle",
    serializers=[NewExportSerializer, NewRegistrationSerializer],
    resource_type_field_name=None,
)


class Newest(KeysetPagination):
    ordering: Any = selectors.NEWEST


class VehicleViewSet(
    ReadingActions, CoverActions, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Vehicle]
):
    """The vehicles in scope with manufacturer, workshop and coverage (1 query a page)."""

    room = ApiKey.Room.VEHICLES
    queryset = selectors.vehicles()
    serializer_class = CoveredVehicleSerializer
    filterset_class = VehicleFilter
    pagination_class = Newest
    lookup_field = "vin"
    lookup_value_regex = "[0-9]{1,16}|[^/]{17,100}"

    def get_object(self) -> Vehicle:
        """By VIN, or by ``id`` where the VIN is masked."""
        if len(self.kwargs["vin"]) < 17:
            self.lookup_field, self.lookup_url_kwarg = "pk", "vin"
        else:
            self.kwargs["vin"] = read_vin(self.kwargs["vin"]).vin
        vehicle: Vehicle = super().get_object()
        return vehicle

    @extend_schema(request=_NEW, responses={201: CoveredVehicleSerializer})
    def create(self, request: Request) -> Response:
        """Record an exported vehicle (manufacturers) or register one's own (owners); the same twice is once."""
        actor = actor_of(request)
        if actor.side is Side.MANUFACTURER:
            vehicle = self._export(actor, request.data)
        elif actor.side is Side.OWNER:
            vehicle = self._register(actor, request.data)
        else:
            raise PermissionDenied
        found = self.get_queryset().get(pk=vehicle.pk)
        return Response(self.get_serializer(found).data, status=status.HTTP_201_CREATED)

    def _export(self, actor: Actor, data: Any) -> Vehicle:
        _refuse_other_side(data, NewExportSerializer, NewRegistrationSerializer)
        form = NewExportSerializer(data=data)
        form.is_valid(raise_exception=True)
        facts = {name: value for name, value in form.validated_data.items() if name != "plate_checked"}
        return vehicle_services.register_export(
            manufacturer_id=organization_of(actor), by=actor, at=timezone.now(), **facts
        )

    def _register(self, actor: Actor, data: Any) -> Vehicle:
        _refuse_other_side(data, NewRegistrationSerializer, NewExportSerializer)
        form = NewRegistrationSerializer(data=data)
        form.is_valid(raise_exception=True)
        given = form.validated_data
        count_address("registrations", self.request)
        return services.register_vehicle(
            owner_id=person_of(actor),
            vin_text=given["vin"],
            delivered_on=given["delivered_on"],
            odometer_km=given["odometer_km"],
            country=given["country"],
            dealer_id=dealer_named(given["dealer"]),
            by=actor,
            at=timezone.now(),
        )


def _refuse_other_side(data: Any, own: type[Serializer[Any]], other: type[Serializer[Any]]) -> None:
    """Tell whoever sends what another side sends that it is that; ``other_side``: no description says who asks."""
    given = set(data) if isinstance(data, dict) else set()
    wanted, theirs = _needed(own), _needed(other)
    if theirs <= given and not wanted <= given:
        raise Refused(
            _("This is what another side sends (%(theirs)s). Send what is yours: %(wanted)s.")
            % {"theirs": ", ".join(sorted(theirs - wanted)), "wanted": ", ".join(sorted(wanted))},
            code="other_side",
        )


def _needed(form: type[Serializer[Any]]) -> set[str]:
    return {name for name, field in form().fields.items() if field.required}
