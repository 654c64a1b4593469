"""Firms that export cars, by their legal names."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class VehicleClass(models.TextChoices):
    """What licences and qualifications tell apart (Announcement 54 of 2025; notice 318 of 2012)."""

    ELECTRIC_CAR = "bev_car", _("Battery-electric passenger cars with a VIN")
    OTHER_CAR = "other_car", _("Other passenger cars")
    BUS = "bus", _("Buses")
    MOTORCYCLE = "motorcycle", _("Motorcycles")


class Exporter(models.Model):
    """One firm, under the legal name that the authority's announcement gives it; a record that is never changed.

    ``manufacturer`` is the maker on this portal that it is, if any. A firm that gets another name is another row.
    """

    class Kind(models.TextChoices):
        MAKER = "maker", _("Manufacturer")
        TRADER = "trader", _("Trader with a manufacturer's authorisation")
        USED = "used", _("Exporter of used cars")

    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    name = models.CharField(_("legal name in Chinese"), max_length=150, unique=True)
    latin_name = models.CharField(_("legal name in Latin letters"), max_length=150, blank=True)
    # What all writings of the name share (names.py): two rows are never the same firm in another width.
    folded = models.CharField(max_length=150, unique=True)
    manufacturer = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("firm")
    )
    source = models.CharField(_("where it is announced"), max_length=200)
    registered_at = models.DateTimeField(_("registered at"))
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("exporter")
        verbose_name_plural = _("exporters")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="maker") | Q(manufacturer__isnull=True), name="exporter_of_the_portal_is_maker"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("exports:exporter", args=[self.pk])
