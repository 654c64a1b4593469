"""Exporters and licences over the API, to read: people decide on licences."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers, viewsets

from apps.casework.step_actions import EVENT_FIELDS
from apps.core.pagination import KeysetPagination
from apps.organizations.models import ApiKey

from . import selectors
from .filters import ExporterFilter, LicenceFilter
from .models import Exporter, Licence, LicenceEvent, LicenceHold
from .navigation import READERS


class ExporterData(serializers.ModelSerializer[Exporter]):
    """A firm under its legal names, exactly as announced."""

    class Meta:
        model = Exporter
        fields = ["id", "kind", "name", "latin_name", "source", "registered_at"]


class ByName(KeysetPagination):
    ordering: Any = selectors.BY_NAME


class ExporterViewSet(viewsets.ReadOnlyModelViewSet[Exporter]):
    """Firms that export, by name (1 query a page)."""

    room = ApiKey.Room.VEHICLES
    sides = READERS
    queryset = selectors.exporters()
    serializer_class = ExporterData
    filterset_class = ExporterFilter
    pagination_class = ByName


class HoldData(serializers.ModelSerializer[LicenceHold]):
    """From ``begins_on`` on it does not hold; ``ends_on`` is the first day on which it does again."""

    class Meta:
        model = LicenceHold
        fields = ["for_good", "begins_on", "ends_on"]


class LicenceEventData(serializers.ModelSerializer[LicenceEvent]):
    class Meta:
        model = LicenceEvent
        fields = EVENT_FIELDS


class LicenceSummary(serializers.ModelSerializer[Licence]):
    """Null ``quantity``: the licence names no number; no ``destinations``: it names none. ``maker``: whose new cars."""

    exporter = ExporterData(read_only=True)
    maker = ExporterData(read_only=True, allow_null=True)

    class Meta:
        model = Licence
        fields = [
            "number", "licence_number", "status", "version", "exporter", "maker", "vehicle_class", "destinations",
            "quantity", "applied_on", "valid_from", "valid_to", "registered_at",
        ]  # fmt: skip


class LicenceDetail(LicenceSummary):
    holds = HoldData(many=True, read_only=True)
    events = LicenceEventData(many=True, read_only=True)

    class Meta(LicenceSummary.Meta):
        fields = [*LicenceSummary.Meta.fields, "holds", "events"]


class Newest(KeysetPagination):
    ordering: Any = selectors.NEWEST


class LicenceViewSet(viewsets.ReadOnlyModelViewSet[Licence]):
    """Export licences in scope, newest on record first (1 query a page)."""

    room = ApiKey.Room.VEHICLES
    sides = READERS
    queryset = Licence.objects.none()
    lookup_field = "number"
    lookup_value_regex = "[A-Z0-9-]+"
    filterset_class = LicenceFilter
    pagination_class = Newest

    def get_queryset(self) -> Any:
        rows = selectors.licences()
        return rows if self.action == "list" else rows.prefetch_related("holds", "events")

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return LicenceSummary if self.action == "list" else LicenceDetail
