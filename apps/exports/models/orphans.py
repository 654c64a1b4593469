"""Cars that nobody on record exported, as somebody met them: rows of fact, each a report. They accuse nobody."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField


class OrphanReport(models.Model):
    """That a car without any record of export was met in a country, who told it, and who is said to have sold it.

    A ledger. ``answered_at`` is filled in once, when a record of export came; the report stays. ``owner`` is the person
    who told it, where they were signed in.
    """

    class Source(models.TextChoices):
        """How it came here: the first two by themselves, the last because somebody wanted to report it."""

        REGISTRATION = "registration", pgettext_lazy("source of a report", "An owner's registration")
        CLAIM = "claim", pgettext_lazy("source of a report", "A request for repair")
        CHECK = "check", pgettext_lazy("source of a report", "A report after a check")

    number = models.CharField(_("number"), max_length=12, unique=True)
    vin = models.CharField(_("VIN"), max_length=17, validators=[MinLengthValidator(17)])
    maker_code = models.CharField(_("maker's code"), max_length=6)
    country = CountryField(_("where the car is"))
    source = models.CharField(_("source"), max_length=12, choices=Source)
    # As somebody named it; empty: not named.
    seller = models.CharField(_("seller, as named"), max_length=150, blank=True)
    # What all writings of the name share (names.py).
    seller_folded = models.CharField(max_length=150, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    reported_at = models.DateTimeField(_("reported at"))
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)
    answered_at = models.DateTimeField(_("a record of export came"), null=True)

    class Meta:
        verbose_name = _("car without an export record")
        verbose_name_plural = _("cars without an export record")
        ordering = ["-reported_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["vin", "source", "country", "seller_folded", "owner"], nulls_distinct=False, name="orphan_once"
            ),
            models.CheckConstraint(condition=Q(vin__regex=r"^[A-HJ-NPR-Z0-9]{17}$"), name="orphan_vin"),
        ]
        indexes = [
            models.Index(fields=["-reported_at", "-id"], name="orphan_newest"),
            models.Index(fields=["country", "-reported_at", "-id"], name="orphan_country_newest"),
            models.Index(fields=["seller_folded", "-reported_at", "-id"], name="orphan_seller_newest"),
            models.Index(fields=["maker_code", "-reported_at", "-id"], name="orphan_code_newest"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("exports:orphan", args=[self.number])


class OrphanPaper(models.Model):
    """A photo of a paper that came with a report, without place, time and camera; for the authority and its sender."""

    report = models.ForeignKey(OrphanReport, models.PROTECT, related_name="papers", db_index=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    document = models.ForeignKey("casework.Document", models.PROTECT, related_name="+", db_index=False)
    sha256 = models.CharField(max_length=64)
    sent_at = models.DateTimeField(_("sent at"))

    class Meta:
        verbose_name = _("paper of a report")
        verbose_name_plural = _("papers of reports")
        ordering = ["sent_at", "id"]
        constraints = [models.UniqueConstraint(fields=["report", "sha256"], name="orphanpaper_once")]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.sha256[:12]}"


class DisclosureRule(models.Model):
    """From how many cars on a count of reports is told to a side that does not read the reports: a policy, as a row."""

    code = models.CharField(_("code"), primary_key=True, max_length=24)
    least = models.PositiveSmallIntegerField(_("at least"))
    instrument = models.CharField(_("instrument"), max_length=150)
    source = models.CharField(_("where it can be read"), max_length=150)
    in_force_from = models.DateField(_("in force from"))

    class Meta:
        verbose_name = _("rule of disclosure")
        verbose_name_plural = _("rules of disclosure")

    def __str__(self) -> str:
        return f"{self.code}: {self.least}"
