"""Organisations, the people who act for them, where they serve, and who appointed whom."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from apps.core.db.days import by_place
from apps.core.today import day_of_figures


class Organization(models.Model):
    class Kind(models.TextChoices):
        MANUFACTURER = "manufacturer", _("Manufacturer")
        DEALER = "dealer", _("Dealer")
        REGULATOR = "regulator", _("Regulator")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("name"), max_length=150)
    slug = models.SlugField(_("short name in addresses"), unique=True)
    country = CountryField(_("country"))
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    worldwide = models.BooleanField(
        _("jurisdiction over all countries"),
        default=False,
        help_text=_("Only for a regulator of exports, such as the licensing authority."),
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["kind", "name"], name="organization_kind_name")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(worldwide=False) | models.Q(kind="regulator"),
                name="organization_worldwide_is_regulator",
            )
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> MembershipQuerySet:
        """Those who act for their organisation now."""
        return self.filter(ended_at=None)

    def at(self, moment: datetime) -> MembershipQuerySet:
        """Those who acted for their organisation at a moment."""
        return self.filter(models.Q(ended_at=None) | models.Q(ended_at__gt=moment), created_at__lte=moment)


class Membership(models.Model):
    """That somebody acts for an organisation, from when and until when; a case of apps/network.

    Ended and never deleted; whoever comes back gets another row. ``preferred`` is the person's own choice to begin
    each visit as somebody of this organisation: without it they begin as themself.
    """

    class Role(models.TextChoices):
        ADMIN = "admin", _("Administrator")
        STAFF = "staff", _("Staff")
        VIEWER = "viewer", _("Viewer")

    class Status(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("membership", "Active")
        ENDED = "ended", pgettext_lazy("membership", "Ended")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", db_index=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.STAFF)
    person_name = models.CharField(_("name"), max_length=150)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    # From here run the days of grace for the second factor that the role asks for.
    role_since = models.DateTimeField(default=timezone.now, db_default=Now())
    status = models.CharField(_("status"), max_length=6, choices=Status, default=Status.ACTIVE)
    version = models.PositiveIntegerField(default=1)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    preferred = models.BooleanField(default=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization"], condition=models.Q(ended_at=None), name="membership_once"
            ),
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(ended_at=None, preferred=True), name="membership_one_preferred"
            ),
            models.CheckConstraint(
                condition=models.Q(status="active", ended_at=None) | models.Q(status="ended", ended_at__isnull=False),
                name="membership_ended_at_its_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_name} · {self.organization_id}"

    def get_absolute_url(self) -> str:
        return reverse("organizations:member", args=[self.pk])

    #: Who acts for whom is in no manufacturer's books, and happens in no country.
    manufacturer_id = None
    country = ""

    @property
    def number(self) -> str:
        """What it is called in messages."""
        return f"M-{self.pk}"


class Jurisdiction(models.Model):
    """A destination country that a regulator watches."""

    regulator = models.ForeignKey(Organization, models.CASCADE, related_name="jurisdictions", db_index=False)
    country = CountryField(_("country"))

    class Meta:
        verbose_name = _("jurisdiction")
        verbose_name_plural = _("jurisdictions")
        constraints = [models.UniqueConstraint(fields=["regulator", "country"], name="jurisdiction_once")]

    def __str__(self) -> str:
        return f"{self.regulator_id} · {self.country}"


class ServicePointQuerySet(models.QuerySet["ServicePoint"]):
    """The one place of the rule when a point is there: its end is the first day on which it no longer is."""

    def standing(self, day: date) -> ServicePointQuerySet:
        """Those that are not closed on this day, with those that open later."""
        return self.filter(_stands(day))

    def standing_at(self, moment: datetime) -> ServicePointQuerySet:
        """The same at this moment, by the day of the country where each is."""
        return self.filter(by_place(_stands, at=moment))

    def serving(self, day: date) -> ServicePointQuerySet:
        """Those that are open on this day."""
        return self.standing(day).filter(opened_on__lte=day)


def _stands(day: date) -> models.Q:
    return models.Q(closed_on=None) | models.Q(closed_on__gt=day)


class ServicePoint(models.Model):
    """An address where a dealer repairs cars."""

    dealer = models.ForeignKey(Organization, models.CASCADE, related_name="service_points", db_index=False)
    name = models.CharField(_("name"), max_length=150)
    address = models.CharField(_("address"), max_length=250)
    city = models.CharField(_("city"), max_length=100)
    country = CountryField(_("country"))
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = ServicePointQuerySet.as_manager()

    class Meta:
        verbose_name = _("service point")
        verbose_name_plural = _("service points")
        ordering = ["country", "city", "name", "id"]
        indexes = [models.Index(fields=["dealer", "country"], name="servicepoint_dealer_country")]

    def __str__(self) -> str:
        return f"{self.name}, {self.city}"

    def serves_on(self, day: date) -> bool:
        """Whether it is open on this day (the rule of ``serving``)."""
        return self.opened_on <= day and (self.closed_on is None or day < self.closed_on)


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """The one place of the rule when an appointment holds: its end is the first day on which it no longer does."""

    def on(self, day: date) -> AppointmentQuerySet:
        """Those that hold on this day."""
        return self.filter(_holds(day))

    def at(self, moment: datetime) -> AppointmentQuerySet:
        """Those that hold at this moment, by the day of their country."""
        return self.filter(by_place(_holds, at=moment))


def _holds(day: date) -> models.Q:
    return models.Q(starts_on__lte=day) & (models.Q(ends_on=None) | models.Q(ends_on__gt=day))


class Appointment(models.Model):
    """A manufacturer's word that a dealer serves its cars in a country, for a time; a case of apps/network."""

    class Status(models.TextChoices):
        STANDING = "standing", pgettext_lazy("appointment", "No end is set")
        ENDED = "ended", pgettext_lazy("appointment", "An end is set")

    manufacturer = models.ForeignKey(Organization, models.CASCADE, related_name="appointments_given", db_index=False)
    dealer = models.ForeignKey(Organization, models.CASCADE, related_name="appointments_held", db_index=False)
    country = CountryField(_("country"))
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.STANDING)
    version = models.PositiveIntegerField(default=1)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["country", "id"]
        constraints = [
            models.UniqueConstraint(fields=["manufacturer", "dealer", "country", "starts_on"], name="appointment_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=models.F("starts_on")),
                name="appointment_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["dealer", "manufacturer"], name="appointment_dealer"),
            models.Index(fields=["manufacturer", "country"], name="appointment_maker_country"),
        ]

    def __str__(self) -> str:
        return f"{self.manufacturer_id} → {self.dealer_id} ({self.country})"

    def get_absolute_url(self) -> str:
        return reverse("organizations:appointment", args=[self.pk])

    @property
    def number(self) -> str:
        """What it is called in messages."""
        return f"A-{self.pk}"

    def holds_on(self, day: date) -> bool:
        """As ``AppointmentQuerySet.on``, for a row at hand."""
        return self.starts_on <= day and not self.over_on(day)

    def over_on(self, day: date) -> bool:
        """Whether its end has come by this day."""
        return self.ends_on is not None and self.ends_on <= day


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """The one place of the rule which keys work."""

    def in_force(self, at: datetime) -> ApiKeyQuerySet:
        """Neither revoked nor over, and with the right that they came from: whoever made them is an administrator."""
        return self.running(at).filter(models.Q(created_by=None) | models.Q(maker_there=True))

    def running(self, at: datetime) -> ApiKeyQuerySet:
        """Neither revoked nor over; ``maker_there`` tells the rest."""
        revoked = models.Q(revoked_at=None) | models.Q(revoked_at__gt=at)
        over = models.Q(expires_on=None) | models.Q(expires_on__gt=day_of_figures(at))
        return self.with_maker().filter(revoked, over)

    def with_maker(self) -> ApiKeyQuerySet:
        """Annotate ``maker_there``: an administrator without a break since the key was made."""
        theirs = Membership.objects.filter(
            user_id=models.OuterRef("created_by_id"), organization_id=models.OuterRef("organization_id")
        )
        now = theirs.filter(ended_at=None, role=Membership.Role.ADMIN)
        left_since = theirs.filter(ended_at__gte=models.OuterRef("created_at"))
        return self.annotate(maker_there=models.Exists(now) & ~models.Exists(left_since))


class ApiKey(models.Model):
    """A key with which an organisation's own software acts; only its digest is kept.

    ``rooms`` are those it may enter; none named: all. ``expires_on`` is the first day on which it no longer works.
    A key that is rotated is another key; the old one is revoked at a moment that lies ahead.
    """

    class Room(models.TextChoices):
        VEHICLES = "vehicles", _("Vehicles")
        CLAIMS = "claims", pgettext_lazy("room of the API", "Repair requests")
        PARTS = "parts", _("Parts and orders")
        DUTIES = "duties", pgettext_lazy("room of the API", "Duties, figures and flags")
        JOBS = "jobs", pgettext_lazy("room of the API", "Files and long work")

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="api_keys")
    name = models.CharField(_("name"), max_length=100)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    may_write = models.BooleanField(_("may change data"), default=False)
    rooms = ArrayField(models.CharField(max_length=12, choices=Room), default=list, db_default=[])
    expires_on = models.DateField(_("ends on"), null=True)
    # Nobody for keys from before this was kept.
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    created_by_name = models.CharField(max_length=150)
    created_at = models.DateTimeField(_("created at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    last_used_on = models.DateField(_("last used on"), null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def rooms_display(self) -> list[str]:
        """The rooms it may enter, in words; empty: all."""
        return [str(self.Room(room).label) for room in self.rooms]
