"""Export licences as cases, and the days on which one did not hold."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.casework.models import CaseEvent

from .exporters import Exporter, VehicleClass


class LicenceQuerySet(models.QuerySet["Licence"]):
    """The one place of the rule on which day a licence holds."""

    def holding_on(self, day: date | models.OuterRef) -> LicenceQuerySet:
        """Licences that held on a day: verified, within their days, neither suspended nor withdrawn then."""
        asked = day if isinstance(day, models.OuterRef) else models.Value(day)
        of_the_day = self.annotate(asked=models.ExpressionWrapper(asked, output_field=models.DateField()))
        held_back = LicenceHold.objects.filter(
            Q(ends_on=None) | Q(ends_on__gt=models.OuterRef("asked")),
            licence=models.OuterRef("pk"),
            begins_on__lte=models.OuterRef("asked"),
        )
        within = of_the_day.filter(valid_from__lte=F("asked"), valid_to__gte=F("asked"))
        return within.filter(~models.Exists(held_back))


class Licence(models.Model):
    """One export licence: a case (steps.py). What was applied for stays; people verify, suspend and withdraw.

    ``maker`` is whose new cars it is for; none for used cars. That its days are over is a matter of the day, not of
    a step. No destination named: it names none.
    """

    class Status(models.TextChoices):
        APPLIED = "applied", pgettext_lazy("licence", "Applied for")
        VALID = "valid", pgettext_lazy("licence", "Verified")
        SUSPENDED = "suspended", pgettext_lazy("licence", "Suspended")
        WITHDRAWN = "withdrawn", pgettext_lazy("licence", "Withdrawn")

    number = models.CharField(_("number"), max_length=12, unique=True)
    # As printed on the licence; in capitals without blanks.
    licence_number = models.CharField(_("licence number"), max_length=40, unique=True)
    exporter = models.ForeignKey(
        Exporter, models.PROTECT, related_name="licences", verbose_name=_("exporter"), db_index=False
    )
    maker = models.ForeignKey(
        Exporter, models.PROTECT, null=True, blank=True, related_name="licences_of_its_cars", verbose_name=_("maker")
    )
    manufacturer = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, related_name="+", db_index=False
    )
    vehicle_class = models.CharField(_("class"), max_length=10, choices=VehicleClass)
    destinations = ArrayField(models.CharField(max_length=2), verbose_name=_("destinations"), default=list, blank=True)
    quantity = models.PositiveIntegerField(_("vehicles covered"), null=True, blank=True)
    applied_on = models.DateField(_("applied on"))
    valid_from = models.DateField(_("valid from"), null=True)
    valid_to = models.DateField(_("valid until"), null=True)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.APPLIED)
    version = models.PositiveIntegerField(default=1)
    registered_at = models.DateTimeField(_("registered at"))

    objects = LicenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("export licence")
        verbose_name_plural = _("export licences")
        ordering = ["-registered_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True, valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="licence_days_forward",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["applied", "withdrawn"]) | Q(valid_from__isnull=False),
                name="licence_verified_has_days",
            ),
        ]
        indexes = [
            models.Index(fields=["-registered_at", "-id"], name="licence_newest"),
            models.Index(fields=["manufacturer", "-registered_at", "-id"], name="licence_maker_newest"),
            models.Index(fields=["exporter", "-registered_at", "-id"], name="licence_exporter_newest"),
        ]

    def __str__(self) -> str:
        return self.licence_number

    def get_absolute_url(self) -> str:
        return reverse("exports:licence", args=[self.number])

    #: A licence is given in China and may name many destinations: it is no one country's.
    country = ""

    def sides(self) -> dict[str, Any]:
        """The side columns that its events and holds share."""
        return {"manufacturer_id": self.manufacturer_id}

    def is_over(self, on: date) -> bool:
        """Whether it ran out: verified, neither suspended nor withdrawn, and its last day is behind."""
        return self.status == self.Status.VALID and self.valid_to is not None and self.valid_to < on

    def begins_later(self, on: date) -> bool:
        """Whether it is verified and its first day lies ahead."""
        return self.status == self.Status.VALID and self.valid_from is not None and self.valid_from > on


class LicenceHold(models.Model):
    """The days from which on a licence does not hold: a suspension, or its withdrawal.

    ``ends_on`` is the first day on which it holds again, filled in once.
    """

    licence = models.ForeignKey(Licence, models.PROTECT, related_name="holds")
    manufacturer = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, related_name="+", db_index=False
    )
    for_good = models.BooleanField(_("withdrawn"))
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("holds again from"), null=True)

    class Meta:
        verbose_name = _("days without a licence")
        verbose_name_plural = _("days without a licence")
        ordering = ["begins_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on"), for_good=False),
                name="licencehold_forward",
            )
        ]

    def __str__(self) -> str:
        return f"{self.licence_id} {self.begins_on}"


class LicenceEvent(CaseEvent):
    """One line of a licence's timeline."""

    licence = models.ForeignKey(Licence, models.PROTECT, related_name="events")
    manufacturer = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, related_name="+", db_index=False
    )
