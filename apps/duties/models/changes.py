"""Changes of rules and calendars: drafted by one person, published by another, on record for good."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from apps.casework.models import CaseEvent

from .obligations import CalendarRule, Obligation, ObligationVersion


class RuleChange(models.Model):
    """What is to hold from a later day on: a version of an obligation, or something in a country's calendar.

    Edited while a draft; what is published makes the row that holds and is never edited. Read by the authority only.
    """

    class Kind(models.TextChoices):
        OBLIGATION = "obligation", _("Version of a duty")
        WEEK = "week", _("Working hours of a period")
        CLOSED = "closed", _("Holiday")
        WORKED = "worked", _("Working day")
        HOURS = "hours", _("Hours of a day")

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("rule", "Draft")
        PUBLISHED = "published", pgettext_lazy("rule", "Published")
        WITHDRAWN = "withdrawn", pgettext_lazy("rule", "Withdrawn")

    number = models.CharField(_("number"), max_length=12, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    organization = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+")
    country = CountryField(_("country"), blank=True)
    effective_from = models.DateField(_("effective from"))
    # The last day of a calendar's change; empty: it holds from then on.
    effective_to = models.DateField(_("last day"), null=True, blank=True)
    obligation = models.ForeignKey(Obligation, models.PROTECT, null=True, blank=True, related_name="changes")
    unit = models.CharField(_("unit"), max_length=14, choices=ObligationVersion.Unit, blank=True)
    amount = models.PositiveIntegerField(_("allowed"), null=True, blank=True)
    target_share = models.DecimalField(_("target share"), max_digits=4, decimal_places=3, null=True, blank=True)
    calendar = models.CharField(
        _("whose calendar"), max_length=11, choices=ObligationVersion.Calendar, blank=True, db_default=""
    )
    basis = models.CharField(_("basis"), max_length=6, choices=ObligationVersion.Basis, blank=True)
    name = models.CharField(_("name"), max_length=100, blank=True)
    # As CalendarRule.shifts.
    shifts = models.JSONField(_("hours"), default=list, blank=True)
    instrument = models.CharField(_("instrument"), max_length=150)
    article = models.CharField(_("article"), max_length=60, blank=True)
    source = models.CharField(_("where it can be read"), max_length=80, blank=True)
    reason = models.TextField(_("reason"), max_length=2000)
    #: The version that the publication made, when it is one.
    made = models.OneToOneField(ObligationVersion, models.PROTECT, null=True, blank=True, related_name="change")
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.DRAFT)
    version = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("drafted at"))
    updated_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("change of a rule")
        verbose_name_plural = _("changes of rules")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="obligation")
                | Q(
                    Q(target_share__isnull=True) | Q(target_share__gt=0, target_share__lt=1),
                    obligation__isnull=False,
                    amount__gt=0,
                ),
                name="rulechange_obligation_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
                name="rulechange_forward",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("duties:change", args=[self.number])

    #: Rules are no manufacturer's: their books are those of nobody.
    manufacturer_id = None

    @property
    def is_calendar(self) -> bool:
        """Whether it changes a country's calendar, not a duty."""
        return self.kind in CalendarRule.Kind.values

    @property
    def cited(self) -> str:
        """Instrument, article and where it can be read, as one line."""
        return "; ".join(filter(None, [", ".join(filter(None, [self.instrument, self.article])), self.source]))


class RuleEvent(CaseEvent):
    """What happened to a change of a rule; ``values`` of an edit are what each was and what it became."""

    rule = models.ForeignKey(RuleChange, models.PROTECT, related_name="events")
    organization = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)

    class Meta(CaseEvent.Meta):
        verbose_name = _("event of a rule")
        verbose_name_plural = _("events of rules")
