"""Published warranty plans and their terms: never changed, so that a car keeps what it was sold with."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from ..content import PlanContent
from ..coverage import Term
from ..groups import Exclusion, Group

_A_NUMBER = models.Func(
    function="random",
    template="'W-' || upper(substr(md5(%(function)s()::text), 1, 10))",
    output_field=models.CharField(max_length=12),
)


class WarrantyPlan(models.Model):
    """One version of a manufacturer's plan for a market, a model and the days on which cars are sold.

    A plan of no manufacturer is the portal's, for cars of manufacturers that set none. It is the publication of a
    draft (drafts.py) with the same number.
    """

    # Services give a number; the database gives one to what the release before writes beside this one.
    number = models.CharField(_("number"), max_length=12, unique=True, db_default=_A_NUMBER)
    manufacturer = models.ForeignKey(
        "organizations.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="warranty_plans",
        db_index=False,
    )
    country = CountryField(_("country"), blank=True, help_text=_("Empty: every country without a plan of its own."))
    # As its manufacturer's record of export names it; empty: every model without a plan of its own.
    model_name = models.CharField(_("model"), max_length=100, blank=True, db_default="")
    name = models.CharField(_("name"), max_length=100)
    effective_from = models.DateField(_("effective from"))
    sold_until = models.DateField(_("for cars delivered until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    transferable = models.BooleanField(_("goes to the next owner"), db_default=True)
    #: Part → group, where the plan divides the car otherwise than usual (groups.py).
    moved = models.JSONField(_("parts in another group"), default=dict, db_default={}, blank=True)
    excluded_groups = ArrayField(
        models.CharField(max_length=20, choices=Group),
        verbose_name=_("groups left out"), default=list, db_default=[], blank=True,
    )  # fmt: skip
    exclusions = ArrayField(
        models.CharField(max_length=20, choices=Exclusion),
        verbose_name=_("exclusions"), default=list, db_default=[], blank=True,
    )  # fmt: skip
    exclusion_words = models.TextField(_("exclusions in words"), max_length=2000, blank=True, db_default="")
    service_months = models.PositiveSmallIntegerField(_("service every, months"), null=True, blank=True)
    service_kilometres = models.PositiveIntegerField(_("service every, km"), null=True, blank=True)
    conditions = models.TextField(_("conditions"), max_length=2000, blank=True, db_default="")
    # Nobody wrote it down for plans from before they were drafted here.
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        verbose_name = _("warranty plan")
        verbose_name_plural = _("warranty plans")
        ordering = ["country", "model_name", "-effective_from", "id"]
        indexes = [
            models.Index(fields=["-effective_from", "-id"], name="warrantyplan_newest"),
            models.Index(fields=["manufacturer", "-effective_from", "-id"], name="warrantyplan_maker_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["manufacturer", "country", "model_name", "effective_from"],
                name="warrantyplan_once_a_day",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(sold_until__isnull=True) | Q(sold_until__gte=F("effective_from")),
                name="warrantyplan_forward",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("warranty:plan", args=[self.number])

    @property
    def content(self) -> PlanContent:
        """What it says (1 query, unless its terms were fetched with it)."""
        return PlanContent(
            name=self.name,
            effective_from=self.effective_from,
            terms=tuple(term.term for term in self.terms.all()),
            source=self.source,
            country=str(self.country),
            model_name=self.model_name,
            sold_until=self.sold_until,
            transferable=self.transferable,
            moved=self.moved,
            excluded_groups=tuple(self.excluded_groups),
            exclusions=tuple(self.exclusions),
            exclusion_words=self.exclusion_words,
            service_months=self.service_months,
            service_kilometres=self.service_kilometres,
            conditions=self.conditions,
        )


class PlanTerm(models.Model):
    """How long a plan covers a group of parts: months or kilometres, whichever comes first."""

    plan = models.ForeignKey(WarrantyPlan, models.PROTECT, related_name="terms", db_index=False)
    manufacturer = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, related_name="+", db_index=False
    )
    group = models.CharField(_("group of parts"), max_length=20, choices=Group)
    months = models.PositiveSmallIntegerField(_("months"), null=True, blank=True)
    kilometres = models.PositiveIntegerField(_("kilometres"), null=True, blank=True)
    # Of a drive battery: the share of its first capacity that it keeps for the term.
    capacity_percent = models.PositiveSmallIntegerField(_("capacity kept, %"), null=True, blank=True)

    class Meta:
        verbose_name = _("term of a plan")
        verbose_name_plural = _("terms of plans")
        ordering = ["plan", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "group"], name="planterm_once"),
            models.CheckConstraint(
                condition=Q(months__gt=0, kilometres__isnull=True)
                | Q(months__isnull=True, kilometres__gt=0)
                | Q(months__gt=0, kilometres__gt=0),
                name="planterm_ends_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(capacity_percent__isnull=True)
                | Q(group="battery", capacity_percent__gte=1, capacity_percent__lte=100),
                name="planterm_capacity_of_batteries",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.group}"

    @property
    def term(self) -> Term:
        return Term(self.months, self.kilometres, self.group, self.capacity_percent)
