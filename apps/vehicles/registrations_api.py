"""Registrations over the API: whether a car is verified and by what, papers that wait, and the steps on them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from apps.casework import documents
from apps.casework.step_actions import EVENT_FIELDS, StepData, step_actions
from apps.core.pagination import KeysetPagination
from apps.organizations.models import ApiKey
from apps.organizations.requests import actor_of
from apps.organizations.scope import Side

from . import services
from .handover_links import link_of
from .handovers_api import HandoverLinkData
from .masked_vins import seen_by
from .models import Registration, RegistrationEvent, RegistrationPaper
from .papers import ACCEPTED
from .selectors import OLDEST
from .steps import JUDGES, KIND


class SeenData(StepData):
    """``seen``: what was looked at, papers, or the car itself (workshops)."""

    seen = serializers.ChoiceField(choices=[Registration.Ground.PAPERS, Registration.Ground.CAR])


class RegistrationEventData(serializers.ModelSerializer[RegistrationEvent]):
    class Meta:
        model = RegistrationEvent
        fields = EVENT_FIELDS


class PaperData(serializers.ModelSerializer[RegistrationPaper]):
    class Meta:
        model = RegistrationPaper
        fields = ["id", "kind", "name", "sent_at"]


class RegistrationSummary(serializers.ModelSerializer[Registration]):
    """Null ``verified_at``: nobody has verified it. Of a contest, ``answer_by`` is until when the holder may answer."""

    vin = serializers.SerializerMethodField()

    class Meta:
        model = Registration
        fields = [
            "number", "status", "version", "vin", "country", "delivered_on", "odometer_km", "registered_at",
            "verified_at", "verified_by", "answer_by", "answered_at", "ended_at",
        ]  # fmt: skip

    def get_vin(self, registration: Registration) -> str:
        return seen_by(registration.vin, actor_of(self.context["request"]))


class RegistrationDetail(RegistrationSummary):
    papers = PaperData(many=True, read_only=True)
    events = RegistrationEventData(many=True, read_only=True)

    class Meta(RegistrationSummary.Meta):
        fields = [*RegistrationSummary.Meta.fields, "papers", "events"]

    def get_vin(self, registration: Registration) -> str:
        return registration.vin_seen_by(actor_of(self.context["request"]))


class Oldest(KeysetPagination):
    ordering: Any = OLDEST


@step_actions(KIND, RegistrationDetail)
class RegistrationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Registration]):
    """Registrations of one's own, or those whose papers one may look at, the oldest first (1 query a page)."""

    room = ApiKey.Room.VEHICLES
    queryset = Registration.objects.none()
    lookup_field = "number"
    lookup_value_regex = "[A-Z0-9-]+"
    filterset_fields = ("status",)
    pagination_class = Oldest
    sides = (Side.OWNER, *JUDGES)

    def get_queryset(self) -> QuerySet[Registration]:
        rows = Registration.objects.all()
        return rows if self.action == "list" else rows.prefetch_related("papers", "events")

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return RegistrationSummary if self.action == "list" else RegistrationDetail

    @extend_schema(responses={(200, media_type): OpenApiTypes.BINARY for media_type in ACCEPTED.split(",")})
    @action(
        detail=True,
        methods=["get"],
        url_path=r"papers/(?P<pk>[0-9]{1,18})",
        filterset_fields=None,
        pagination_class=None,
    )
    def paper(self, request: Request, number: str, pk: str) -> HttpResponseBase:
        """One paper, as a file."""
        found = get_object_or_404(RegistrationPaper, pk=pk, registration__number=number)
        return documents.answer_of(found)

    @extend_schema(methods=["post"], request=None, responses={201: HandoverLinkData})
    @extend_schema(methods=["delete"], request=None, responses={204: None})
    @action(detail=True, methods=["post", "delete"], url_path="hand-over")
    def hand_over(self, request: Request, number: str) -> Response:
        """Make the link by which the next owner takes the car over (again: the same), or let it lead nowhere."""
        actor = actor_of(request)
        if actor.side is not Side.OWNER:
            raise PermissionDenied
        held, now = self.get_object(), timezone.now()
        if request.method == "DELETE":
            services.withdraw_offer(registration=held, by=actor, at=now)
            return Response(status=204)
        made = services.offer(registration=held, by=actor, at=now)
        return Response(HandoverLinkData({"url": link_of(made.number), "expires_at": made.expires_at}).data, status=201)

    def shown(self, registration: Registration) -> Response:
        """The answer to a step: the registration as it is then."""
        fresh = Registration.objects.prefetch_related("papers", "events").get(pk=registration.pk)
        return Response(RegistrationDetail(fresh, context=self.get_serializer_context()).data)
