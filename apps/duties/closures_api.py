"""Closures for firms' own software: what was declared, and declaring one."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.api_fields import Day, Text
from apps.core.pagination import KeysetPagination
from apps.organizations.models import ApiKey
from apps.organizations.requests import actor_of
from apps.organizations.scope import Side

from . import closures
from .models import Closure


class Latest(KeysetPagination):
    ordering: Any = ("-first", "-id")


class ClosureData(serializers.ModelSerializer[Closure]):
    organization = serializers.SlugRelatedField("slug", read_only=True)  # type: ignore[var-annotated]

    class Meta:
        model = Closure
        fields = ["organization", "first", "last", "reason", "declared_at"]


class DeclarationData(serializers.Serializer[Any]):
    """``last`` left out: that day alone."""

    first = Day()
    last = Day(required=False)
    reason = Text(max_length=200)


class ClosureViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Closure]):
    """Days on which firms do not work, as they said beforehand."""

    room = ApiKey.Room.DUTIES
    queryset = Closure.objects.none()
    serializer_class = ClosureData
    pagination_class = Latest
    sides = (Side.DEALER, Side.MANUFACTURER, Side.REGULATOR, Side.AUTHORITY)

    def get_queryset(self) -> QuerySet[Closure]:
        return Closure.objects.select_related("organization")

    @extend_schema(request=DeclarationData, responses={201: ClosureData})
    def create(self, request: Request) -> Response:
        """Declare a closure of the caller's firm; workshops and manufacturers only."""
        data = DeclarationData(data=request.data)
        data.is_valid(raise_exception=True)
        made = closures.declare_closure(**data.validated_data, by=actor_of(request), at=timezone.now())
        return Response(ClosureData(made).data, status=201)
