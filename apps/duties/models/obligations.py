"""Obligations (rules as data) and their versions, and what stands of countries' calendars."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField


class Party(models.TextChoices):
    """Who owes the next step."""

    OWNER = "owner", _("Owner")
    DEALER = "dealer", _("Dealer")
    MANUFACTURER = "manufacturer", _("Manufacturer")


#: Who may have to act by a rule: a party of a case, or the regulator at whose desk it lies.
RESPONSIBLE = [*Party.choices, ("regulator", _("Regulator"))]


class Obligation(models.Model):
    """A kind of promise: what must happen and who must act."""

    code = models.SlugField(_("code"), primary_key=True, max_length=40)
    name = models.CharField(_("name"), max_length=100)
    responsible = models.CharField(_("who must act"), max_length=12, choices=RESPONSIBLE)
    within_warranty_only = models.BooleanField(_("counts within warranty only"), default=True)
    judged = models.BooleanField(
        _("judged"), default=True, help_text=_("Whether the share kept in time can raise a flag.")
    )

    class Meta:
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        ordering = ["code"]

    def __str__(self) -> str:
        return str(_(self.name))


class ObligationVersion(models.Model):
    """How long the duty may take, where and from when; changed only by a new version from a date."""

    class Unit(models.TextChoices):
        WORKING_HOURS = "working_hours", _("working hours")
        WORKING_DAYS = "working_days", _("working days")
        CALENDAR_DAYS = "calendar_days", _("calendar days")

    class Basis(models.TextChoices):
        POLICY = "policy", _("Policy setting")
        LAW = "law", _("Law of the destination")

    class Calendar(models.TextChoices):
        """Whose working days the manufacturer's own duties are counted in."""

        DESTINATION = "destination", _("The country of the car")
        MAKER = "maker", _("The country of the manufacturer")
        BOTH = "both", _("Days on which both countries work")

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="versions", db_index=False)
    country = CountryField(_("country"), blank=True, help_text=_("Empty: every country without a rule of its own."))
    unit = models.CharField(_("unit"), max_length=14, choices=Unit)
    amount = models.PositiveIntegerField(_("allowed"))
    # Empty: the duty is owed in every case, and no share of misses is allowed for.
    target_share = models.DecimalField(_("target share"), max_digits=4, decimal_places=3, null=True, blank=True)
    effective_from = models.DateField(_("effective from"))
    effective_to = models.DateField(_("effective to"), null=True, blank=True)
    calendar = models.CharField(
        _("whose calendar"),
        max_length=11,
        choices=Calendar,
        default=Calendar.DESTINATION,
        db_default=Calendar.DESTINATION,
        help_text=_("For duties of the manufacturer; the workshop's are always counted where the car is."),
    )
    basis = models.CharField(_("basis"), max_length=6, choices=Basis, default=Basis.POLICY)
    source = models.CharField(_("source"), max_length=300)
    set_by = models.CharField(_("set by"), max_length=150)
    set_at = models.DateTimeField(_("set at"))

    class Meta:
        verbose_name = _("obligation version")
        verbose_name_plural = _("obligation versions")
        ordering = ["obligation_id", "country", "-effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["obligation", "country", "effective_from"], name="obligationversion_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="obligationversion_amount_positive"),
            models.CheckConstraint(
                condition=Q(target_share__gt=0, target_share__lt=1), name="obligationversion_target_is_share"
            ),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gt=F("effective_from")),
                name="obligationversion_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.country or '*'}: {self.amount} {self.unit} ({self.effective_from})"


class Shifts(models.Model):
    """Ordinary working hours of a country, where they differ from the default of its calendar (calendars.py)."""

    country = CountryField(_("country"), primary_key=True)
    zone = models.CharField(_("time zone"), max_length=64)
    # Monday to Sunday, each a list of ["09:00", "13:00"] pairs.
    week = models.JSONField(_("week"))
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("working hours")
        verbose_name_plural = _("working hours")

    def __str__(self) -> str:
        return f"{self.country}"


class CalendarRule(models.Model):
    """Something that holds in a country from a day to a day instead of its ordinary week; never edited.

    Of several of one kind on a date the one published last holds; a week to a day goes before an open one.
    """

    class Kind(models.TextChoices):
        WEEK = "week", _("Working hours of a period")
        CLOSED = "closed", _("Holiday")
        WORKED = "worked", _("Working day")
        HOURS = "hours", _("Hours of a day")

    country = CountryField(_("country"))
    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"), null=True, blank=True)
    # Of a week: Monday to Sunday; of hours: the shifts of each day. Lists of ["09:00", "13:00"] pairs.
    shifts = models.JSONField(_("hours"), default=list, blank=True)
    name = models.CharField(_("name"), max_length=100)
    source = models.CharField(_("source"), max_length=300)
    set_by = models.CharField(_("set by"), max_length=150)
    set_at = models.DateTimeField(_("set at"))
    change = models.OneToOneField("duties.RuleChange", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("calendar rule")
        verbose_name_plural = _("calendar rules")
        ordering = ["country", "first", "id"]
        indexes = [models.Index(fields=["country"], name="calendarrule_country")]
        constraints = [
            models.CheckConstraint(
                condition=Q(last__isnull=True, kind="week") | Q(last__gte=F("first")), name="calendarrule_forward"
            )
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.kind} {self.first}"


class HolidayYear(models.Model):
    """What a country's year held when it was written down, and by which release of the library; never changed."""

    country = CountryField(_("country"))
    year = models.PositiveSmallIntegerField(_("year"))
    # {"off": {"2026-01-01": "New Year's Day"}, "on": ["2026-02-14"], "early": {"2026-10-28": "13:00"}}
    days = models.JSONField(_("days"))
    library = models.CharField(_("library"), max_length=40)
    pinned_at = models.DateTimeField(_("written down at"))

    class Meta:
        verbose_name = _("holidays of a year")
        verbose_name_plural = _("holidays of years")
        ordering = ["country", "year"]
        constraints = [models.UniqueConstraint(fields=["country", "year"], name="holidayyear_once")]

    def __str__(self) -> str:
        return f"{self.country} {self.year}"
