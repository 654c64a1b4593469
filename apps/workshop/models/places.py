"""Where and when a workshop works: the bays of a service point and its opening hours."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

#: An opening as JSON keeps it: ["08:00", "12:30"].
Shift = list[str]


class Bay(models.Model):
    """A place in a workshop where one car at a time is worked on. One that is given up stays on record."""

    class Kind(models.TextChoices):
        LIFT = "lift", pgettext_lazy("kind of a bay", "Lift")
        FLOOR = "floor", pgettext_lazy("kind of a bay", "Floor")
        HIGH_VOLTAGE = "high_voltage", pgettext_lazy("kind of a bay", "High-voltage work")
        BODY = "body", pgettext_lazy("kind of a bay", "Body and paint")
        INSPECTION = "inspection", pgettext_lazy("kind of a bay", "Inspection")

    service_point = models.ForeignKey("organizations.ServicePoint", models.PROTECT, related_name="bays", db_index=False)
    dealer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(_("name"), max_length=40)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    retired_on = models.DateField(_("given up on"), null=True, blank=True)

    class Meta:
        verbose_name = _("bay")
        verbose_name_plural = _("bays")
        ordering = ["service_point_id", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["service_point", "name"], condition=Q(retired_on=None), name="bay_name_once"
            )
        ]
        indexes = [models.Index(fields=["dealer", "service_point", "name"], name="bay_dealer")]

    def __str__(self) -> str:
        return self.name


class OpeningHours(models.Model):
    """When a service point is open on a weekday, from a day on, in the time of its place; no shifts: closed.

    Another row with a later day takes over; none is changed.
    """

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    service_point = models.ForeignKey(
        "organizations.ServicePoint", models.PROTECT, related_name="opening_hours", db_index=False
    )
    dealer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    weekday = models.PositiveSmallIntegerField(_("day of the week"), choices=Weekday)
    shifts: Any = models.JSONField(_("hours"), default=list, blank=True)
    effective_from = models.DateField(_("from"))

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["service_point_id", "weekday", "-effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["service_point", "weekday", "effective_from"], name="openinghours_once_a_day"
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="openinghours_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.service_point_id} {self.weekday}"
