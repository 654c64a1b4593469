"""Export records over the API: lists, one with what it took the place of, recording and putting right."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.api_fields import Day, Text, WholeNumber
from apps.core.figures import KILOMETRES
from apps.core.pagination import KeysetPagination
from apps.organizations.api import CountryCode
from apps.organizations.models import ApiKey
from apps.organizations.requests import actor_of
from apps.vehicles.api import VinText
from apps.vehicles.masked_vins import seen_by
from apps.vehicles.odometer import MAXIMUM_KM

from . import selectors, services
from .declared import Declared
from .filters import RecordFilter
from .models import ExportRecord
from .navigation import READERS, RECORD_READERS


class RecordData(serializers.ModelSerializer[ExportRecord]):
    """What was declared; ``supersedes`` is the record it took the place of. ``vin`` is masked for who only watches."""

    vin = serializers.SerializerMethodField()
    exporter = serializers.CharField(source="exporter_id", read_only=True)
    country = CountryCode(read_only=True)

    class Meta:
        model = ExportRecord
        fields = [
            "id", "vin", "model_name", "exporter", "licence_number", "condition", "first_registered_on",
            "transferred_on", "applied_on", "odometer_km", "exported_on", "country", "importer", "legal_ground",
            "brand", "supersedes", "reason", "recorded_at",
        ]  # fmt: skip

    def get_vin(self, record: ExportRecord) -> str:
        return seen_by(record.vin, actor_of(self.context["request"]))


class _Facts(serializers.Serializer[Any]):
    model_name = Text(max_length=100)
    licence_number = Text(max_length=40, allow_blank=True, default="")
    condition = serializers.ChoiceField(choices=ExportRecord.Condition.choices)
    first_registered_on = Day(allow_null=True, default=None)
    transferred_on = Day(allow_null=True, default=None)
    applied_on = Day(allow_null=True, default=None)
    odometer_km = WholeNumber(units=KILOMETRES, min_value=0, max_value=MAXIMUM_KM)
    exported_on = Day()
    country = Text(min_length=2, max_length=2, help_text="Two letters, as KE.")
    importer = Text(max_length=150)
    legal_ground = Text(max_length=300, allow_blank=True, default="", help_text="For cars of another maker's code.")
    brand = Text(max_length=60, allow_blank=True, default="", help_text="As on the registration certificate.")


class NewRecordData(_Facts):
    """``exporter``: its legal name in Chinese, exactly as announced."""

    vin = VinText()
    exporter = Text(max_length=150)

    def declared(self) -> Declared:
        return Declared.as_told(self.validated_data)


class CorrectionData(_Facts):
    """The facts as they should have been; car and exporter stay. ``reason``: what was wrong and how you know."""

    reason = Text(max_length=500)

    def declared(self, record: ExportRecord) -> Declared:
        return Declared.as_told({"vin": record.vin, "exporter": record.exporter_id, **self.validated_data})


class NewestRecords(KeysetPagination):
    ordering: Any = selectors.NEWEST_RECORDS


class ExportRecordViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[ExportRecord]):
    """Export records in scope, newest on record first (1 query a page); the list leaves out what was put right."""

    room = ApiKey.Room.VEHICLES
    sides = RECORD_READERS
    queryset = ExportRecord.objects.none()
    serializer_class = RecordData
    filterset_class = RecordFilter
    pagination_class = NewestRecords
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[ExportRecord]:
        return selectors.records() if self.action == "list" else ExportRecord.objects.all()

    @extend_schema(request=NewRecordData, responses={201: RecordData})
    def create(self, request: Request) -> Response:
        """Record what an exporter declares of a car; the same twice is once."""
        actor = actor_of(request)
        if actor.side not in READERS:
            raise PermissionDenied
        data = NewRecordData(data=request.data)
        data.is_valid(raise_exception=True)
        made = services.record_export(declared=data.declared(), by=actor, at=timezone.now())
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=CorrectionData, responses={201: RecordData})
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def correct(self, request: Request, pk: str) -> Response:
        """Put another record in the place of this one; the same twice is once."""
        actor = actor_of(request)
        if actor.side not in READERS:
            raise PermissionDenied
        record = self.get_object()
        data = CorrectionData(data=request.data)
        data.is_valid(raise_exception=True)
        made = services.correct_record(
            record=record,
            declared=data.declared(record),
            reason=data.validated_data["reason"],
            by=actor,
            at=timezone.now(),
        )
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)
