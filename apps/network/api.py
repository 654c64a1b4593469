"""Appointments over the API, to read: who serves which make where is public."""

from __future__ import annotations

from rest_framework import serializers, viewsets

from apps.organizations.api import FirmSerializer
from apps.organizations.models import Appointment

from .filters import AppointmentFilter


class AppointmentSerializer(serializers.ModelSerializer[Appointment]):
    manufacturer = FirmSerializer(read_only=True)
    dealer = FirmSerializer(read_only=True)

    class Meta:
        model = Appointment
        fields = ["id", "manufacturer", "dealer", "country", "starts_on", "ends_on"]


class AppointmentViewSet(viewsets.ReadOnlyModelViewSet[Appointment]):
    """Which manufacturer appointed which dealer where (1 query a page)."""

    room = None
    queryset = Appointment.objects.select_related("manufacturer", "dealer")
    serializer_class = AppointmentSerializer
    filterset_class = AppointmentFilter
    ordering = ["-id"]
