"""Clocks: one instance of a duty each, with their intervals and exclusions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from apps.core.db.words import words_of

from ..outcomes import FELL_AWAY, GIVEN_UP, outcome
from .obligations import Obligation, ObligationVersion, Party


class SidesMixin(models.Model):
    """The side columns that walls compare with; empty where a side has no part in the row.

    They have no index of their own: a table that a side lists has one that begins with the side and goes on in the
    order of the list; rows of a case (events, intervals) are found by their case.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    dealer = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    manufacturer = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    country = CountryField(_("country"))

    #: Regulators see it by country: their lists are walked country by country (core/pagination.py).
    walked_by = "country"

    class Meta:
        abstract = True

    def sides(self) -> dict[str, Any]:
        """The side columns as keyword arguments for a row that shares them."""
        return {
            "owner_id": self.owner_id,
            "dealer_id": self.dealer_id,
            "manufacturer_id": self.manufacturer_id,
            "country": self.country,
        }


class Clock(SidesMixin):
    """One duty running: started, due, paused and stopped.

    ``due_at`` is derived from the intervals each time they change and is empty while paused before it is due.
    Because a pause only moves a due time that still lies ahead, ``due_at`` and ``stopped_at`` tell the clock's
    state at any past moment too (see docs/duties.md).
    """

    class Subject(models.TextChoices):
        CLAIM = "claim", _("Claim")
        ORDER_LINE = "order_line", _("Order line")
        FLAG = "flag", _("Flag")
        RECALL = "recall", _("Recall")
        OWNERSHIP = "ownership", _("Registration")
        OBJECTION = "objection", _("Objection")
        ESTIMATE = "estimate", _("Estimate")
        SETTLEMENT = "settlement", _("Settlement")
        FINDING = "finding", _("Finding")
        RETURN = "return", _("Return of parts")
        CORE = "core", pgettext_lazy("parts", "Core")

    class Ending(models.TextChoices):
        DONE = "done", _("Done")
        # The duty fell away (claim withdrawn, line cancelled): counts only if it was already missed by then.
        FELL_AWAY = FELL_AWAY, _("Fell away")
        # Ended undone by the party that owed it: its miss as soon as it would have been due.
        GIVEN_UP = GIVEN_UP, _("Given up")

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="+")
    version = models.ForeignKey(ObligationVersion, models.PROTECT, related_name="+")
    subject_kind = models.CharField(_("subject"), max_length=10, choices=Subject)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(max_length=40)
    responsible = models.CharField(_("who must act"), max_length=12, choices=Party)
    counts = models.BooleanField(_("counts for measures"), default=True)
    powertrain = models.CharField(_("powertrain"), max_length=8, blank=True)
    # The case or order whose duties of one day are one piece of evidence (docs/decisions/0033-who-counts.md). Empty on
    # clocks from before it was written down that have no other beside them: a version more of each would say nothing.
    unit = models.CharField(max_length=20, null=True, blank=True)
    # The car behind it is neither on its manufacturer's record of export nor verified: served, shown, no evidence.
    unproven = models.BooleanField(_("car not verified"), null=True)
    started_at = models.DateTimeField(_("started at"))
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True)
    ending = models.CharField(_("ending"), max_length=10, choices=Ending, blank=True)

    get_responsible_display = words_of("responsible", Party)

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "subject_kind", "subject_id"],
                condition=Q(stopped_at__isnull=True),
                name="clock_one_running_per_subject",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True) | Q(stopped_at__gte=F("started_at")),
                name="clock_stops_after_start",
            ),
            models.CheckConstraint(
                condition=Q(due_at__isnull=True) | Q(due_at__gte=F("started_at")),
                name="clock_due_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="clock_subject"),
            models.Index(fields=["manufacturer", "country", "obligation", "due_at"], name="clock_cell_due"),
            models.Index(fields=["dealer", "due_at"], name="clock_dealer_open", condition=Q(stopped_at__isnull=True)),
            models.Index(
                fields=["manufacturer", "due_at"],
                name="clock_maker_open",
                condition=Q(stopped_at__isnull=True),
            ),
            models.Index(fields=["owner"], name="clock_owner"),
            models.Index(fields=["unit"], name="clock_unproven", condition=Q(unproven=True)),
            models.Index(fields=["-due_at", "-id"], name="clock_latest_due"),
            models.Index(fields=["country", "-due_at", "-id"], name="clock_country_latest"),
            models.Index(fields=["manufacturer", "-due_at", "-id"], name="clock_maker_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.subject_label}"

    def state(self, at: datetime) -> str:
        """``met``, ``missed``, ``pending`` or ``void`` at the moment ``at``."""
        return outcome(due_at=self.due_at, stopped_at=self.stopped_at, ending=self.ending, at=at)


class ClockInterval(SidesMixin):
    """A stretch in which a clock ran or was paused: since when, why, and who had the ball.

    Appended, and closed once. What began at the very instant at which something else took its place is closed
    without length, and counts for nothing.
    """

    class Kind(models.TextChoices):
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="intervals", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=40)
    party = models.CharField(max_length=12, choices=Party)

    class Meta:
        verbose_name = _("interval")
        verbose_name_plural = _("intervals")
        ordering = ["clock_id", "started_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["clock"], condition=Q(ended_at__isnull=True), name="interval_one_open_per_clock"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")), name="interval_forward"
            ),
        ]
        indexes = [models.Index(fields=["clock", "started_at"], name="interval_clock")]

    def __str__(self) -> str:
        return f"{self.kind} {self.started_at:%Y-%m-%d %H:%M}"


class Exclusion(SidesMixin):
    """That a clock counts no more: from when, by whom and on what grounds; and, where that was undone, the same.

    The clock and everything that was computed with it stay as they were known; ``Clock.counts`` follows these rows.
    """

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="exclusions")
    excluded_at = models.DateTimeField(_("excluded at"))
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+")
    grounds = models.TextField(_("grounds"), max_length=2000)
    #: What decided it, as the number or id of the case ("dispute 12").
    decision = models.CharField(_("decision"), max_length=60)
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifted_by = models.ForeignKey("casework.ActorRecord", models.PROTECT, null=True, blank=True, related_name="+")
    lifted_grounds = models.TextField(_("grounds of lifting"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        ordering = ["excluded_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["clock"], condition=Q(lifted_at__isnull=True), name="exclusion_one_in_force_per_clock"
            ),
            models.CheckConstraint(condition=~Q(grounds=""), name="exclusion_has_grounds"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | Q(lifted_at__gte=F("excluded_at")), name="exclusion_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.decision}"
