"""How many traders a maker may authorise: a value of the law, as rows with their source."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .exporters import VehicleClass


class TraderTier(models.Model):
    """From so many cars and markets on, a maker may authorise so many traders. No row for a class: none on record."""

    vehicle_class = models.CharField(_("class"), max_length=10, choices=VehicleClass)
    least_exported = models.PositiveIntegerField(_("exported in the year before, at least"))
    least_markets = models.PositiveSmallIntegerField(_("foreign markets with service outlets, at least"))
    own_brand = models.BooleanField(_("own brand needed"))
    traders = models.PositiveSmallIntegerField(_("traders"))
    instrument = models.CharField(_("instrument"), max_length=150)
    article = models.CharField(_("article"), max_length=60, blank=True)
    source = models.CharField(_("where it can be read"), max_length=150)
    checked_on = models.DateField(_("last checked"))
    in_force_from = models.DateField(_("in force from"))
    in_force_to = models.DateField(_("in force until"), null=True, blank=True)

    class Meta:
        verbose_name = _("tier of traders")
        verbose_name_plural = _("tiers of traders")
        ordering = ["vehicle_class", "-traders"]

    def __str__(self) -> str:
        return f"{self.vehicle_class}: {self.traders}"
