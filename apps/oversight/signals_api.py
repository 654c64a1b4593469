"""Signals for ministries' and manufacturers' own software."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers, viewsets

from apps.core.pagination import KeysetPagination
from apps.organizations.models import ApiKey
from apps.organizations.scope import Side

from . import signals
from .models import Signal, SignalNote


class Newest(KeysetPagination):
    ordering: Any = ("-began_on", "-id")


class NoteData(serializers.ModelSerializer[SignalNote]):
    class Meta:
        model = SignalNote
        fields = ["said_at", "by_side", "by_name", "text"]


class SignalData(serializers.ModelSerializer[Signal]):
    """Counts and limit as known that night; ``ended_on`` empty: it stands."""

    manufacturer = serializers.SlugRelatedField("slug", read_only=True)  # type: ignore[var-annotated]
    country = serializers.CharField(read_only=True)  # empty: all together; a choice would give an object for it
    notes = NoteData(many=True, read_only=True)

    class Meta:
        model = Signal
        fields = [
            "number", "manufacturer", "country", "measure", "began_on", "ended_on", "window_days", "hits", "cases",
            "reference", "limit", "peers", "row_ids", "notes",
        ]  # fmt: skip


class SignalViewSet(viewsets.ReadOnlyModelViewSet[Signal]):
    """Signals in the caller's jurisdiction, or on the caller. They are no flags and accuse nobody."""

    room = ApiKey.Room.DUTIES
    queryset = Signal.objects.none()
    serializer_class = SignalData
    lookup_field = "number"
    lookup_value_regex = "[A-Z0-9-]+"
    filterset_fields = ("measure",)
    pagination_class = Newest
    sides = (Side.MANUFACTURER, Side.REGULATOR, Side.AUTHORITY)

    def get_queryset(self) -> QuerySet[Signal]:
        return signals.signals().prefetch_related("notes")
