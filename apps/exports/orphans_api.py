"""Reports of cars without a record of export over the API, to read, for authorities."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers, viewsets

from apps.core.pagination import KeysetPagination
from apps.organizations.api import CountryCode
from apps.organizations.models import ApiKey
from apps.organizations.requests import actor_of
from apps.vehicles.masked_vins import seen_by

from . import orphans
from .filters import OrphanFilter
from .models import OrphanReport
from .navigation import ORPHAN_READERS


class OrphanData(serializers.ModelSerializer[OrphanReport]):
    """``seller`` as somebody named it, not checked; a report accuses nobody. ``vin`` is masked.

    ``signed_in``: whoever told it had signed in. ``answered_at``: a record of export came.
    """

    vin = serializers.SerializerMethodField()
    country = CountryCode(read_only=True)
    signed_in = serializers.SerializerMethodField()

    class Meta:
        model = OrphanReport
        fields = [
            "number", "vin", "maker_code", "country", "source", "seller", "signed_in", "reported_at", "answered_at",
        ]  # fmt: skip

    def get_vin(self, report: OrphanReport) -> str:
        return seen_by(report.vin, actor_of(self.context["request"]))

    def get_signed_in(self, report: OrphanReport) -> bool:
        return report.owner_id is not None


class NewestReports(KeysetPagination):
    ordering: Any = orphans.NEWEST


class OrphanViewSet(viewsets.ReadOnlyModelViewSet[OrphanReport]):
    """Reports in scope, newest first (1 query a page)."""

    room = ApiKey.Room.VEHICLES
    sides = ORPHAN_READERS
    queryset = orphans.reports()
    serializer_class = OrphanData
    filterset_class = OrphanFilter
    pagination_class = NewestReports
    lookup_field = "number"
    lookup_value_regex = "[A-Z0-9-]+"
