"""How a vehicle looks and what makes one, over the API; the viewset is in warranty, where registrations are made."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django_countries import countries
from rest_framework import serializers

from apps.core.api_fields import REFUSED, Day, Text, Truth, WholeNumber
from apps.core.figures import KILOMETRES
from apps.organizations.api import CountryCode, FirmSerializer
from apps.organizations.requests import actor_of

from .masked_vins import seen_by
from .models import Powertrain, Vehicle
from .odometer import MAXIMUM_KM
from .vin_reading import read_vin


class VehicleSerializer(serializers.ModelSerializer[Vehicle]):
    """``vin`` is masked for regulators and the authority; ``id`` stands for it in addresses."""

    vin = serializers.SerializerMethodField()
    manufacturer = FirmSerializer(read_only=True, allow_null=True)
    dealer = FirmSerializer(read_only=True, allow_null=True)
    country = CountryCode(read_only=True)

    class Meta:
        model = Vehicle
        fields = [
            "id", "vin", "maker_name", "model_name", "model_year", "powertrain", "country", "manufacturer", "dealer",
            "built_on", "exported_on", "delivered_on", "odometer_km", "created_at",
        ]  # fmt: skip

    def get_vin(self, vehicle: Vehicle) -> str:
        return seen_by(vehicle.vin, actor_of(self.context["request"]))


class VinText(Text):
    """A VIN, folded as it is wherever people type one; 400 says what is wrong with which sign."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=100, **options)

    def to_internal_value(self, data: Any) -> str:
        reading = read_vin(super().to_internal_value(data))
        if reading.errors:
            raise serializers.ValidationError([str(note.message) for note in reading.errors], code=REFUSED)
        return reading.vin


class _NewVehicle(serializers.Serializer[Any]):
    """What both kinds of new vehicle share."""

    vin = VinText()
    country = serializers.ChoiceField(choices=list(countries))
    plate_checked = Truth(
        default=False, help_text="Needed when the check digit does not fit: the VIN was compared with the plate."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        reading = read_vin(attrs["vin"])
        if reading.ask_for_plate and not attrs["plate_checked"]:
            message = _("Compare the VIN with the plate, then send plate_checked: %(notes)s")
            notes = " ".join(str(note.message) for note in reading.warnings)
            raise serializers.ValidationError({"plate_checked": [message % {"notes": notes}]}, code=REFUSED)
        return attrs


class NewExportSerializer(_NewVehicle):
    """A manufacturer's record of an exported vehicle."""

    model_name = Text(max_length=100)
    model_year = WholeNumber(min_value=1981, max_value=2100, allow_null=True, default=None)
    powertrain = serializers.ChoiceField(choices=Powertrain.choices)
    built_on = Day(allow_null=True, default=None)
    exported_on = Day()


class NewRegistrationSerializer(_NewVehicle):
    """An owner's registration; ``dealer`` is the short name of an appointed dealer."""

    delivered_on = Day()
    odometer_km = WholeNumber(units=KILOMETRES, min_value=0, max_value=MAXIMUM_KM)
    dealer = serializers.SlugField(allow_null=True, default=None)
