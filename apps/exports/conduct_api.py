"""The conduct log over the API: lists, one entry with its history, and appealing; people of the authority decide."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import mixins, serializers, viewsets
from rest_framework.response import Response

from apps.casework.step_actions import EVENT_FIELDS, step_actions
from apps.core.pagination import KeysetPagination
from apps.organizations.models import ApiKey

from . import selectors
from .api import ExporterData
from .filters import ConductFilter
from .models import ConductEntry, ConductEvent
from .navigation import READERS
from .steps.conduct import KIND


class ConductEventData(serializers.ModelSerializer[ConductEvent]):
    class Meta:
        model = ConductEvent
        fields = EVENT_FIELDS


class ConductSummary(serializers.ModelSerializer[ConductEntry]):
    """``findings``: numbers of findings that were upheld; ``decision``: one made elsewhere. It rests on one of both."""

    exporter = ExporterData(read_only=True)

    class Meta:
        model = ConductEntry
        fields = [
            "number", "status", "version", "exporter", "matter", "grounds", "findings", "decision", "entered_at",
        ]  # fmt: skip


class ConductDetail(ConductSummary):
    events = ConductEventData(many=True, read_only=True)

    class Meta(ConductSummary.Meta):
        fields = [*ConductSummary.Meta.fields, "events"]


class NewestEntries(KeysetPagination):
    ordering: Any = selectors.NEWEST_ENTRIES


@step_actions(KIND, ConductDetail)
class ConductViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[ConductEntry]):
    """The conduct log in scope, newest first (1 query a page)."""

    room = ApiKey.Room.VEHICLES
    sides = READERS
    queryset = ConductEntry.objects.none()
    lookup_field = "number"
    lookup_value_regex = "[A-Z0-9-]+"
    filterset_class = ConductFilter
    pagination_class = NewestEntries

    def get_queryset(self) -> QuerySet[ConductEntry]:
        rows = selectors.conduct()
        return rows if self.action == "list" else rows.prefetch_related("events")

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return ConductSummary if self.action == "list" else ConductDetail

    def shown(self, entry: ConductEntry) -> Response:
        """The answer to a step: the entry as it is then."""
        fresh = selectors.conduct().prefetch_related("events").get(pk=entry.pk)
        return Response(ConductDetail(fresh, context=self.get_serializer_context()).data)
