"""The directory over the API: service points and appointments, to read."""

from __future__ import annotations

from rest_framework import serializers, viewsets

from .filters import AppointmentFilter, ServicePointFilter
from .models import Appointment, Organization, ServicePoint


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


class AppointmentSerializer(serializers.ModelSerializer[Appointment]):
    manufacturer = FirmSerializer(read_only=True)
    dealer = FirmSerializer(read_only=True)

    class Meta:
        model = Appointment
        fields = ["id", "manufacturer", "dealer", "country", "starts_on", "ends_on"]


class ServicePointViewSet(viewsets.ReadOnlyModelViewSet[ServicePoint]):
    """Where dealers serve; the directory is the same for all sides (1 query a page)."""

    queryset = ServicePoint.objects.select_related("dealer")
    serializer_class = ServicePointSerializer
    filterset_class = ServicePointFilter
    ordering = ["-id"]


class AppointmentViewSet(viewsets.ReadOnlyModelViewSet[Appointment]):
    """Which manufacturer appointed which dealer where (1 query a page)."""

    queryset = Appointment.objects.select_related("manufacturer", "dealer")
    serializer_class = AppointmentSerializer
    filterset_class = AppointmentFilter
    ordering = ["-id"]
