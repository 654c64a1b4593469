"""The catalogue for organisations' own software; the same services as the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.errors import Refused
from apps.core.pagination import KeysetPagination
from apps.core.today import today_of_reader
from apps.organizations.models import ApiKey
from apps.organizations.requests import actor_of, organization_of
from apps.organizations.scope import Side
from apps.vehicles.models import Vehicle

from . import selectors, services
from .api import only
from .catalogue_data import (
    EndData,
    FittingData,
    HolderData,
    InterchangeData,
    PartChange,
    PartData,
    PartDetail,
    PriceData,
    SupersedeData,
)
from .checked import UNKNOWN_PART
from .filters import PartFilter
from .models import Fitting, Interchange, Part
from .numbers import clean_number
from .sides import FIRMS


class ByNumber(KeysetPagination):
    ordering: Any = ("number", "id")


@extend_schema_view(
    list=extend_schema(
        parameters=[OpenApiParameter("vehicle", str, description="Only parts that fit the car with this VIN.")]
    )
)
class PartViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Part]):
    """Parts that the reader may order; a manufacturer's own ones, which it adds and changes here."""

    room = ApiKey.Room.PARTS
    sides = FIRMS
    queryset = Part.objects.none()
    serializer_class = PartData
    filterset_class = PartFilter
    pagination_class = ByNumber
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Part]:
        if getattr(self, "swagger_fake_view", False):
            return Part.objects.none()
        parts = selectors.parts_offered(actor_of(self.request), at=timezone.now())
        vin = self.request.query_params.get("vehicle", "") if self.action == "list" else ""
        return selectors.parts_for(selectors.car_of(_car(vin)), parts) if vin else parts

    @extend_schema(responses=PartDetail)
    def retrieve(self, request: Request, pk: str) -> Response:
        """A part with what is said of it today (about 8 queries)."""
        standing = [
            Prefetch(name, queryset=model._default_manager.filter(ended_at=None))
            for name, model in (("fittings", Fitting), ("interchanges", Interchange))
        ]
        part = get_object_or_404(self.get_queryset().prefetch_related(*standing), pk=pk)
        today = today_of_reader(timezone.now())
        context = {
            "prices": selectors.prices_on(part, on=today),
            "chain": selectors.chain(part, on=today),
        }
        return Response(PartDetail(part, context=context).data)

    @extend_schema(request=PartData, responses={201: PartData})
    def create(self, request: Request) -> Response:
        """Add a part to the own catalogue."""
        actor = only(request, Side.MANUFACTURER)
        data = _checked(PartData, request)
        data.setdefault("active", True)
        part = services.add_part(manufacturer_id=organization_of(actor), **data)
        return Response(PartData(part).data, status=201)

    @extend_schema(request=PartChange, responses=PartData)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what is said of a part, or stop and resume its orders; its number stays."""
        only(request, Side.MANUFACTURER)
        part = get_object_or_404(self.get_queryset(), pk=pk)
        data = _checked(PartChange, request)
        kept: dict[str, Any] = {"name": part.name, "active": part.active, "component": part.component}
        services.edit_part(part=part, **kept | data)
        return Response(PartData(part).data)

    @extend_schema(request=FittingData, responses={201: FittingData})
    @action(detail=True, methods=["post"])
    def fittings(self, request: Request, pk: str) -> Response:
        """Say which cars a part fits; the same again is the same."""
        return self._say(request, pk, FittingData, services.add_fitting)

    @extend_schema(request=PriceData, responses={201: PriceData})
    @action(detail=True, methods=["post"])
    def prices(self, request: Request, pk: str) -> Response:
        """Say a price from a day on; none is ever edited."""
        return self._say(request, pk, PriceData, services.set_price)

    @extend_schema(request=InterchangeData, responses={201: InterchangeData})
    @action(detail=True, methods=["post"])
    def interchanges(self, request: Request, pk: str) -> Response:
        """Say what another maker calls a part."""
        return self._say(request, pk, InterchangeData, services.add_interchange)

    @extend_schema(request=SupersedeData, responses={201: PartDetail})
    @action(detail=True, methods=["post"])
    def supersede(self, request: Request, pk: str) -> Response:
        """Say what replaces a part, from a day on; a circle is refused with its members."""
        actor = only(request, Side.MANUFACTURER)
        part = get_object_or_404(self.get_queryset(), pk=pk)
        data = _checked(SupersedeData, request)
        new = [(self._part(row["part"], "new"), row["quantity"]) for row in data.pop("new")]
        old = [part, *(self._part(number, "also_old") for number in data.pop("also_old"))]
        services.supersede(old=old, new=new, by=actor, at=timezone.now(), **data)
        answer = self.retrieve(request, pk)
        answer.status_code = 201
        return answer

    @extend_schema(responses=HolderData(many=True))
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def holders(self, request: Request, pk: str) -> Response:
        """Other dealers that have the part and show it, for dealers that its maker appointed."""
        actor = only(request, Side.DEALER)
        part = get_object_or_404(self.get_queryset(), pk=pk)
        return Response(HolderData(selectors.who_has(part, actor, at=timezone.now()), many=True).data)

    @extend_schema(request=EndData, responses=PartDetail)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """Say something of a part no longer; it stays on record with its end."""
        actor = only(request, Side.MANUFACTURER)
        part = get_object_or_404(self.get_queryset(), pk=pk)
        data = _checked(EndData, request)
        row = get_object_or_404(selectors.said_of(part, data["what"]), pk=data["id"])
        services.end_said(row=row, by=actor, at=timezone.now())
        return self.retrieve(request, pk)

    def _say(
        self, request: Request, pk: str, kind: type[serializers.BaseSerializer[Any]], service: Callable[..., Any]
    ) -> Response:
        actor = only(request, Side.MANUFACTURER)
        part = get_object_or_404(self.get_queryset(), pk=pk)
        made = service(part=part, by=actor, at=timezone.now(), **_checked(kind, request))
        return Response(kind(made).data, status=201)

    def _part(self, number: str, field: str) -> Part:
        part = self.get_queryset().filter(number=clean_number(number)).first()
        if part is None:
            raise Refused(UNKNOWN_PART % {"part": number}, field=field)
        return part


def _car(vin: str) -> Vehicle:
    return get_object_or_404(Vehicle, vin=vin.strip().upper())


def _checked(kind: type[serializers.BaseSerializer[Any]], request: Request) -> dict[str, Any]:
    given = kind(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)
