"""Recalls as cases, the cars of each, and what became of every car: rows of fact that a completion is counted from."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from apps.casework.models import CaseEvent
from apps.core.db.words import words_of


class Recall(models.Model):
    """A recall or service campaign: a case (steps/recalls.py). What it says is never changed once it is on record.

    ``reference`` is the manufacturer's own number of the campaign or that of the order; ``ordered_by`` who ordered it,
    nobody where the manufacturer began it itself. ``country`` is where an order holds; empty: everywhere.
    """

    class Kind(models.TextChoices):
        SAFETY = "safety", pgettext_lazy("kind of a recall", "Safety recall")
        SERVICE = "service", pgettext_lazy("kind of a recall", "Service campaign")

    class Status(models.TextChoices):
        DRAFTED = "drafted", pgettext_lazy("recall", "Draft")
        ORDERED = "ordered", pgettext_lazy("recall", "Ordered: waits for the manufacturer")
        OBJECTED = "objected", pgettext_lazy("recall", "Objection waits to be decided")
        CONFIRMED = "confirmed", pgettext_lazy("recall", "Order confirmed")
        ACCEPTED = "accepted", pgettext_lazy("recall", "Order accepted")
        PUBLISHED = "published", pgettext_lazy("recall", "Published")
        CLOSED = "closed", pgettext_lazy("recall", "Closed")
        WITHDRAWN = "withdrawn", pgettext_lazy("recall", "Withdrawn")

    class Hazard(models.TextChoices):
        """What may happen, in words that every owner reads in their own language."""

        FIRE = "fire", _("The car may catch fire")
        SHOCK = "shock", _("Somebody may get an electric shock")
        CONTROL = "control", _("The driver may lose control of the car")
        BRAKES = "brakes", _("The car may brake badly or not at all")
        STOP = "stop", _("The car may stop while it is driven")
        INJURY = "injury", _("People in the car may not be protected in an accident")
        EMISSIONS = "emissions", _("The car may pollute more than the law allows")
        OTHER = "other", _("Another danger, described below")
        NONE = "none", _("No danger")

    class Advice(models.TextChoices):
        DRIVE = "drive", _("The car may be driven until it is repaired")
        OUTSIDE = "outside", _("Park outside, away from buildings, until the car is repaired")
        NO_CHARGING = "no_charging", _("Do not charge the car above 80 % until it is repaired")
        STAND = "stand", _("Do not drive the car until it is repaired")

    #: Everybody may read these.
    PUBLIC = (Status.PUBLISHED, Status.CLOSED)
    #: Cars may be put on the list in these.
    LISTING = (Status.DRAFTED, Status.ORDERED, Status.CONFIRMED, Status.ACCEPTED, Status.PUBLISHED)

    number = models.CharField(_("number"), max_length=12, unique=True)
    reference = models.CharField(_("reference"), max_length=40)
    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    country = CountryField(_("holds in"), blank=True)
    ordered_by = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    instrument = models.CharField(_("legal basis"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    title = models.CharField(_("title"), max_length=150)
    defect = models.TextField(_("what is wrong"), max_length=2000)
    hazard = models.CharField(_("danger"), max_length=9, choices=Hazard)
    risk = models.TextField(_("what may happen"), max_length=2000)
    remedy = models.TextField(_("remedy"), max_length=2000)
    advice = models.CharField(_("until then"), max_length=11, choices=Advice)
    part_numbers = ArrayField(models.CharField(max_length=40), verbose_name=_("part numbers"), default=list, blank=True)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.DRAFTED)
    version = models.PositiveIntegerField(default=1)
    began_at = models.DateTimeField(_("on record since"))
    published_at = models.DateTimeField(_("published at"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)

    class Meta:
        verbose_name = _("recall")
        verbose_name_plural = _("recalls")
        ordering = ["-began_at", "-id"]
        constraints = [
            # A reference is its issuer's own.
            models.UniqueConstraint(
                fields=["manufacturer", "reference"],
                condition=Q(ordered_by__isnull=True) & ~Q(status="withdrawn"),
                name="recall_once",
            ),
            models.UniqueConstraint(
                fields=["ordered_by", "manufacturer", "reference"],
                condition=~Q(status="withdrawn"),
                name="recall_ordered_once",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["published", "closed"]) | Q(published_at__isnull=False),
                name="recall_published_has_its_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["-began_at", "-id"], name="recall_newest"),
            models.Index(fields=["manufacturer", "-began_at", "-id"], name="recall_maker_newest"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("exports:recall", args=[self.number])

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.status in self.PUBLIC

    def sides(self) -> dict[str, Any]:
        """The side columns that its events share."""
        return {"manufacturer_id": self.manufacturer_id, "country": self.country}


class RecallEvent(CaseEvent):
    """One line of a recall's timeline."""

    recall = models.ForeignKey(Recall, models.PROTECT, related_name="events")
    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    country = CountryField(_("country"), blank=True)


class _OfARecall(models.Model):
    """The side columns of rows about cars of a recall."""

    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    # Where the car was exported to, as soon as the portal knows it.
    country = CountryField(_("country"), blank=True)

    class Meta:
        abstract = True


class RecallCountry(models.Model):
    """That a published recall concerns cars of a country: from then on its regulators read it and these cars."""

    recall = models.ForeignKey(Recall, models.PROTECT, related_name="countries", db_index=False)
    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    country = CountryField(_("country"))
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("country of a recall")
        verbose_name_plural = _("countries of recalls")
        ordering = ["country", "id"]
        constraints = [models.UniqueConstraint(fields=["recall", "country"], name="recallcountry_once")]
        indexes = [models.Index(fields=["country", "recall"], name="recallcountry_by_country")]

    def __str__(self) -> str:
        return f"{self.recall_id} {self.country}"


class RecallCar(_OfARecall):
    """That a recall concerns a car, by its VIN, whether or not the portal knows the car yet.

    What is to be done with it is derived from its marks (recall_states.py).
    """

    recall = models.ForeignKey(Recall, models.PROTECT, related_name="cars", db_index=False)
    vin = models.CharField(_("VIN"), max_length=17, validators=[MinLengthValidator(17)])
    added_at = models.DateTimeField(_("on the list since"))

    class Meta:
        verbose_name = _("car of a recall")
        verbose_name_plural = _("cars of recalls")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["recall", "vin"], name="recallcar_once"),
            models.CheckConstraint(condition=Q(vin__regex=r"^[A-HJ-NPR-Z0-9]{17}$"), name="recallcar_vin"),
        ]
        indexes = [
            models.Index(fields=["recall", "id"], name="recallcar_list"),
            models.Index(fields=["recall", "country", "id"], name="recallcar_country_list"),
            models.Index(fields=["vin"], name="recallcar_by_vin"),
        ]

    def __str__(self) -> str:
        return f"{self.recall_id} {self.vin}"


class RecallMark(_OfARecall):
    """What became of a car in a recall, from when it was told on, until it was taken back; never changed otherwise.

    Completion counts by ``marked_at`` and ``ended_at``, the moments of recording: so a past day answers as it did.
    ``happened_on`` is the day on which it was done.
    """

    class Kind(models.TextChoices):
        BOOKED = "booked", pgettext_lazy("car of a recall", "Booked")
        REMEDIED = "remedied", pgettext_lazy("car of a recall", "Remedied")
        NOT_APPLICABLE = "not_applicable", pgettext_lazy("car of a recall", "Not applicable")

    class Ground(models.TextChoices):
        """Why nothing is to be done with a car."""

        SCRAPPED = "scrapped", _("Scrapped")
        STOLEN = "stolen", _("Stolen and not found")
        NOT_AFFECTED = "not_affected", _("Looked at: it has not the parts concerned")
        EARLIER = "earlier", _("The remedy was there from the factory")

    #: One of these says the last word on a car.
    OUTCOMES = (Kind.REMEDIED, Kind.NOT_APPLICABLE)

    recall = models.ForeignKey(Recall, models.PROTECT, related_name="marks", db_index=False)
    car = models.ForeignKey(RecallCar, models.PROTECT, related_name="marks", db_index=False)
    kind = models.CharField(_("state"), max_length=14, choices=Kind)
    ground = models.CharField(_("grounds"), max_length=12, choices=Ground, blank=True)
    note = models.CharField(_("how it is known"), max_length=500, blank=True)
    # The claim by which the car was booked and remedied; empty where the manufacturer told it.
    claim_number = models.CharField(_("claim"), max_length=20, blank=True)
    happened_on = models.DateField(_("day"))
    marked_at = models.DateTimeField(_("recorded at"))
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_by = models.CharField(_("ended by"), max_length=150, blank=True)

    get_kind_display = words_of("kind", Kind)

    class Meta:
        verbose_name = _("state of a car in a recall")
        verbose_name_plural = _("states of cars in recalls")
        ordering = ["marked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["car"],
                condition=Q(kind__in=["remedied", "not_applicable"], ended_at__isnull=True),
                name="recallmark_one_outcome",
            ),
            models.UniqueConstraint(
                fields=["car"], condition=Q(kind="booked", ended_at__isnull=True), name="recallmark_booked_once"
            ),
            models.CheckConstraint(
                condition=~Q(kind="not_applicable") | (~Q(ground="") & ~Q(note="")), name="recallmark_has_grounds"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("marked_at")), name="recallmark_forward"
            ),
        ]
        indexes = [
            models.Index(fields=["recall", "kind", "marked_at"], name="recallmark_by_day"),
            models.Index(fields=["car", "marked_at"], name="recallmark_of_car"),
        ]

    def __str__(self) -> str:
        return f"{self.car_id} {self.kind}"


class RecallTold(_OfARecall):
    """That this portal told the owner of a car of a recall: once for each owner that the car has."""

    recall = models.ForeignKey(Recall, models.PROTECT, related_name="told", db_index=False)
    car = models.ForeignKey(RecallCar, models.PROTECT, related_name="told", db_index=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    told_at = models.DateTimeField(_("told at"))

    class Meta:
        verbose_name = _("owner told of a recall")
        verbose_name_plural = _("owners told of recalls")
        ordering = ["told_at", "id"]
        constraints = [models.UniqueConstraint(fields=["car", "owner"], name="recalltold_once")]
        indexes = [models.Index(fields=["recall", "told_at"], name="recalltold_by_day")]

    def __str__(self) -> str:
        return f"{self.car_id} {self.told_at:%Y-%m-%d}"
