"""Objections and cases at the authority over the API: reading, beginning, and the steps that are not people's alone."""

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
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from apps.casework import documents
from apps.casework.step_actions import EVENT_FIELDS, step_actions
from apps.claims.models import Claim
from apps.core.api_fields import Text
from apps.core.pagination import KeysetPagination
from apps.organizations.api import CountryCode
from apps.organizations.limits import count_address
from apps.organizations.models import ApiKey
from apps.organizations.requests import actor_of
from apps.organizations.scope import PEOPLE_SIDES, Actor, Side

from . import selectors
from .filters import EscalationFilter, ObjectionFilter
from .models import (
    Escalation,
    EscalationEvent,
    EscalationPack,
    EscalationQuestion,
    Objection,
    ObjectionEvent,
)
from .services import escalations, objections
from .steps.escalations import KIND as ESCALATION
from .steps.objections import KIND as OBJECTION


class Oldest(KeysetPagination):
    ordering: Any = selectors.OLDEST


class Pdf(BaseRenderer):
    """Lets clients ask for ``application/pdf``; errors have no paper."""

    media_type = "application/pdf"
    format = "pdf"

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        return b""


class ObjectionEventData(serializers.ModelSerializer[ObjectionEvent]):
    class Meta:
        model = ObjectionEvent
        fields = EVENT_FIELDS


class ObjectionSummary(serializers.ModelSerializer[Objection]):
    claim = serializers.CharField(source="claim.number", read_only=True)
    country = CountryCode(read_only=True)

    class Meta:
        model = Objection
        fields = ["number", "claim", "status", "version", "country", "filed_at", "ended_at"]


class ObjectionDetail(ObjectionSummary):
    """``reason``, ``explanation`` and ``denied_at`` are the denial's."""

    reason = serializers.CharField(source="denial.reason", read_only=True)
    explanation = serializers.CharField(source="denial.explanation", read_only=True)
    denied_at = serializers.DateTimeField(source="denial.denied_at", read_only=True)
    events = ObjectionEventData(many=True, read_only=True)

    class Meta(ObjectionSummary.Meta):
        fields = [*ObjectionSummary.Meta.fields, "grounds", "reason", "explanation", "denied_at", "events"]


class NewObjection(serializers.Serializer[Any]):
    """An objection to the denial of a claim, within its time. The same words twice are one objection."""

    claim = Text(max_length=20)
    grounds = Text(max_length=4000)


class EscalationEventData(serializers.ModelSerializer[EscalationEvent]):
    class Meta:
        model = EscalationEvent
        fields = EVENT_FIELDS


class QuestionData(serializers.ModelSerializer[EscalationQuestion]):
    """What one side was asked: read by it and by the authority."""

    class Meta:
        model = EscalationQuestion
        fields = ["side", "question", "asked_at", "answer_by", "answer", "answered_at"]


class EscalationSummary(serializers.ModelSerializer[Escalation]):
    claim = serializers.CharField(source="claim.number", read_only=True)
    country = CountryCode(read_only=True)

    class Meta:
        model = Escalation
        fields = [
            "number", "claim", "cause", "status", "outcome", "version", "country", "filed_at", "due_at", "ended_at",
            "frozen_sha256",
        ]  # fmt: skip


class EscalationDetail(EscalationSummary):
    """``frozen``: the claim as it stood when it was brought; its digest is that of it as JSON with sorted names."""

    frozen = serializers.JSONField(read_only=True)
    questions = QuestionData(many=True, read_only=True)
    events = EscalationEventData(many=True, read_only=True)

    class Meta(EscalationSummary.Meta):
        fields = [*EscalationSummary.Meta.fields, "words", "frozen", "questions", "events"]


class NewEscalation(serializers.Serializer[Any]):
    """A claim brought to the authority of its country. The same words twice are one case."""

    claim = Text(max_length=20)
    cause = serializers.ChoiceField(choices=Escalation.Cause.choices)
    words = Text(max_length=4000)


@step_actions(OBJECTION, ObjectionDetail)
class ObjectionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Objection]):
    """Objections in scope, oldest first (1 query a page). People answer them, on pages."""

    room = ApiKey.Room.CLAIMS
    sides = PEOPLE_SIDES
    queryset = Objection.objects.none()
    lookup_field = "number"
    lookup_value_regex = "[A-Z0-9-]+"
    filterset_class = ObjectionFilter
    pagination_class = Oldest

    def get_queryset(self) -> QuerySet[Objection]:
        rows = selectors.objections()
        return rows if self.action == "list" else rows.select_related("denial").prefetch_related("events")

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return ObjectionSummary if self.action == "list" else ObjectionDetail

    @extend_schema(request=NewObjection, responses={201: ObjectionDetail})
    def create(self, request: Request) -> Response:
        """Object to the denial of a claim (owners)."""
        data = _valid(NewObjection, request)
        claim = get_object_or_404(Claim, number=data.pop("claim"))
        made = objections.object_to(claim=claim, by=_owner(request), at=timezone.now(), **data)
        return Response(self.shown(made).data, status=201)

    def shown(self, objection: Objection) -> Response:
        """The answer to a step: the objection as it is then."""
        fresh = Objection.objects.select_related("claim", "denial").prefetch_related("events").get(pk=objection.pk)
        return Response(ObjectionDetail(fresh, context=self.get_serializer_context()).data)


@step_actions(ESCALATION, EscalationDetail)
class EscalationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Escalation]):
    """Cases at the authority in scope, oldest first (1 query a page). People of the authority act on pages."""

    room = ApiKey.Room.CLAIMS
    sides = PEOPLE_SIDES
    queryset = Escalation.objects.none()
    lookup_field = "number"
    lookup_value_regex = "[A-Z0-9-]+"
    filterset_class = EscalationFilter
    pagination_class = Oldest

    def get_queryset(self) -> QuerySet[Escalation]:
        return selectors.escalations() if self.action == "list" else _whole()

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return EscalationSummary if self.action == "list" else EscalationDetail

    @extend_schema(request=NewEscalation, responses={201: EscalationDetail})
    def create(self, request: Request) -> Response:
        """Bring a claim to the authority of its country (owners)."""
        data = _valid(NewEscalation, request)
        claim = get_object_or_404(Claim, number=data.pop("claim"))
        made = escalations.bring(claim=claim, by=_owner(request), at=timezone.now(), **data)
        return Response(self.shown(made).data, status=201)

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(
        detail=True, methods=["get"], renderer_classes=[JSONRenderer, Pdf], filterset_class=None, pagination_class=None
    )
    def pack(self, request: Request, number: str) -> HttpResponseBase:
        """The frozen record as PDF; 404 until it is made."""
        return documents.answer_of(get_object_or_404(EscalationPack, escalation__number=number))

    def shown(self, case: Escalation) -> Response:
        """The answer to a step: the case as it is then."""
        return Response(EscalationDetail(_whole().get(pk=case.pk), context=self.get_serializer_context()).data)


def _whole() -> QuerySet[Escalation]:
    return (
        Escalation.objects.select_related("claim").prefetch_related("questions", "events").order_by(*selectors.OLDEST)
    )


def _owner(request: Request) -> Actor:
    actor = actor_of(request)
    if actor.side is not Side.OWNER:
        raise PermissionDenied
    return actor


def _valid(data_class: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    count_address("claims", request)
    data = data_class(data=request.data)
    data.is_valid(raise_exception=True)
    return dict(data.validated_data)
