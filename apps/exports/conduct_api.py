"""The conduct log over the API: lists, one entry with its history, and appealing; people of the authority decide."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from apps.casework.case_views import CaseViews
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
class ConductViewSet(CaseViews[ConductEntry]):
    """The conduct log in scope, newest first (1 query a page)."""

    room = ApiKey.Room.VEHICLES
    sides = READERS
    queryset = ConductEntry.objects.none()
    in_lists, alone = ConductSummary, ConductDetail
    filterset_class = ConductFilter
    pagination_class = NewestEntries

    def rows(self) -> QuerySet[ConductEntry]:
        return selectors.conduct()
