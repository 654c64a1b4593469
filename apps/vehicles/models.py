"""Exported vehicles, who owns them now, and their odometer series."""

from __future__ import annotations

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from apps.core.db.words import words_of
from apps.duties.models import SidesMixin


class Powertrain(models.TextChoices):
    BATTERY = "bev", _("Battery electric")
    PLUG_IN = "phev", _("Plug-in hybrid")
    HYBRID = "hev", _("Hybrid")
    PETROL = "petrol", _("Petrol")
    DIESEL = "diesel", _("Diesel")


class Wmi(models.Model):
    """World manufacturer identifier: the legal maker behind the first three (small makers: six) characters."""

    code = models.CharField(_("code"), primary_key=True, max_length=6)
    maker = models.CharField(_("legal maker"), max_length=150)
    country = CountryField(_("country"), blank=True)
    source = models.CharField(_("source"), max_length=60)
    confidence = models.CharField(_("confidence"), max_length=10)

    class Meta:
        verbose_name = _("WMI")
        verbose_name_plural = _("WMI")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.maker}"


class MakerCode(models.Model):
    """That a manufacturer on this portal builds under a WMI."""

    manufacturer = models.ForeignKey("organizations.Organization", models.CASCADE, related_name="maker_codes")
    code = models.CharField(_("WMI"), max_length=6, unique=True)

    class Meta:
        verbose_name = _("maker code")
        verbose_name_plural = _("maker codes")

    def __str__(self) -> str:
        return self.code


class Vehicle(SidesMixin):
    """One car. ``country`` is where it was exported to; ``dealer`` is the workshop its owner uses."""

    vin = models.CharField(_("VIN"), max_length=17, unique=True, validators=[MinLengthValidator(17)])
    maker_name = models.CharField(_("maker"), max_length=150, blank=True)
    model_name = models.CharField(_("model"), max_length=100, blank=True)
    model_year = models.PositiveSmallIntegerField(_("model year"), null=True, blank=True)
    powertrain = models.CharField(_("powertrain"), max_length=8, choices=Powertrain, blank=True)
    built_on = models.DateField(_("built on"), null=True, blank=True)
    exported_on = models.DateField(_("exported on"), null=True, blank=True)
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    odometer_km = models.PositiveIntegerField(_("odometer, km"), default=0)
    created_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(vin__regex=r"^[A-HJ-NPR-Z0-9]{17}$"), name="vehicle_vin_characters"),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="vehicle_newest"),
            models.Index(fields=["owner", "-created_at", "-id"], name="vehicle_owner_newest"),
            models.Index(fields=["dealer", "-created_at", "-id"], name="vehicle_dealer_newest"),
            models.Index(fields=["manufacturer", "-created_at", "-id"], name="vehicle_maker_newest"),
            models.Index(fields=["country", "-created_at", "-id"], name="vehicle_country_newest"),
            # How a VIN begins, without walking past the cars of others.
            models.Index(fields=["dealer", "vin"], name="vehicle_dealer_vin"),
            models.Index(fields=["country", "vin"], name="vehicle_country_vin"),
        ]

    get_powertrain_display = words_of("powertrain", Powertrain)

    def __str__(self) -> str:
        return self.vin

    def get_absolute_url(self) -> str:
        return reverse("vehicles:detail", args=[self.vin])

    @property
    def title(self) -> str:
        """What people call the car: maker and model, else the VIN."""
        return f"{self.maker_name} {self.model_name}".strip() or self.vin


class Registration(SidesMixin):
    """That a person registered the car as theirs, from when, with what on the odometer."""

    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="registrations")
    delivered_on = models.DateField(_("delivered on"))
    odometer_km = models.PositiveIntegerField(_("odometer, km"))
    registered_at = models.DateTimeField(_("registered at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["-registered_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["vehicle"], condition=Q(ended_at__isnull=True), name="registration_one_current"
            )
        ]
        indexes = [models.Index(fields=["owner", "-registered_at"], name="registration_owner")]

    def __str__(self) -> str:
        return f"{self.vehicle_id} · {self.delivered_on}"


class OdometerReading(SidesMixin):
    """One reading of the series that each registration and claim adds to."""

    vehicle = models.ForeignKey(Vehicle, models.CASCADE, related_name="readings", db_index=False)
    read_on = models.DateField(_("read on"))
    km = models.PositiveIntegerField(_("kilometres"))
    source = models.CharField(_("source"), max_length=40)
    # Nobody wrote it down for readings from before the portal asked.
    recorded_at = models.DateTimeField(_("recorded at"), null=True, blank=True)

    class Meta:
        verbose_name = _("odometer reading")
        verbose_name_plural = _("odometer readings")
        ordering = ["read_on", "id"]
        indexes = [models.Index(fields=["vehicle", "read_on"], name="reading_vehicle_day")]

    def __str__(self) -> str:
        return f"{self.read_on}: {self.km} km"


class ReadingCorrection(SidesMixin):
    """That a reading was a slip, and which reading stands in its place; both stay on record."""

    reading = models.OneToOneField(OdometerReading, models.CASCADE, related_name="correction")
    replaced_by = models.OneToOneField(OdometerReading, models.CASCADE, related_name="corrects")
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by_side = models.CharField(_("corrected by"), max_length=20)
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)
    corrected_at = models.DateTimeField(_("corrected at"))

    class Meta:
        verbose_name = _("correction of a reading")
        verbose_name_plural = _("corrections of readings")
        ordering = ["corrected_at", "id"]

    def __str__(self) -> str:
        return f"{self.reading_id} → {self.replaced_by_id}"
