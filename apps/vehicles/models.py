"""Exported vehicles, who owns them now, and their odometer series."""

from __future__ import annotations

from datetime import datetime

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from apps.casework.models import CaseEvent
from apps.core.addresses import address_of
from apps.core.db.words import words_of
from apps.duties.models import SidesMixin
from apps.organizations.scope import Actor

from .masked_vins import masked, seen_by

#: Registrations by which a car is somebody's, and those that wait for somebody to look at them.
CURRENT = ("unverified", "proof_sent", "verified")
WAITING = ("proof_sent", "contesting")
_IS_CURRENT = Q(status__in=CURRENT, ended_at=None)
_A_NUMBER = models.Func(
    function="random",
    template="'V-' || upper(substr(md5(%(function)s()::text), 1, 10))",
    output_field=models.CharField(max_length=12),
)


class Powertrain(models.TextChoices):
    BATTERY = "bev", _("Battery electric")
    PLUG_IN = "phev", _("Plug-in hybrid")
    HYBRID = "hev", _("Hybrid")
    PETROL = "petrol", _("Petrol")
    DIESEL = "diesel", _("Diesel")


class Wmi(models.Model):
    """World manufacturer identifier: the legal maker behind the first three (small makers: six) characters."""

    code = models.CharField(_("code"), primary_key=True, max_length=6)
    maker = models.CharField(_("legal maker"), max_length=150)
    country = CountryField(_("country"), blank=True)
    source = models.CharField(_("source"), max_length=60)
    confidence = models.CharField(_("confidence"), max_length=10)

    class Meta:
        verbose_name = _("WMI")
        verbose_name_plural = _("WMI")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.maker}"


class MakerCode(models.Model):
    """That a manufacturer on this portal builds under a WMI."""

    manufacturer = models.ForeignKey("organizations.Organization", models.CASCADE, related_name="maker_codes")
    code = models.CharField(_("WMI"), max_length=6, unique=True)

    class Meta:
        verbose_name = _("maker code")
        verbose_name_plural = _("maker codes")

    def __str__(self) -> str:
        return self.code


class Vehicle(SidesMixin):
    """One car. ``country`` is where it was exported to; ``dealer`` is the workshop its owner uses."""

    vin = models.CharField(_("VIN"), max_length=17, unique=True, validators=[MinLengthValidator(17)])
    maker_name = models.CharField(_("maker"), max_length=150, blank=True)
    model_name = models.CharField(_("model"), max_length=100, blank=True)
    model_year = models.PositiveSmallIntegerField(_("model year"), null=True, blank=True)
    powertrain = models.CharField(_("powertrain"), max_length=8, choices=Powertrain, blank=True)
    built_on = models.DateField(_("built on"), null=True, blank=True)
    exported_on = models.DateField(_("exported on"), null=True, blank=True)
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    odometer_km = models.PositiveIntegerField(_("odometer, km"), default=0)
    created_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(vin__regex=r"^[A-HJ-NPR-Z0-9]{17}$"), name="vehicle_vin_characters"),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="vehicle_newest"),
            models.Index(fields=["owner", "-created_at", "-id"], name="vehicle_owner_newest"),
            models.Index(fields=["dealer", "-created_at", "-id"], name="vehicle_dealer_newest"),
            models.Index(fields=["manufacturer", "-created_at", "-id"], name="vehicle_maker_newest"),
            models.Index(fields=["country", "-created_at", "-id"], name="vehicle_country_newest"),
            # How a VIN begins, without walking past the cars of others.
            models.Index(fields=["dealer", "vin"], name="vehicle_dealer_vin"),
            models.Index(fields=["manufacturer", "vin"], name="vehicle_maker_vin"),
            models.Index(fields=["country", "vin"], name="vehicle_country_vin"),
            # Cars of a model, newest first (docs/decisions/0027-fragments.md).
            models.Index(fields=["model_name", "-created_at", "-id"], name="vehicle_model_newest"),
            models.Index(fields=["dealer", "model_name", "-created_at", "-id"], name="vehicle_dealer_model"),
            models.Index(fields=["manufacturer", "model_name", "-created_at", "-id"], name="vehicle_maker_model"),
            models.Index(fields=["country", "model_name", "-created_at", "-id"], name="vehicle_country_model"),
        ]

    get_powertrain_display = words_of("powertrain", Powertrain)

    def __str__(self) -> str:
        return self.vin

    def get_absolute_url(self) -> str:
        return address_of("vehicles:detail", self.vin)

    @property
    def title(self) -> str:
        """What people call the car: maker and model, else what the VIN says of its kind."""
        return f"{self.maker_name} {self.model_name}".strip() or masked(self.vin)


class ModelName(models.Model):
    """What models are called: every name that a vehicle ever had, once. A trigger adds to it, whoever writes.

    Who looks for a fragment of a name looks here first, and then for vehicles of just these names by an index.
    """

    name = models.CharField(_("model"), max_length=100)

    class Meta:
        verbose_name = _("name of a model")
        verbose_name_plural = _("names of models")
        constraints = [models.UniqueConstraint(fields=["name"], name="modelname_once")]

    def __str__(self) -> str:
        return self.name


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Registrations, by what they are at a moment."""

    def current(self) -> RegistrationQuerySet:
        """Those by which a car is somebody's: one a car."""
        return self.filter(_IS_CURRENT)

    def verified(self, at: datetime) -> RegistrationQuerySet:
        """Those that stood and were verified at a moment; under ``as_known``, as far as was known then."""
        stood = Q(ended_at=None) | Q(ended_at__gt=at)
        return self.filter(stood, registered_at__lte=at, verified_at__lte=at)


class Registration(SidesMixin):
    """That a person registered the car as theirs, from when, with what on the odometer: a case (steps.py).

    ``verified_at`` and ``verified_by`` say since when and by what the car is known to be real and theirs; they are
    written once. A contest is a registration too: it gives nobody a car until somebody decides.
    """

    class Status(models.TextChoices):
        UNVERIFIED = "unverified", _("Not verified")
        PROOF_SENT = "proof_sent", _("Papers wait to be looked at")
        VERIFIED = "verified", _("Verified")
        CONTESTING = "contesting", _("Contested")
        ENDED = "ended", _("Registration ended")
        REFUSED = "refused", _("Contest refused")
        WITHDRAWN = "withdrawn", _("Contest withdrawn")

    class Ground(models.TextChoices):
        RECORD = "record", _("The manufacturer's record of export")
        PAPERS = "papers", _("Papers")
        CAR = "car", _("The car itself: the VIN on its plate")
        HANDED = "handed", _("Handed over by whoever held it")

    # Services give a number; the database gives one to what the release before writes beside this one.
    number = models.CharField(_("number"), max_length=12, unique=True, db_default=_A_NUMBER)
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="registrations")
    # Whoever contests does not see the car.
    vin = models.CharField(_("VIN"), max_length=17, db_default="")
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.UNVERIFIED, db_default="unverified"
    )
    version = models.PositiveIntegerField(default=1, db_default=1)
    delivered_on = models.DateField(_("delivered on"))
    odometer_km = models.PositiveIntegerField(_("odometer, km"))
    registered_at = models.DateTimeField(_("registered at"))
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    verified_by = models.CharField(_("verified by"), max_length=6, choices=Ground, blank=True, db_default="")
    #: Of contests: until when the holder may answer, and when they did.
    answer_by = models.DateTimeField(_("answer by"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["-registered_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["vehicle"], condition=_IS_CURRENT, name="registration_one_current"),
            models.UniqueConstraint(
                fields=["vehicle", "owner"], condition=Q(status="contesting"), name="registration_contested_once"
            ),
            models.CheckConstraint(
                condition=~Q(status="verified") | Q(verified_at__isnull=False),
                name="registration_verified_by_something",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-registered_at"], name="registration_owner"),
            # What waits for whoever looks at papers, the oldest first.
            models.Index(
                fields=["dealer", "registered_at", "id"],
                condition=Q(status__in=WAITING),
                name="registration_dealer_waits",
            ),
            models.Index(fields=["registered_at", "id"], condition=Q(status__in=WAITING), name="registration_waits"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("vehicles:registration", args=[self.number])

    @property
    def is_current(self) -> bool:
        """Whether the car is its owner's by it."""
        return self.status in CURRENT

    @property
    def is_looked_at(self) -> bool:
        """Whether somebody has to compare its papers with the car and the name: it waits, or is contested."""
        return self.status in WAITING or (self.is_current and self.answer_by is not None)

    @property
    def asks_for_papers(self) -> bool:
        """Whether papers would serve for something: it is not verified, or it is contested."""
        return self.status != self.Status.VERIFIED or self.answer_by is not None

    def vin_seen_by(self, actor: Actor | None) -> str:
        """Whoever compares papers with the car needs all of its VIN, as long as there is something to decide."""
        return self.vin if self.is_looked_at else seen_by(self.vin, actor)


class RegistrationEvent(CaseEvent, SidesMixin):
    """One line of a registration's timeline."""

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="events")


class RegistrationPaper(SidesMixin):
    """A document that its owner sent as proof; it is never shown to manufacturers and regulators."""

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("Purchase invoice or contract")
        CERTIFICATE = "certificate", _("Registration certificate")
        CUSTOMS = "customs", _("Customs paper")
        OTHER = "other", _("Another paper")

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="papers")
    document = models.ForeignKey("casework.Document", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("kind"), max_length=11, choices=Kind)
    name = models.CharField(_("file"), max_length=200)
    sent_at = models.DateTimeField(_("sent at"))

    class Meta:
        verbose_name = _("paper of a registration")
        verbose_name_plural = _("papers of registrations")
        ordering = ["sent_at", "id"]

    def __str__(self) -> str:
        return self.name


class HandoverQuerySet(models.QuerySet["Handover"]):
    """The one place of the rule which links may be used."""

    def open(self, at: datetime) -> HandoverQuerySet:
        """Those that may be taken at a moment."""
        return self.filter(withdrawn_at=None, taken_at=None, expires_at__gt=at)


class Handover(models.Model):
    """That a holder lets somebody take their car over by a link, within a term. It is taken or withdrawn once.

    The link is derived from ``number`` and this house's key (handover_links.py): no table holds it.
    """

    number = models.CharField(_("number"), max_length=12, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="handovers")
    owner = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", db_index=False)
    offered_at = models.DateTimeField(_("offered at"))
    expires_at = models.DateTimeField(_("expires at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    taken_at = models.DateTimeField(_("taken at"), null=True)
    became = models.OneToOneField(
        Registration, models.PROTECT, null=True, related_name="came_from", verbose_name=_("became")
    )

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ["-offered_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(taken_at__isnull=True), name="handover_ends_in_one_way"
            ),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True, became__isnull=True)
                | Q(taken_at__isnull=False, became__isnull=False),
                name="handover_taken_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class HistoryLinkQuerySet(models.QuerySet["HistoryLink"]):
    """The one place of the rule which links show a car's history."""

    def open(self, at: datetime) -> HistoryLinkQuerySet:
        """Those that show it at a moment: not withdrawn, not over, and the car is still whose who made them."""
        holding = Q(registration__status__in=CURRENT, registration__ended_at=None)
        return self.filter(holding, withdrawn_at=None, expires_at__gt=at)


class HistoryLink(models.Model):
    """That a holder shows the service history of their car to whoever has a link, for a term.

    The link is derived from ``number`` and this house's key (history_links.py): no table holds it.
    """

    number = models.CharField(_("number"), max_length=12, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="history_links")
    owner = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", db_index=False)
    offered_at = models.DateTimeField(_("offered at"))
    expires_at = models.DateTimeField(_("expires at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    objects = HistoryLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to a history")
        verbose_name_plural = _("links to histories")
        ordering = ["-offered_at", "-id"]

    def __str__(self) -> str:
        return self.number


class OdometerReading(SidesMixin):
    """One reading of the series that each registration and claim adds to."""

    vehicle = models.ForeignKey(Vehicle, models.CASCADE, related_name="readings", db_index=False)
    read_on = models.DateField(_("read on"))
    km = models.PositiveIntegerField(_("kilometres"))
    source = models.CharField(_("source"), max_length=40)
    # Nobody wrote it down for readings from before the portal asked.
    recorded_at = models.DateTimeField(_("recorded at"), null=True, blank=True)

    class Meta:
        verbose_name = _("odometer reading")
        verbose_name_plural = _("odometer readings")
        ordering = ["read_on", "id"]
        indexes = [models.Index(fields=["vehicle", "read_on"], name="reading_vehicle_day")]

    def __str__(self) -> str:
        return f"{self.read_on}: {self.km} km"


class ReadingCorrection(SidesMixin):
    """That a reading was a slip, and which reading stands in its place; both stay on record."""

    reading = models.OneToOneField(OdometerReading, models.CASCADE, related_name="correction")
    replaced_by = models.OneToOneField(OdometerReading, models.CASCADE, related_name="corrects")
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by_side = models.CharField(_("corrected by"), max_length=20)
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)
    corrected_at = models.DateTimeField(_("corrected at"))

    class Meta:
        verbose_name = _("correction of a reading")
        verbose_name_plural = _("corrections of readings")
        ordering = ["corrected_at", "id"]

    def __str__(self) -> str:
        return f"{self.reading_id} → {self.replaced_by_id}"
