"""Drafts of requests over the API: an owner's own; what is kept on one device is gone on with on another."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.api_fields import Text
from apps.core.pagination import KeysetPagination
from apps.organizations.models import ApiKey
from apps.organizations.requests import actor_of, person_of
from apps.organizations.scope import Side
from apps.vehicles.api import VinText
from apps.vehicles.models import Vehicle

from . import selectors, services
from .draft_files_api import DraftFiles
from .models import Draft
from .services.drafts import ANSWERS, LONGEST_ANSWER


class DraftShown(serializers.ModelSerializer[Draft]):
    """``yours``: whether the car is still registered to you; only then can the request be sent. ``same_car``: keys of
    your other drafts about the car: one of them may be the same request, begun before.
    """

    answers = serializers.DictField(child=serializers.CharField())
    yours = serializers.BooleanField()
    kept_until = serializers.DateTimeField()
    same_car = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Draft
        fields = ["request_key", "vin", "vehicle_title", "answers", "yours", "kept_at", "kept_until", "same_car"]


class DraftData(serializers.Serializer[Any]):
    """What stands in the form, right or wrong, as text."""

    vin = VinText()
    answers = serializers.DictField(
        child=Text(max_length=LONGEST_ANSWER, allow_blank=True), help_text=f"By name: {', '.join(ANSWERS)}."
    )


class Newest(KeysetPagination):
    ordering: Any = selectors.LAST_KEPT


class ClaimDraftViewSet(DraftFiles, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Draft]):
    """Requests that are not sent yet, the owner's alone, the one kept last first (index draft_once)."""

    room = ApiKey.Room.CLAIMS
    queryset = Draft.objects.none()
    serializer_class = DraftShown
    lookup_field = "request_key"
    lookup_value_regex = "[0-9a-f-]{8,64}"
    pagination_class = Newest
    sides = (Side.OWNER,)

    def get_queryset(self) -> Any:
        return selectors.kept_drafts()

    @extend_schema(request=DraftData, responses=DraftShown)
    def update(self, request: Request, request_key: str) -> Response:
        """Keep a draft under a key of one's own; again with the same key replaces it."""
        data = DraftData(data=request.data)
        data.is_valid(raise_exception=True)
        vehicle = get_object_or_404(Vehicle, vin=data.validated_data["vin"])
        services.keep_draft(
            by=actor_of(request),
            vehicle=vehicle,
            request_key=request_key,
            answers=data.validated_data["answers"],
            at=timezone.now(),
        )
        return Response(DraftShown(self.get_queryset().get(request_key=request_key)).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, request_key: str) -> Response:
        """Delete a draft, with its files; once more finds none (404)."""
        found = self.get_object()
        services.end_draft(owner_id=person_of(actor_of(request)), request_key=found.request_key)
        return Response(status=204)
