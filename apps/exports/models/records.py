"""What was declared of each exported car: rows of fact, put right by rows that take their place."""

from __future__ import annotations

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from .exporters import Exporter


class ExportRecordQuerySet(models.QuerySet["ExportRecord"]):
    """The one place of the rule which record counts."""

    def current(self) -> ExportRecordQuerySet:
        """Those in whose place no other one stands."""
        return self.filter(superseded_by=None)


class ExportRecord(models.Model):
    """That an exporter declared a car for export under a licence: one line of a manifest, never changed.

    A correction is a row that ``supersedes`` it, with its reason. ``manufacturer`` is the maker on this portal for whom
    the exporter acts (not whoever built the car); ``country`` is the destination. What a car *is* (maker, powertrain,
    year) stands in vehicles; here is what was declared of this export.
    """

    class Condition(models.TextChoices):
        NEW = "new", pgettext_lazy("condition of a car", "New")
        USED = "used", pgettext_lazy("condition of a car", "Used")
        MODIFIED = "modified", pgettext_lazy("condition of a car", "Modified")

    vin = models.CharField(_("VIN"), max_length=17, validators=[MinLengthValidator(17)])
    model_name = models.CharField(_("model"), max_length=100)
    # Empty on records of before brands were asked for, and where none was declared.
    brand = models.CharField(_("brand"), max_length=60, blank=True, db_default="")
    # By its exact name, as manifests and letters give it.
    exporter = models.ForeignKey(
        Exporter, models.PROTECT, to_field="name", db_column="exporter", db_index=False, related_name="records",
        verbose_name=_("exporter"),
    )  # fmt: skip
    manufacturer = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, related_name="+", db_index=False
    )
    # As declared, whether or not such a licence is on record; empty: none was declared.
    licence_number = models.CharField(_("licence number"), max_length=40, blank=True)
    condition = models.CharField(_("condition"), max_length=8, choices=Condition)
    first_registered_on = models.DateField(_("first registered in China on"), null=True, blank=True)
    transferred_on = models.DateField(_("transferred for export on"), null=True, blank=True)
    applied_on = models.DateField(_("licence applied for on"), null=True, blank=True)
    odometer_km = models.PositiveIntegerField(_("odometer, km"))
    exported_on = models.DateField(_("exported on"))
    country = CountryField(_("destination"))
    importer = models.CharField(_("importer"), max_length=150)
    legal_ground = models.CharField(_("legal ground"), max_length=300, blank=True)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name=_("in place of")
    )
    reason = models.CharField(_("reason of the correction"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)

    objects = ExportRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("export record")
        verbose_name_plural = _("export records")
        ordering = ["-recorded_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["vin", "exporter", "licence_number"],
                condition=Q(supersedes__isnull=True),
                name="exportrecord_begun_once",
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(reason=""), name="exportrecord_corrected_for_a_reason"
            ),
            models.CheckConstraint(condition=Q(vin__regex=r"^[A-HJ-NPR-Z0-9]{17}$"), name="exportrecord_vin"),
        ]
        indexes = [
            models.Index(fields=["-recorded_at", "-id"], name="exportrecord_newest"),
            models.Index(fields=["manufacturer", "-recorded_at", "-id"], name="exportrecord_maker_newest"),
            models.Index(fields=["country", "-recorded_at", "-id"], name="exportrecord_country_newest"),
            # All that was declared of a car.
            models.Index(fields=["vin"], name="exportrecord_by_vin"),
            # All that was exported under a licence, in the order in which it left.
            models.Index(fields=["licence_number", "exported_on", "id"], name="exportrecord_by_licence"),
        ]

    def __str__(self) -> str:
        return f"{self.vin} {self.exported_on}"

    def get_absolute_url(self) -> str:
        return reverse("exports:record", args=[self.pk])
