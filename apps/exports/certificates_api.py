"""Registration certificates over the API: lists, one of them, recording and putting right, with their scans."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.api_fields import Day, Text
from apps.core.json_input import CarefulJSONParser
from apps.core.pagination import KeysetPagination
from apps.organizations.models import ApiKey
from apps.organizations.requests import actor_of
from apps.vehicles.api import VinText
from apps.vehicles.masked_vins import seen_by
from apps.vehicles.papers import Paper

from . import selectors, services
from .certified import Certified
from .filters import CertificateFilter
from .models import Certificate
from .navigation import READERS


class CertificateData(serializers.ModelSerializer[Certificate]):
    """What a certificate says. ``exporter``: who showed it; null: the authority knows it by itself, and that wins.

    ``sha256``: digest of its scan; empty without one. ``supersedes``: the row it took the place of.
    """

    vin = serializers.SerializerMethodField()
    exporter = serializers.CharField(source="exporter_id", read_only=True, allow_null=True)

    class Meta:
        model = Certificate
        fields = [
            "id", "vin", "exporter", "certificate_number", "brand", "model_name", "first_registered_on",
            "transferred_on", "sha256", "supersedes", "reason", "recorded_at",
        ]  # fmt: skip

    def get_vin(self, certificate: Certificate) -> str:
        return seen_by(certificate.vin, actor_of(self.context["request"]))


class _Facts(serializers.Serializer[Any]):
    certificate_number = Text(max_length=30)
    brand = Text(max_length=60)
    model_name = Text(max_length=100)
    first_registered_on = Day()
    transferred_on = Day(allow_null=True, default=None)
    # Sent as a form only: files are no JSON.
    scan = serializers.FileField(required=False, allow_empty_file=True, help_text="PDF or photo, 10 MB at most.")

    def paper(self) -> Paper | None:
        file = self.validated_data.get("scan")
        return Paper(file, file.name, file.size, "certificate") if file else None


class NewCertificateData(_Facts):
    """``exporter``: its legal name in Chinese, exactly as announced; empty for the authority's own word."""

    vin = VinText()
    exporter = Text(max_length=150, allow_blank=True, default="")

    def told(self) -> Certified:
        return Certified.as_told(self.validated_data)


class CertificateCorrectionData(_Facts):
    """What it says in truth; car and giver stay. ``reason``: what was wrong and how you know."""

    reason = Text(max_length=500)

    def told(self, certificate: Certificate) -> Certified:
        whose = {"vin": certificate.vin, "exporter": certificate.exporter_id}
        return Certified.as_told({**whose, **self.validated_data})


class NewestCertificates(KeysetPagination):
    ordering: Any = selectors.NEWEST_RECORDS


def _both(data: type[_Facts]) -> dict[str, type[_Facts]]:
    return {"application/json": data, "multipart/form-data": data}


class CertificateViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Certificate]):
    """Registration certificates in scope, newest first (1 query a page); the list leaves out what was put right."""

    room = ApiKey.Room.VEHICLES
    sides = READERS
    queryset = Certificate.objects.none()
    serializer_class = CertificateData
    filterset_class = CertificateFilter
    pagination_class = NewestCertificates
    parser_classes = (CarefulJSONParser, MultiPartParser)
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Certificate]:
        return selectors.certificates() if self.action == "list" else Certificate.objects.all()

    @extend_schema(request=_both(NewCertificateData), responses={201: CertificateData})
    def create(self, request: Request) -> Response:
        """Put on record what a car's registration certificate says; the same twice is once."""
        data = NewCertificateData(data=request.data)
        data.is_valid(raise_exception=True)
        made = services.record_certificate(told=data.told(), scan=data.paper(), by=actor_of(request), at=timezone.now())
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=_both(CertificateCorrectionData), responses={201: CertificateData})
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def correct(self, request: Request, pk: str) -> Response:
        """Put another row in the place of this one; the same twice is once."""
        certificate = self.get_object()
        data = CertificateCorrectionData(data=request.data)
        data.is_valid(raise_exception=True)
        made = services.correct_certificate(
            certificate=certificate,
            told=data.told(certificate),
            scan=data.paper(),
            reason=data.validated_data["reason"],
            by=actor_of(request),
            at=timezone.now(),
        )
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)
