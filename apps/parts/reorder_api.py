"""What a workshop should order, and why, for its own software; the order itself is made as any other (``orders/``)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from apps.organizations.models import ApiKey
from apps.organizations.requests import actor_of, organization_of
from apps.organizations.scope import Side

from . import selectors
from .models import ReorderAdvice


class AdviceData(serializers.ModelSerializer[ReorderAdvice]):
    """``months``: pieces asked for in each month from ``first_month`` on, null before the part was kept. ``rate``:
    expected pieces a month. ``lead_known``: receipts behind ``lead_days``; 0: the duty's time.
    """

    class Meta:
        model = ReorderAdvice
        fields = [
            *("made_at", "first_month", "months", "method", "rate", "lead_days", "lead_known", "critical", "level"),
            "kept",
        ]


class SuggestionData(serializers.Serializer[Any]):
    """``wanted`` on the shelf and on order; ``quantity``: less what is there, on order, in a draft or on its way from
    other dealers (``from_dealers``) or between own points (``between_points``), and not ``kept``.

    ``kept``: what requests are promised. ``advice``: null where only the workshop's own level asks for the part.
    """

    part = serializers.CharField(source="part.number")
    manufacturer = serializers.CharField(source="part.manufacturer.slug")
    name = serializers.CharField(source="part.name")
    on_hand = serializers.IntegerField()
    on_order = serializers.IntegerField()
    from_dealers = serializers.IntegerField(source="coming.from_dealers")
    between_points = serializers.IntegerField(source="coming.between_points")
    kept = serializers.IntegerField()
    wanted = serializers.IntegerField()
    quantity = serializers.IntegerField()
    advice = AdviceData(allow_null=True)


class SuggestedOrderViewSet(viewsets.GenericViewSet[ReorderAdvice]):
    """Suggested orders of one's own shelves, by manufacturer and number."""

    room = ApiKey.Room.PARTS
    sides = (Side.DEALER,)
    queryset = ReorderAdvice.objects.none()
    serializer_class = SuggestionData
    pagination_class = None

    @extend_schema(responses=SuggestionData(many=True))
    def list(self, request: Request) -> Response:
        """As the last night worked it out, less what is there or coming by now (6 queries)."""
        rows = selectors.suggestions(dealer_id=organization_of(actor_of(request)), at=timezone.now())
        return Response(SuggestionData(rows, many=True).data)
