"""Catalogue, stock and orders for organisations' own software; the same services as the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, prefetch_related_objects
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.casework import documents
from apps.casework.api import JobSerializer
from apps.casework.imports import send_file
from apps.casework.step_actions import step_actions
from apps.core.errors import Refused
from apps.core.pagination import KeysetPagination
from apps.organizations.models import ApiKey, Organization
from apps.organizations.requests import actor_of, organization_of
from apps.organizations.scope import Actor, Side

from . import selectors, services
from .api_data import (
    CountData,
    OrderDetail,
    OrderSummary,
    StockData,
)
from .filters import OrderFilter, StockFilter
from .models import OrderPaper, Part, PartsOrder, StockBalance
from .numbers import clean_number
from .order_file_data import MadeOrder, OrdersFile
from .order_input import NewOrder
from .services.desk_files import DESK
from .services.order_files import ORDERS
from .sides import FIRMS, READERS
from .steps import KIND


class ByPartNumber(KeysetPagination):
    ordering: Any = ("part_number", "id")


class Newest(KeysetPagination):
    ordering: Any = ("-created_at", "-id")


def only(request: Request, *sides: Side) -> Actor:
    """The actor, when its side may do this step; else 403."""
    actor = actor_of(request)
    if actor.side not in sides:
        raise PermissionDenied
    return actor


class StockViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[StockBalance]):
    """Stock: the dealer's own; for a manufacturer and a regulator, that of the parts and countries that are theirs."""

    room = ApiKey.Room.PARTS
    sides = READERS
    queryset = StockBalance.objects.none()
    serializer_class = StockData
    filterset_class = StockFilter
    pagination_class = ByPartNumber

    def get_queryset(self) -> QuerySet[StockBalance]:
        if getattr(self, "swagger_fake_view", False):
            return StockBalance.objects.none()
        return selectors.stock_seen_by(actor_of(self.request))

    @extend_schema(request=CountData, responses={200: StockData})
    @action(detail=False, methods=["post"], filterset_class=None, pagination_class=None)
    def count(self, request: Request) -> Response:
        """Set a balance to what was counted; the same ``key`` again changes nothing."""
        actor = only(request, Side.DEALER)
        data = _checked(CountData, request)
        now = timezone.now()
        part = get_object_or_404(
            selectors.parts_of_dealer(actor, at=now),
            number=clean_number(data["part"]),
            manufacturer__slug=data["manufacturer"],
        )
        services.count_stock(
            dealer_id=organization_of(actor),
            part=part,
            counted=data["counted"],
            reason=data["reason"],
            key=data["key"],
            seen=data.get("seen"),
            by=actor,
            at=now,
        )
        balance = self.get_queryset().filter(dealer_id=organization_of(actor), part=part).first()
        if balance is None:  # counted none of a part never kept: there is no shelf to show
            raise Refused(_("There is none of this part and never was: nothing to correct."), field="counted")
        return Response(StockData(balance).data)


@step_actions(KIND, OrderDetail)
@extend_schema_view(
    retrieve=extend_schema(responses=OrderDetail),
    list=extend_schema(
        parameters=[
            OpenApiParameter(
                "state",
                str,
                enum=["open", "over", "came_over"],
                description="What is still to be sent, what is not, and where more came than was sent.",
            )
        ]
    ),
)
class OrderViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[PartsOrder]):
    """Spare-parts orders of the actor's side, by number; each step is an action."""

    room = ApiKey.Room.PARTS
    sides = READERS
    queryset = PartsOrder.objects.none()
    serializer_class = OrderSummary
    filterset_class = OrderFilter
    pagination_class = Newest
    lookup_field = "number"
    lookup_value_regex = r"[0-9A-Za-z-]{1,20}"

    def get_queryset(self) -> QuerySet[PartsOrder]:
        if getattr(self, "swagger_fake_view", False):
            return PartsOrder.objects.none()
        return selectors.orders_seen_by(actor_of(self.request))

    def retrieve(self, request: Request, number: str) -> Response:
        """An order with its lines and their clocks."""
        return self._shown(get_object_or_404(self.get_queryset(), number=number))

    @extend_schema(request=NewOrder, responses={201: MadeOrder, 200: MadeOrder})
    def create(self, request: Request) -> Response:
        """Make an order and, unless ``draft``, submit it. The same ``request_key`` again is answered with 200 and the
        order that was made the first time.
        """
        actor = only(request, Side.DEALER)
        data = _checked(NewOrder, request)
        maker = Organization.objects.filter(slug=data["manufacturer"], kind=Organization.Kind.MANUFACTURER).first()
        if maker is None:
            raise Refused(
                _("No manufacturer is called %(slug)s here.") % {"slug": data["manufacturer"]}, field="manufacturer"
            )
        at = timezone.now()
        with transaction.atomic():
            order = services.create_order(
                by=actor,
                dealer_id=organization_of(actor),
                manufacturer_id=maker.pk,
                country=data["country"].upper(),
                lines=_resolved(data["lines"], maker.pk),
                priority=data["priority"],
                note=data["note"],
                reference=data["reference"],
                request_key=data["request_key"],
                at=at,
            )
            if not data["draft"] and order.status == PartsOrder.Status.DRAFT:
                order = services.submit_order(order=order, by=actor, superseded=data["superseded"], at=at)
        already = order.created_at < at
        shown = self._shown(order, status=200 if already else 201)
        shown.data["already"] = already
        return shown

    @extend_schema(request={"multipart/form-data": OrdersFile}, responses={202: JobSerializer})
    @action(detail=False, methods=["post"], url_path="file", parser_classes=[MultiPartParser])
    def file(self, request: Request) -> Response:
        """A dealer's orders, one a reference and manufacturer; or a manufacturer's answers to its open lines.

        ``rows/`` of the job tells what was said of each line.
        """
        actor = only(request, *FIRMS)
        data = _checked(OrdersFile, request)
        job = send_file(
            importer=ORDERS if actor.side is Side.DEALER else DESK,
            file=data["file"],
            name=data["file"].name,
            size=data["file"].size,
            only_check=data["only_check"],
            request_key=data["request_key"],
            by=actor,
            at=timezone.now(),
        )
        return Response(JobSerializer(job).data, status=202)

    @extend_schema(responses={(200, "application/octet-stream"): bytes})
    @action(detail=True, url_path=r"papers/(?P<paper>[0-9]{1,18})", url_name="paper")
    def paper(self, request: Request, number: str, paper: str) -> FileResponse:
        """The bytes of a file beside a report or a consignment."""
        found = get_object_or_404(OrderPaper, order__in=self.get_queryset().filter(number=number), pk=paper)
        return documents.answer_of(found)

    def shown(self, order: PartsOrder) -> Response:
        """The answer to a step: the order as it is then."""
        return self._shown(get_object_or_404(self.get_queryset(), pk=order.pk))

    def _shown(self, order: PartsOrder, status: int = 200) -> Response:
        rows = selectors.lines_with_clocks(order)
        prefetch_related_objects([order], "consignments__contents", "consignments__papers", "events")
        return Response(OrderDetail(order, context={"rows": rows, "now": timezone.now()}).data, status=status)


def _checked(kind: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    given = kind(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def _resolved(lines: list[Mapping[str, Any]], manufacturer_id: int) -> list[tuple[int, int]]:
    """Part ids of the manufacturer's part numbers; Refused names one that it does not have."""
    numbers = {clean_number(line["part"]) for line in lines}
    known = dict(Part.objects.filter(manufacturer_id=manufacturer_id, number__in=numbers).values_list("number", "pk"))
    missing = sorted(numbers - known.keys())
    if missing:
        raise Refused(
            _("%(part)s is not in this manufacturer's catalogue. Check the number.") % {"part": missing[0]},
            field="lines",
        )
    return [(known[clean_number(line["part"])], line["quantity"]) for line in lines]
