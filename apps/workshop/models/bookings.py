"""Appointments of cars in workshops."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.casework.models import CaseEvent
from apps.core.db.words import words_of
from apps.duties.models import SidesMixin


def one_of(column: str) -> Func:
    """A column's value as a range of one: two of them overlap when they are the same, which needs no extension."""
    return Func(F(column), F(column), Value("[]"), function="int8range", output_field=BigIntegerRangeField())


class Booking(SidesMixin):
    """An appointment of a car in a workshop, for a request: a case (steps.py).

    ``wished`` by the owner or ``offered`` by the workshop, ``agreed`` when the other side says yes. Where it is moved
    to stands here, where it was in its history. It stops no clock and pauses none: a workshop gains no time by it.
    """

    class Status(models.TextChoices):
        WISHED = "wished", pgettext_lazy("appointment of a car", "Wished by the owner")
        OFFERED = "offered", pgettext_lazy("appointment of a car", "Offered by the workshop")
        AGREED = "agreed", pgettext_lazy("appointment of a car", "Agreed")
        KEPT = "kept", pgettext_lazy("appointment of a car", "Kept")
        MISSED = "missed", pgettext_lazy("appointment of a car", "The car did not come")
        CANCELLED = "cancelled", pgettext_lazy("appointment of a car", "Cancelled")

    #: It lies ahead, for one side at least.
    OPEN = (Status.WISHED, Status.OFFERED, Status.AGREED)
    #: They hold a bay.
    HOLDING = (Status.OFFERED, Status.AGREED)

    number = models.CharField(_("number"), max_length=12, unique=True)
    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="bookings", db_index=False)
    service_point = models.ForeignKey("organizations.ServicePoint", models.PROTECT, related_name="+", db_index=False)
    bay = models.ForeignKey("workshop.Bay", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    status = models.CharField(_("status"), max_length=9, choices=Status)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(_("made at"))

    get_status_display = words_of("status", Status)

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_forward"),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(status__in=["wished", "offered", "agreed"]), name="booking_one_open"
            ),
            # Nobody books a bay twice, whoever is faster.
            ExclusionConstraint(
                name="booking_bay_once",
                expressions=[
                    (one_of("bay"), RangeOperators.OVERLAPS),
                    (
                        Func(F("starts_at"), F("ends_at"), function="tstzrange", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(bay__isnull=False, status__in=["offered", "agreed"]),
            ),
        ]
        indexes = [
            models.Index(fields=["claim", "starts_at"], name="booking_claim"),
            models.Index(fields=["dealer", "starts_at", "id"], name="booking_dealer_day"),
            # What reminders look for.
            models.Index(fields=["starts_at"], condition=Q(status="agreed"), name="booking_agreed_ahead"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("workshop:booking", args=[self.number])


class BookingEvent(SidesMixin, CaseEvent):
    """One line of an appointment's history."""

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="events", db_index=False)

    class Meta(CaseEvent.Meta):
        indexes = [models.Index(fields=["booking", "happened_at", "id"], name="bookingevent_timeline")]
