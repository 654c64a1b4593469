"""Confirmation letters as cases, the cars that each names, and the seal that the register holds of each."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from apps.casework.models import CaseEvent, Document
from apps.core.today import today_in

from .exporters import Exporter


class LetterQuerySet(models.QuerySet["Letter"]):
    """The one place of the rule which letters bind: issued, sealed, neither replaced nor revoked."""

    def living(self) -> LetterQuerySet:
        """Those that bind now."""
        return self.filter(status=Letter.Status.ISSUED, seal__isnull=False)

    def living_at(self, moment: datetime) -> LetterQuerySet:
        """Those that bound at a moment."""
        ended = Q(ended_at=None) | Q(ended_at__gt=moment)
        return self.filter(ended, seal__sealed_at__lte=moment, issued_at__lte=moment)


class Letter(models.Model):
    """A maker's word that its cars under one licence are served in their destination: a case (steps.py).

    What it says is never changed; another letter takes its place, or it is revoked. ``language`` is that of the half
    beside the Chinese one. A maker has one letter for a licence that is neither replaced nor revoked.
    """

    class Status(models.TextChoices):
        ISSUED = "issued", pgettext_lazy("letter", "Issued")
        REPLACED = "replaced", pgettext_lazy("letter", "Replaced")
        REVOKED = "revoked", pgettext_lazy("letter", "Revoked")

    number = models.CharField(_("number"), max_length=12, unique=True)
    # By its exact name: the law asks for it sign by sign.
    maker = models.ForeignKey(
        Exporter, models.PROTECT, to_field="name", db_column="maker", related_name="letters", db_index=False,
        verbose_name=_("maker"),
    )  # fmt: skip
    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    # As on the application for the licence, which may not be on record yet: a licence needs its letter first.
    licence_number = models.CharField(_("licence number"), max_length=40)
    language = models.CharField(_("language"), max_length=7)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.ISSUED)
    version = models.PositiveIntegerField(default=1)
    issued_at = models.DateTimeField(_("issued at"))
    ended_at = models.DateTimeField(_("replaced or revoked at"), null=True, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("in place of")
    )

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation letter")
        verbose_name_plural = _("confirmation letters")
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["maker", "licence_number"], condition=Q(status="issued"), name="letter_one_living"
            ),
            models.CheckConstraint(
                condition=Q(status="issued", ended_at__isnull=True)
                | (~Q(status="issued") & Q(ended_at__gte=F("issued_at"))),
                name="letter_ended_at_its_end",
            ),
        ]
        indexes = [
            models.Index(fields=["-issued_at", "-id"], name="letter_newest"),
            models.Index(fields=["manufacturer", "-issued_at", "-id"], name="letter_maker_newest"),
            models.Index(fields=["licence_number"], name="letter_by_licence"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("exports:letter", args=[self.number])

    @property
    def issued_on(self) -> date:
        """The day that stands on it: letters are issued in China."""
        return today_in("CN", self.issued_at)

    #: A letter may name several destinations; its lines say which.
    country = ""

    def sides(self) -> dict[str, Any]:
        """The side columns that its lines, events and seal share."""
        return {"manufacturer_id": self.manufacturer_id}


class LetterLine(models.Model):
    """One car of a letter: where it goes, and who serves it there, as it was when the letter was issued.

    ``promised_at``: since when this car has been promised to be served in this destination, by this letter or those
    that it took the place of.
    """

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="lines", db_index=False)
    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    vin = models.CharField(_("VIN"), max_length=17)
    model_name = models.CharField(_("model"), max_length=100, blank=True)
    country = CountryField(_("destination"))
    service_point = models.ForeignKey(
        "organizations.ServicePoint", models.PROTECT, related_name="+", verbose_name=_("service centre")
    )
    centre_name = models.CharField(_("service centre"), max_length=150)
    centre_firm = models.CharField(_("who runs it"), max_length=150)
    centre_address = models.CharField(_("address"), max_length=250)
    centre_city = models.CharField(_("city"), max_length=100)
    centre_phone = models.CharField(_("phone"), max_length=32, blank=True)
    promised_at = models.DateTimeField(_("promised since"))

    class Meta:
        verbose_name = _("car of a letter")
        verbose_name_plural = _("cars of letters")
        ordering = ["letter", "id"]
        constraints = [models.UniqueConstraint(fields=["letter", "vin"], name="letterline_once")]
        # All that was promised of a car.
        indexes = [models.Index(fields=["vin"], name="letterline_by_vin")]

    def __str__(self) -> str:
        return f"{self.vin} {self.country}"


class LetterCountry(models.Model):
    """That a sealed letter names cars for a country: its regulators read the letter while it binds, and these cars."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="countries", db_index=False)
    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    country = CountryField(_("destination"))

    class Meta:
        verbose_name = _("country of a letter")
        verbose_name_plural = _("countries of letters")
        ordering = ["country", "id"]
        constraints = [models.UniqueConstraint(fields=["letter", "country"], name="lettercountry_once")]
        indexes = [models.Index(fields=["country", "letter"], name="lettercountry_by_country")]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.country}"


class LetterSeal(models.Model):
    """What the register holds of a letter's PDF: its digest, and whose certificate signed it. The bytes are kept."""

    letter = models.OneToOneField(Letter, models.PROTECT, related_name="seal")
    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    sha256 = models.CharField(_("digest"), max_length=64, unique=True)
    # SHA-256 of the certificate (DER).
    certificate = models.CharField(_("certificate"), max_length=64)
    sealed_at = models.DateTimeField(_("sealed at"))

    class Meta:
        verbose_name = _("seal of a letter")
        verbose_name_plural = _("seals of letters")

    def __str__(self) -> str:
        return self.sha256


class LetterEvent(CaseEvent):
    """One line of a letter's timeline."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="events")
    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
