"""How the warranty of a vehicle and warranty plans look over the API."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from apps.core.today import today_in
from apps.vehicles.api import VehicleSerializer
from apps.vehicles.components import Component

from .cover import Cover, cover_in_short
from .coverage import Verdict
from .groups import Group
from .wording import said_cover, said_term

VERDICTS = [(verdict.value, verdict.value) for verdict in Verdict]


class CoverageSerializer(serializers.Serializer[Any]):
    """The warranty of a vehicle in short; ``null`` limits are none. Group by group: ``…/cover/``."""

    plan = serializers.CharField(source="plan.number")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)
    kilometres = serializers.IntegerField(allow_null=True)
    standing = serializers.SerializerMethodField(
        help_text="As of today where the vehicle is, of the first group that is covered, else of the first: "
        "covered, ended_by_day, ended_by_distance, not_begun or not_transferred."
    )

    def get_standing(self, coverage: Any) -> str:
        vehicle = coverage.vehicle
        main = cover_in_short(vehicle, on=today_in(str(vehicle.country), timezone.now())).main
        return str(main.verdict if main else Verdict.NO_TERM)


class CoveredVehicleSerializer(VehicleSerializer):
    """``vin`` is masked for regulators and the authority; ``id`` stands for it in addresses."""

    coverage = CoverageSerializer(read_only=True, allow_null=True)

    class Meta(VehicleSerializer.Meta):
        fields = [*VehicleSerializer.Meta.fields, "coverage"]


class TermData(serializers.Serializer[Any]):
    """Months or kilometres, whichever comes first; ``null`` is no such limit."""

    group = serializers.ChoiceField(choices=Group.choices)
    months = serializers.IntegerField(allow_null=True)
    kilometres = serializers.IntegerField(allow_null=True)
    capacity_percent = serializers.IntegerField(allow_null=True)
    words = serializers.SerializerMethodField()

    def get_words(self, term: Any) -> str:
        return said_term(term)


class SpanData(serializers.Serializer[Any]):
    """Days and kilometres, both included; ``null`` is no such limit."""

    first_day = serializers.DateField()
    last_day = serializers.DateField(allow_null=True)
    last_km = serializers.IntegerField(allow_null=True)


class CoverData(serializers.Serializer[Any]):
    """Whether it is covered, by which term of which plan, and what is left; else ``verdict`` says why not."""

    verdict = serializers.ChoiceField(choices=VERDICTS)
    covered = serializers.BooleanField()
    group = serializers.CharField()
    plan = serializers.CharField(source="plan.number", allow_null=True, default=None)
    term = TermData(allow_null=True)
    span = SpanData(allow_null=True)
    days_left = serializers.IntegerField(allow_null=True)
    months_left = serializers.IntegerField(allow_null=True)
    km_left = serializers.IntegerField(allow_null=True)
    words = serializers.SerializerMethodField()

    def get_words(self, cover: Cover) -> str:
        return said_cover(cover)


class LawData(serializers.Serializer[Any]):
    """What the law of the destination gives the vehicle."""

    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    kilometres = serializers.IntegerField(allow_null=True)
    instrument = serializers.CharField(source="right.instrument")
    article = serializers.CharField(source="right.article")
    confidence = serializers.CharField(source="right.confidence")


class ComponentCoverData(CoverData):
    """Of one component, with what the law gives beside the plan."""

    component = serializers.ChoiceField(choices=Component.choices)
    on = serializers.DateField()
    odometer_km = serializers.IntegerField()
    law = LawData(allow_null=True)
    covered_by_law = serializers.BooleanField()


class CarCoverData(serializers.Serializer[Any]):
    """Every group of the vehicle's plan today, and what the law gives; no groups: no term is on record."""

    plan = serializers.CharField(source="plan.number", allow_null=True, default=None)
    on = serializers.DateField()
    odometer_km = serializers.IntegerField()
    groups = CoverData(many=True)
    law = LawData(allow_null=True)
    covered_by_law = serializers.BooleanField()
