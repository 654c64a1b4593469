"""The measures for ministries' and manufacturers' own software: what each is, and its figures for one manufacturer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.api_fields import Day
from apps.core.today import day_of_figures
from apps.organizations.models import ApiKey, Organization
from apps.organizations.requests import actor_of, organization_of
from apps.organizations.scope import Actor, Side
from apps.vehicles.models import Powertrain

from .measures import MEASURES
from .measures.definition import Reading
from .measures.span import LEAST_DAYS, Span
from .sheet import sheet_of


class MeasureData(serializers.Serializer[Any]):
    """What a measure is, in the language asked for."""

    code = serializers.CharField()
    name = serializers.SerializerMethodField()
    unit = serializers.CharField()
    direction = serializers.CharField()
    formula = serializers.SerializerMethodField()
    within_warranty = serializers.BooleanField()
    source = serializers.CharField()  # type: ignore[assignment]  # the word is a field's own option too

    def get_name(self, measure: Any) -> str:
        return gettext(measure.name)

    def get_formula(self, measure: Any) -> str:
        return gettext(measure.formula)


class ReadingData(serializers.Serializer[Reading]):
    """One figure. ``reached`` false: fewer than the share asked for are repaired, so there is no such day yet."""

    code = serializers.CharField(source="measure.code")
    unit = serializers.CharField(source="measure.unit")
    value = serializers.FloatField(allow_null=True)
    lower = serializers.FloatField(source="low", allow_null=True)
    upper = serializers.FloatField(source="high", allow_null=True)
    reached = serializers.BooleanField()
    counted = serializers.CharField()


class SheetData(serializers.Serializer[Any]):
    manufacturer = serializers.CharField()
    since = serializers.DateField()
    until = serializers.DateField()
    country = serializers.CharField()
    powertrain = serializers.CharField()
    readings = ReadingData(many=True)


class SpanQuery(serializers.Serializer[Any]):
    """Which year is looked at, and where."""

    until = Day(required=False, help_text="last day, UTC; yesterday unless told")
    country = serializers.RegexField(r"^[A-Za-z]{2}$", required=False, default="", help_text="ISO 3166-1 alpha-2")
    powertrain = serializers.ChoiceField(Powertrain.choices, required=False, default="")

    def validate_until(self, value: Any) -> Any:
        """A day that is not over has no figures yet."""
        if value >= day_of_figures(timezone.now()):
            raise serializers.ValidationError(gettext("%(day)s is not over: give a day before today.") % {"day": value})
        return value


class MeasureViewSet(viewsets.ViewSet):
    """Definitions of all measures; figures of one manufacturer, as far as the caller may see its cases."""

    room = ApiKey.Room.DUTIES
    lookup_field = "manufacturer"
    lookup_value_regex = "[a-z0-9-]+"
    sides = (Side.MANUFACTURER, Side.REGULATOR, Side.AUTHORITY)

    @extend_schema(responses=MeasureData(many=True))
    def list(self, request: Request) -> Response:
        return Response(MeasureData(list(MEASURES.values()), many=True).data)

    @extend_schema(parameters=[SpanQuery], responses=SheetData)
    def retrieve(self, request: Request, manufacturer: str) -> Response:
        asked = SpanQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        actor = actor_of(request)
        maker = self._maker(actor, manufacturer)
        span = _span(maker.pk, **asked.validated_data, at=timezone.now())
        sheet = sheet_of(span, own_view=actor.side is Side.MANUFACTURER)
        data = {
            "manufacturer": maker.slug,
            "since": span.since,
            "until": span.until,
            "country": span.country,
            "powertrain": span.powertrain,
            "readings": sheet.readings,
        }
        return Response(SheetData(data).data)

    def _maker(self, actor: Actor, slug: str) -> Organization:
        """A manufacturer finds itself alone."""
        rows = Organization.objects.filter(kind=Organization.Kind.MANUFACTURER)
        if actor.side is Side.MANUFACTURER:
            rows = rows.filter(pk=organization_of(actor))
        return get_object_or_404(rows, slug=slug)


def _span(maker_id: int, *, country: str, powertrain: str, at: datetime, until: Any = None) -> Span:
    last = until or day_of_figures(at) - timedelta(days=1)
    since = last - timedelta(days=LEAST_DAYS - 1)
    return Span(since=since, until=last, manufacturer_id=maker_id, country=country.upper(), powertrain=powertrain)
