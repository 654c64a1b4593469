"""What makes a firm an exporter: a maker's qualification of a year, and its word for a trader."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .exporters import Exporter, VehicleClass


class Qualification(models.Model):
    """That the authority's list of a year names a maker for a class, with what its number of traders rests on.

    A ledger: of several rows for one year and class the last one counts.
    """

    exporter = models.ForeignKey(Exporter, models.PROTECT, related_name="qualifications")
    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, null=True, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    vehicle_class = models.CharField(_("class"), max_length=10, choices=VehicleClass)
    exported_before = models.PositiveIntegerField(_("exported in the year before"))
    markets = models.PositiveSmallIntegerField(_("foreign markets with service outlets"))
    own_brand = models.BooleanField(_("own brand"))
    source = models.CharField(_("where it is announced"), max_length=200)
    recorded_at = models.DateTimeField(_("recorded at"))
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("qualification")
        verbose_name_plural = _("qualifications")
        ordering = ["-year", "vehicle_class", "-recorded_at", "-id"]

    def __str__(self) -> str:
        return f"{self.exporter_id} {self.year} {self.vehicle_class}"


class Authorisation(models.Model):
    """A maker's word that a trader may export its cars of a class, from a day on; its end is filled in once.

    ``ends_on`` is the first day on which it no longer holds.
    """

    maker = models.ForeignKey(Exporter, models.PROTECT, related_name="authorisations_given")
    trader = models.ForeignKey(Exporter, models.PROTECT, related_name="authorisations_held", verbose_name=_("trader"))
    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, null=True, related_name="+")
    vehicle_class = models.CharField(_("class"), max_length=10, choices=VehicleClass)
    starts_on = models.DateField(_("from"))
    paper = models.CharField(_("number of the letter of authorisation"), max_length=60)
    recorded_at = models.DateTimeField(_("recorded at"))
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)
    ends_on = models.DateField(_("first day it no longer holds"), null=True)
    end_reason = models.CharField(_("reason"), max_length=500, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_by = models.ForeignKey("casework.ActorRecord", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("authorisation")
        verbose_name_plural = _("authorisations")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="authorisation_forward"
            ),
            models.UniqueConstraint(
                fields=["maker", "trader", "vehicle_class"],
                condition=Q(ends_on__isnull=True),
                name="authorisation_one_standing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.maker_id} → {self.trader_id}"
