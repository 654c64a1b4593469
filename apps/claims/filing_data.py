"""What the API takes to file a request, and what it tells of the workshops that one may go to."""

from __future__ import annotations

from typing import Any

from django_countries import countries
from rest_framework import serializers

from apps.core.api_fields import Day, Number, Text, Truth, WholeNumber
from apps.core.figures import KILOMETRES
from apps.core.photos import MOST_PHOTOS
from apps.organizations.models import ServicePoint
from apps.vehicles.api import VinText
from apps.vehicles.components import Component
from apps.vehicles.odometer import MAXIMUM_KM

from .models import HowOften


class NewClaimInJSON(serializers.Serializer[Any]):
    """An owner's request. ``request_key`` makes the same request, sent twice, one claim."""

    vin = VinText()
    dealer = Number()
    component = serializers.ChoiceField(choices=Component.choices)
    complaint = Text(max_length=4000)
    occurred_on = Day()
    odometer_km = WholeNumber(units=KILOMETRES, min_value=0, max_value=MAXIMUM_KM)
    immobilised = Truth(default=False)
    safety_critical = Truth(default=False)
    contact_phone = Text(max_length=32, required=False, allow_blank=True)
    plate = Text(max_length=20, required=False, allow_blank=True, help_text="Number plate, as on the car.")
    how_often = serializers.ChoiceField(choices=HowOften.choices, required=False)
    place_country = serializers.ChoiceField(
        choices=list(countries), required=False, help_text="Where the car stands now; only the workshop reads it."
    )
    place_city = Text(max_length=100, required=False, allow_blank=True, help_text="As its name is written there.")
    wished = Text(
        max_length=200, required=False, allow_blank=True, help_text="Days and times that suit; nothing is booked by it."
    )
    request_key = Text(min_length=8, max_length=64)
    beside_open = Truth(default=False, help_text="Another fault, although a claim on this part of the car is open.")
    figure_checked = Truth(default=False, help_text="Needed when the odometer rises by more than 2,000 km a day.")


class NearData(serializers.Serializer[Any]):
    """A car and where it stands; without ``place_country`` in its own country."""

    vin = VinText()
    place_country = serializers.ChoiceField(choices=list(countries), required=False)
    place_city = Text(max_length=100, required=False, allow_blank=True)


class PointShown(serializers.ModelSerializer[ServicePoint]):
    class Meta:
        model = ServicePoint
        fields = ["name", "address", "city", "country", "phone"]


class WorkshopShown(serializers.Serializer[Any]):
    """``near``: same city, same country, or elsewhere. ``kept_share``: of its answers and repairs of the last twelve
    months, for this make in this country, those in time; null where they were too few to say anything.
    """

    dealer = serializers.IntegerField(source="dealer.pk")
    name = serializers.CharField(source="dealer.name")
    near = serializers.ChoiceField(choices=["city", "country", "elsewhere"], source="near.code")
    kept_share = serializers.FloatField(source="kept", allow_null=True, min_value=0, max_value=1)
    points = PointShown(many=True)


class NewRecallClaim(serializers.Serializer[Any]):
    """The remedy of a recall, booked: free whatever the warranty. ``recall``: its number, as the car's page shows."""

    vin = VinText()
    recall = Text(max_length=12)
    dealer = Number()
    odometer_km = WholeNumber(units=KILOMETRES, min_value=0, max_value=MAXIMUM_KM)
    contact_phone = Text(max_length=32, required=False, allow_blank=True, default="")
    plate = Text(max_length=20, required=False, allow_blank=True, default="", help_text="As on the car.")
    place_country = serializers.ChoiceField(choices=list(countries), required=False)
    place_city = Text(max_length=100, required=False, allow_blank=True)
    wished = Text(max_length=200, required=False, allow_blank=True, help_text="Days and times that suit.")
    request_key = Text(min_length=8, max_length=64)


class NewClaim(NewClaimInJSON):
    """The same as a form, with photos: pictures are no JSON."""

    # An empty file is told as one, with its name, where pictures are looked at.
    photos = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True), max_length=MOST_PHOTOS, required=False
    )
    paper = serializers.FileField(
        allow_empty_file=True, required=False, help_text="One PDF of at most 10 MB; its owner and the workshop read it."
    )
