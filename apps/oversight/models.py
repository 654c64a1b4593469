"""Signals: that a manufacturer's cases are asked about, denied, cancelled or split far more often than its peers'.

A signal accuses nobody and changes nothing: it asks people to look, with the rows behind it.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _say
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField


class Signal(models.Model):
    """One measure of one manufacturer in one country (empty: all together) beyond the alarm limit of its peers.

    Written by the night that found it, as it was known then; ``ended_on`` once it is back among the peers.
    """

    number = models.CharField(_("number"), max_length=12, unique=True)
    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    country = CountryField(_("country"), blank=True)
    #: Code of the measure (measures/__init__.py).
    measure = models.CharField(_("measure"), max_length=30)
    #: The last day looked at, and the days of the window up to it.
    began_on = models.DateField(_("since"))
    window_days = models.PositiveSmallIntegerField(_("window, days"))
    hits = models.FloatField(_("times"))
    cases = models.PositiveIntegerField(_("cases"))
    reference = models.FloatField(_("share of the peers"))
    limit = models.FloatField(_("alarm limit"))
    peers = models.PositiveSmallIntegerField(_("peers"))
    #: Ids of the claims or order lines in which it was done.
    row_ids = ArrayField(models.BigIntegerField())
    recorded_at = models.DateTimeField(_("recorded at"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("signal")
        verbose_name_plural = _("signals")
        ordering = ["-began_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["manufacturer", "country", "measure"],
                condition=Q(ended_on__isnull=True),
                name="signal_one_open",
            ),
            models.UniqueConstraint(
                fields=["manufacturer", "country", "measure", "began_on"], name="signal_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("began_on")), name="signal_forward"
            ),
        ]
        indexes = [
            models.Index(fields=["-began_on", "-id"], name="signal_newest"),
            models.Index(fields=["country", "-began_on", "-id"], name="signal_country_newest"),
            models.Index(fields=["manufacturer", "-began_on", "-id"], name="signal_maker_newest"),
        ]

    #: Regulators see it by country: their lists are walked country by country (core/pagination.py).
    walked_by = "country"

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("oversight:signal", args=[self.number])

    @property
    def share(self) -> float:
        """The manufacturer's own share."""
        return self.hits / self.cases if self.cases else 0.0

    @property
    def name(self) -> str:
        """What was counted, in the reader's language."""
        from .measures import MEASURES  # the measures read models

        known = MEASURES.get(self.measure)
        return _say(known.name) if known else self.measure


class SignalNote(models.Model):
    """What the manufacturer or a watcher says of a signal; never changed."""

    signal = models.ForeignKey(Signal, models.PROTECT, related_name="notes")
    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    country = CountryField(_("country"), blank=True)
    said_at = models.DateTimeField(_("said at"))
    by_side = models.CharField(max_length=20)
    by_name = models.CharField(max_length=150)
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)
    text = models.TextField(_("note"), max_length=2000)

    class Meta:
        verbose_name = _("note on a signal")
        verbose_name_plural = _("notes on signals")
        ordering = ["said_at", "id"]

    def __str__(self) -> str:
        return f"{self.signal_id} {self.by_name}"
