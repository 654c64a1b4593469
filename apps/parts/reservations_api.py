"""What is kept for requests, for a dealer's own software; the same services as the page of a part."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.api_fields import Text, WholeNumber
from apps.core.pagination import KeysetPagination
from apps.organizations.models import ApiKey
from apps.organizations.requests import actor_of, organization_of
from apps.organizations.scope import Side

from . import selectors, services
from .models import MOST_IN_A_LINE, Reservation


class ByAge(KeysetPagination):
    ordering: Any = ("id",)


class ReservationData(serializers.ModelSerializer[Reservation]):
    part = serializers.CharField(source="part.number")
    bin = serializers.CharField(source="bin.code", default=None, allow_null=True)
    order = serializers.CharField(source="order.number", default=None, allow_null=True)
    part_request = serializers.CharField(
        source="partrequest.number",
        default=None,
        allow_null=True,
        help_text="Of another dealer that they are kept for, or that they come from",
    )
    transfer = serializers.CharField(
        source="transferline.transfer.number", default=None, allow_null=True, help_text="That they come with"
    )
    promised_on = serializers.DateField(allow_null=True, help_text="Of what is on order.")

    class Meta:
        model = Reservation
        fields = [
            *(
                "id",
                "claim_number",
                "part",
                "quantity",
                "status",
                "bin",
                "order",
                "transfer",
                "part_request",
                "promised_on",
            ),
            *("off_road", "due_at", "made_at"),
        ]
        read_only_fields = fields


class PiecesData(serializers.Serializer[Any]):
    quantity = WholeNumber(min_value=1, max_value=MOST_IN_A_LINE)
    key = Text(min_length=8, max_length=64, help_text="Of your own making; the same key acts once.")


class BackData(PiecesData):
    reason = Text(max_length=200)


class WhyData(serializers.Serializer[Any]):
    why = Text(min_length=3, max_length=200)


class GiveOnData(serializers.Serializer[Any]):
    winner = WholeNumber(min_value=1, help_text="Id of the reservation that waits and gets the pieces.")
    reason = Text(min_length=10, max_length=500, help_text="Both owners read it.")


class ReservationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Reservation]):
    """Parts that are kept for requests of the dealer."""

    room = ApiKey.Room.PARTS
    sides = (Side.DEALER,)
    queryset = Reservation.objects.none()
    serializer_class = ReservationData
    filterset_fields = ("status", "claim_number")
    pagination_class = ByAge
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Reservation]:
        if getattr(self, "swagger_fake_view", False):
            return Reservation.objects.none()
        return selectors.reservations(organization_of(actor_of(self.request)))

    @extend_schema(request=PiecesData, responses=ReservationData)
    @action(detail=True, methods=["post"], url_path="give-out")
    def give_out(self, request: Request, pk: str) -> Response:
        """Give pieces on the shelf to the repair that they are kept for."""
        return self._act(services.give_out, PiecesData, pk)

    @extend_schema(request=BackData, responses=ReservationData)
    @action(detail=True, methods=["post"], url_path="bring-back")
    def bring_back(self, request: Request, pk: str) -> Response:
        """Put pieces that a repair did not need back."""
        return self._act(services.bring_back, BackData, pk)

    @extend_schema(request=WhyData, responses=ReservationData)
    @action(detail=True, methods=["post"])
    def free(self, request: Request, pk: str) -> Response:
        """Keep them no longer; who waits gets them."""
        return self._act(services.free, WhyData, pk)

    @extend_schema(request=GiveOnData, responses=ReservationData)
    @action(detail=True, methods=["post"], url_path="give-on")
    def give_on(self, request: Request, pk: str) -> Response:
        """Give them to another request that waits, with a reason that both owners read."""
        loser = self.get_object()
        data = _checked(GiveOnData, request)
        winner = get_object_or_404(self.get_queryset(), pk=data["winner"])
        services.reallocate(winner=winner, loser=loser, reason=data["reason"], by=actor_of(request), at=timezone.now())
        return self._shown(winner.pk)

    def _act(self, verb: Any, shape: type[serializers.Serializer[Any]], pk: str) -> Response:
        found = self.get_object()
        verb(reservation=found, by=actor_of(self.request), at=timezone.now(), **_checked(shape, self.request))
        return self._shown(found.pk)

    def _shown(self, pk: int) -> Response:
        return Response(ReservationData(self.get_queryset().get(pk=pk)).data)


def _checked(shape: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    data = shape(data=request.data)
    data.is_valid(raise_exception=True)
    given: dict[str, Any] = data.validated_data
    return given
