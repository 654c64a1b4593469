"""The warranty that each car has: its plan from its first delivery, and the parts that repairs fitted."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.duties.models import SidesMixin
from apps.vehicles.components import Component

from ..coverage import Span
from .plans import WarrantyPlan


class Coverage(SidesMixin):
    """The plan of one vehicle and the day it began. ``ends_on`` and ``kilometres`` are those of the plan's main term.

    Whether a fault is covered is said by cover.py; lists and figures read when the main term ends.
    """

    vehicle = models.OneToOneField("vehicles.Vehicle", models.CASCADE, related_name="coverage")
    plan = models.ForeignKey(WarrantyPlan, models.PROTECT, related_name="+")
    starts_on = models.DateField(_("starts on"))
    # Empty: no limit by date.
    ends_on = models.DateField(_("covered until"), null=True, blank=True)
    kilometres = models.PositiveIntegerField(_("up to, km"), null=True, blank=True)
    # The day on which the car first went to a next owner; kept once it is known.
    transferred_on = models.DateField(_("went to a next owner on"), null=True, blank=True)

    class Meta:
        verbose_name = _("coverage")
        verbose_name_plural = _("coverages")
        indexes = [models.Index(fields=["manufacturer", "country", "ends_on"], name="coverage_cell")]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"


class PartCover(SidesMixin):
    """That a completed repair fitted a part, which is covered from then on by the plan's term for such parts."""

    vehicle = models.ForeignKey("vehicles.Vehicle", models.CASCADE, related_name="part_covers", db_index=False)
    plan = models.ForeignKey(WarrantyPlan, models.PROTECT, related_name="+", db_index=False)
    component = models.CharField(_("component"), max_length=40, choices=Component)
    claim_number = models.CharField(_("claim"), max_length=20)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("covered until"), null=True, blank=True)
    # On the odometer.
    kilometres = models.PositiveIntegerField(_("up to, km"), null=True, blank=True)

    class Meta:
        verbose_name = _("cover of a part")
        verbose_name_plural = _("covers of parts")
        ordering = ["starts_on", "id"]
        constraints = [
            # A repair told twice is one.
            models.UniqueConstraint(fields=["claim_number", "starts_on"], name="partcover_once"),
        ]
        indexes = [models.Index(fields=["vehicle", "component"], name="partcover_vehicle")]

    def __str__(self) -> str:
        return f"{self.claim_number} {self.component}"

    @property
    def span(self) -> Span:
        return Span(self.starts_on, self.ends_on, self.kilometres)
