"""The directory over the API: firms as others name them, and service points, to read."""

from __future__ import annotations

from rest_framework import serializers, viewsets

from .filters import ServicePointFilter
from .models import Organization, ServicePoint


class FirmSerializer(serializers.ModelSerializer[Organization]):
    """An organisation as others name it."""

    class Meta:
        model = Organization
        fields = ["slug", "name", "country"]


class ServicePointSerializer(serializers.ModelSerializer[ServicePoint]):
    dealer = FirmSerializer(read_only=True)

    class Meta:
        model = ServicePoint
        fields = ["id", "dealer", "name", "address", "city", "country", "phone", "opened_on", "closed_on"]


class ServicePointViewSet(viewsets.ReadOnlyModelViewSet[ServicePoint]):
    """Where dealers serve; the directory is the same for all sides (1 query a page)."""

    room = None
    queryset = ServicePoint.objects.select_related("dealer")
    serializer_class = ServicePointSerializer
    filterset_class = ServicePointFilter
    ordering = ["-id"]
