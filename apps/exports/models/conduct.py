"""The conduct log: what the authority holds against an exporter, with grounds, and what became of it."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import MD5
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.casework.models import CaseEvent

from .exporters import Exporter


class ConductEntry(models.Model):
    """One entry in the log of an exporter's conduct: a case (steps.py). Nothing of it is changed or taken away.

    It rests on ``findings`` that were upheld, on a ``decision`` made elsewhere, or on both. What is lifted stays on
    record as lifted, from when and why. Source: 商贸函〔2025〕648号 I(3), the negative list of dishonest conduct.
    """

    class Status(models.TextChoices):
        STANDING = "standing", pgettext_lazy("conduct entry", "Stands")
        APPEALED = "appealed", pgettext_lazy("conduct entry", "Appealed against")
        CONFIRMED = "confirmed", pgettext_lazy("conduct entry", "Confirmed on appeal")
        LIFTED = "lifted", pgettext_lazy("conduct entry", "Lifted")

    class Matter(models.TextChoices):
        FALSE_DATA = "false_data", _("False papers or data")
        CONDITION = "condition", _("New cars declared as used")
        LICENCE = "licence", _("Exports without the licence they need")
        SERVICE = "service", _("Promised service, warranty or parts not given")
        OTHER = "other", pgettext_lazy("matter of conduct", "Something else")

    #: Those that hold against the exporter; an appeal takes nothing back by itself.
    HOLDING = (Status.STANDING, Status.APPEALED, Status.CONFIRMED)

    number = models.CharField(_("number"), max_length=12, unique=True)
    exporter = models.ForeignKey(
        Exporter, models.PROTECT, related_name="conduct", db_index=False, verbose_name=_("exporter")
    )
    manufacturer = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, related_name="+", db_index=False
    )
    matter = models.CharField(_("matter"), max_length=10, choices=Matter)
    grounds = models.TextField(_("grounds"), max_length=4000)
    findings = ArrayField(models.CharField(max_length=12), verbose_name=_("findings"), default=list, blank=True)
    decision = models.CharField(_("decision"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.STANDING)
    version = models.PositiveIntegerField(default=1)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)

    #: An exporter's conduct is judged in China: an entry is no one destination's.
    country = ""

    class Meta:
        verbose_name = _("entry of the conduct log")
        verbose_name_plural = _("conduct log")
        ordering = ["-entered_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(findings=[]) | ~Q(decision=""), name="conduct_rests_on_something"),
            # The same entry twice is one; once lifted, it may be made again.
            models.UniqueConstraint(
                "exporter",
                "matter",
                "findings",
                "decision",
                MD5("grounds"),
                condition=~Q(status="lifted"),
                name="conduct_entered_once",
            ),
        ]
        indexes = [
            models.Index(fields=["-entered_at", "-id"], name="conduct_newest"),
            models.Index(fields=["manufacturer", "-entered_at", "-id"], name="conduct_maker_newest"),
            models.Index(fields=["exporter", "-entered_at", "-id"], name="conduct_exporter_newest"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("exports:conduct-entry", args=[self.number])

    def sides(self) -> dict[str, Any]:
        """The side columns that its events share."""
        return {"manufacturer_id": self.manufacturer_id}


class ConductEvent(CaseEvent):
    """One line of an entry's timeline."""

    conduct = models.ForeignKey(ConductEntry, models.PROTECT, related_name="events")
    manufacturer = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, related_name="+", db_index=False
    )
