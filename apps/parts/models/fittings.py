"""Which cars a part fits."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .catalogue import Part
from .dated import Said


class Fitting(Said):
    """That a part fits cars of a model: of some model years, of a plant, of a range of VINs; empty: of all.

    ``plant`` is the eleventh character of the VIN, where ISO 3779 and most makers put it. A range of VINs goes by
    what stands beside the check figure (``vin_range``).
    """

    part = models.ForeignKey(Part, models.PROTECT, related_name="fittings", db_index=False)
    model_name = models.CharField(_("model"), max_length=100)
    year_from = models.PositiveSmallIntegerField(_("from model year"), null=True, blank=True)
    year_to = models.PositiveSmallIntegerField(_("to model year"), null=True, blank=True)
    plant = models.CharField(_("plant"), max_length=1, blank=True)
    vin_from = models.CharField(_("from VIN"), max_length=17, blank=True)
    vin_to = models.CharField(_("to VIN"), max_length=17, blank=True)

    class Meta:
        verbose_name = _("fitting")
        verbose_name_plural = _("fittings")
        ordering = ["model_name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["part", "model_name", "year_from", "year_to", "plant", "vin_from", "vin_to"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="fitting_said_once",
            ),
            models.CheckConstraint(
                condition=Q(year_from=None) | Q(year_to=None) | Q(year_from__lte=F("year_to")),
                name="fitting_years_forward",
            ),
        ]
        indexes = [
            models.Index(fields=["manufacturer", "model_name", "part"], name="fitting_model"),
        ]

    def __str__(self) -> str:
        return f"{self.part_id} {self.model_name}"
