"""Replacement cars of a workshop, and to whom they were lent while a car was repaired."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from apps.duties.models import SidesMixin

from .bookings import one_of


class Loaner(models.Model):
    """A car that the workshop lends while another one is repaired."""

    dealer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(_("car"), max_length=80)
    plate = models.CharField(_("number plate"), max_length=20)
    retired_on = models.DateField(_("given up on"), null=True, blank=True)

    class Meta:
        verbose_name = _("replacement car")
        verbose_name_plural = _("replacement cars")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["dealer", "plate"], condition=Q(retired_on=None), name="loaner_plate_once")
        ]
        indexes = [models.Index(fields=["dealer", "name", "id"], name="loaner_dealer")]

    def __str__(self) -> str:
        return f"{self.name} ({self.plate})"


class Loan(SidesMixin):
    """That a replacement car was lent for a request, from when until when: a fact, written once and ended once."""

    loaner = models.ForeignKey(Loaner, models.PROTECT, related_name="loans", db_index=False)
    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="loans", db_index=False)
    # As it was called then: owners and regulators read no list of the workshop's cars.
    car = models.CharField(_("car"), max_length=110)
    lent_at = models.DateTimeField(_("lent at"))
    lent_km = models.PositiveIntegerField(_("odometer when lent, km"))
    lent_by = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField(_("recorded at"))
    returned_at = models.DateTimeField(_("returned at"), null=True, blank=True)
    returned_km = models.PositiveIntegerField(_("odometer when returned, km"), null=True, blank=True)

    class Meta:
        verbose_name = _("loan")
        verbose_name_plural = _("loans")
        ordering = ["lent_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(returned_at=None, returned_km=None)
                | Q(returned_at__gt=F("lent_at"), returned_km__gte=F("lent_km")),
                name="loan_forward",
            ),
            models.UniqueConstraint(fields=["claim"], condition=Q(returned_at=None), name="loan_one_a_claim"),
            ExclusionConstraint(
                name="loan_one_at_once",
                expressions=[
                    (one_of("loaner"), RangeOperators.OVERLAPS),
                    (
                        Func(F("lent_at"), F("returned_at"), function="tstzrange", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [models.Index(fields=["claim", "lent_at"], name="loan_claim")]

    def __str__(self) -> str:
        return f"{self.loaner_id} {self.lent_at:%Y-%m-%d}"
