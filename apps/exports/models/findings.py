"""What is found to be wrong with an export: rules of the law as rows, findings as cases."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from apps.casework.models import CaseEvent

from ..finding_words import name_of, said
from .exporters import Exporter


class FindingRule(models.Model):
    """That something is looked for, by which instrument, from which day on; how it is found stands in finding_rules.

    ``amount`` is the law's or the portal's number, where there is one.
    """

    class Basis(models.TextChoices):
        LAW = "law", pgettext_lazy("basis of a rule", "Law")
        POLICY = "policy", pgettext_lazy("basis of a rule", "Policy of this portal")

    code = models.CharField(_("code"), primary_key=True, max_length=24)
    amount = models.PositiveIntegerField(_("number"), null=True)
    basis = models.CharField(_("basis"), max_length=6, choices=Basis)
    instrument = models.CharField(_("instrument"), max_length=150)
    article = models.CharField(_("article"), max_length=60, blank=True)
    source = models.CharField(_("where it can be read"), max_length=150)
    checked_on = models.DateField(_("last checked"))
    in_force_from = models.DateField(_("in force from"))
    in_force_to = models.DateField(_("in force until"), null=True, blank=True)

    class Meta:
        verbose_name = _("rule of findings")
        verbose_name_plural = _("rules of findings")
        ordering = ["code"]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def name(self) -> Any:
        """What it looks for, in words."""
        return name_of(self.code)


class Finding(models.Model):
    """That one rule found something wrong with one export: a case (steps.py). It accuses nobody: people decide.

    An export is a car, an exporter and a licence number; records of it may be put right, and the finding with them.
    Found again after it was mended is another finding, with a clock of its own: what came late stays on record.
    ``seen`` holds what the rule saw, for its sentence.
    """

    class Status(models.TextChoices):
        FOUND = "found", pgettext_lazy("finding", "Waits for an explanation")
        EXPLAINED = "explained", pgettext_lazy("finding", "Explained")
        ACCEPTED = "accepted", pgettext_lazy("finding", "Explanation accepted")
        UPHELD = "upheld", pgettext_lazy("finding", "Upheld")
        MENDED = "mended", pgettext_lazy("finding", "Mended")

    #: Those that a later look may close or open again.
    OPEN = (Status.FOUND, Status.EXPLAINED)

    number = models.CharField(_("number"), max_length=12, unique=True)
    rule = models.ForeignKey(
        FindingRule, models.PROTECT, related_name="findings", verbose_name=_("rule"), db_index=False
    )
    vin = models.CharField(_("VIN"), max_length=17)
    exporter = models.ForeignKey(
        Exporter, models.PROTECT, to_field="name", db_column="exporter", related_name="findings", db_index=False,
        verbose_name=_("exporter"),
    )  # fmt: skip
    licence_number = models.CharField(_("licence number"), max_length=40, blank=True)
    manufacturer = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, related_name="+", db_index=False
    )
    country = CountryField(_("destination"))
    seen = models.JSONField(default=dict)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.FOUND)
    version = models.PositiveIntegerField(default=1)
    found_at = models.DateTimeField(_("found at"))
    #: Of findings of before their time to answer was a clock (duties: ``finding_answer``).
    answer_by = models.DateTimeField(_("answer by"), null=True)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["-found_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["vin", "rule", "exporter", "licence_number"],
                condition=~Q(status="mended"),
                name="finding_stands_once",
            )
        ]
        indexes = [
            models.Index(fields=["-found_at", "-id"], name="finding_newest"),
            # All that was ever found of a car.
            models.Index(fields=["vin", "rule"], name="finding_by_vin"),
            models.Index(fields=["manufacturer", "-found_at", "-id"], name="finding_maker_newest"),
            models.Index(fields=["country", "-found_at", "-id"], name="finding_country_newest"),
            models.Index(fields=["exporter", "-found_at", "-id"], name="finding_exporter_newest"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("exports:finding", args=[self.number])

    @property
    def title(self) -> Any:
        """What its rule looks for, in words."""
        return name_of(self.rule_id)

    @property
    def sentence(self) -> str:
        """What the rule saw, in words."""
        return said(self.rule_id, self.seen)

    def sides(self) -> dict[str, Any]:
        """The side columns that its events share."""
        return {"manufacturer_id": self.manufacturer_id, "country": self.country}


class FindingEvent(CaseEvent):
    """One line of a finding's timeline."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="events")
    manufacturer = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, related_name="+", db_index=False
    )
    country = CountryField(_("country"))
