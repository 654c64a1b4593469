"""Organisations, the people who act for them, where they serve, and who appointed whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField


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


class Membership(models.Model):
    class Role(models.TextChoices):
        ADMIN = "admin", _("Administrator")
        STAFF = "staff", _("Staff")
        VIEWER = "viewer", _("Viewer")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", db_index=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.STAFF)
    person_name = models.CharField(_("name"), max_length=150)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["user", "organization"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.person_name} · {self.organization_id}"


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

    class Meta:
        verbose_name = _("service point")
        verbose_name_plural = _("service points")
        ordering = ["country", "city", "name", "id"]
        indexes = [models.Index(fields=["dealer", "country"], name="servicepoint_dealer_country")]

    def __str__(self) -> str:
        return f"{self.name}, {self.city}"


class Appointment(models.Model):
    """A manufacturer's word that a dealer serves its cars in a country, for a time."""

    manufacturer = models.ForeignKey(Organization, models.CASCADE, related_name="appointments_given", db_index=False)
    dealer = models.ForeignKey(Organization, models.CASCADE, related_name="appointments_held", db_index=False)
    country = CountryField(_("country"))
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)

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


class ApiKey(models.Model):
    """A key with which an organisation's own software acts; only its digest is kept."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="api_keys")
    name = models.CharField(_("name"), max_length=100)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    may_write = models.BooleanField(_("may change data"), default=False)
    created_by_name = models.CharField(max_length=150)
    created_at = models.DateTimeField(_("created at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    last_used_on = models.DateField(_("last used on"), null=True, blank=True)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
