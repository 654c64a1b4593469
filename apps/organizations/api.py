"""The directory over the API: firms as others name them, and service points, to read."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers, viewsets

from apps.core.errors import Refused

from .filters import ServicePointFilter
from .models import Organization, ServicePoint


class CountryCode(serializers.CharField):
    """A country as ISO 3166-1 alpha-2, to read: without the names of all others, which a choice would gather anew."""


def dealer_named(slug: str | None) -> int | None:
    """The id of a dealer by its short name, None for none. Raises Refused (field ``dealer``) for another text."""
    if slug is None:
        return None
    found = Organization.objects.filter(kind=Organization.Kind.DEALER, slug=slug).values_list("pk", flat=True).first()
    if found is None:
        raise Refused(_("“%(value)s” is no dealer's short name.") % {"value": slug}, field="dealer")
    return found


class FirmSerializer(serializers.ModelSerializer[Organization]):
    """An organisation as others name it; in a list, whose rows share few, each is written once."""

    country = CountryCode(read_only=True)

    class Meta:
        model = Organization
        fields = ["slug", "name", "country"]

    def to_representation(self, instance: Organization) -> Any:
        context: Any = self.context  # one dictionary for the whole answer
        written = context.setdefault("firms", {})
        if instance.pk not in written:
            written[instance.pk] = super().to_representation(instance)
        return written[instance.pk]


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
