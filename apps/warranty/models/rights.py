"""What the law of a market gives buyers of cars, figure by figure."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField


class MarketRight(models.Model):
    """One figure that a market's law gives buyers of cars; a right without a row is a right not on record."""

    class Code(models.TextChoices):
        GUARANTEE = "legal_guarantee", _("Legal guarantee")
        BURDEN = "burden_reversal", _("Defects are presumed to have been there")
        REPAIR_LIMIT = "max_repair_time", _("Longest repair")
        DOWNTIME = "max_downtime", _("Longest time off the road in a warranty year")
        ATTEMPTS = "max_attempts", _("Failed repairs before refund or replacement")
        LOANER = "loaner_after", _("Replacement car when a repair takes longer than")
        PARTS = "parts_availability", _("Spare parts are kept available")
        RARE_PART = "rare_part", _("Delivery of a rare part")
        REJECT = "reject_window", _("Return of a faulty car")
        DISTANCE = "guarantee_distance", _("Legal guarantee up to")
        REPAIR_GUARANTEE = "repair_guarantee", _("Guarantee on a repair")
        REPAIR_AGAIN = "repair_fails_again", _("Refund or replacement when a repair fails again within")
        REPAIR_DISTANCE = "repair_guarantee_km", _("Guarantee on a repair up to")
        EXTENSION = "repair_extends", _("A repair lengthens the legal guarantee by")
        LIMITATION = "claims_within", _("Claims must be brought within")

    class Unit(models.TextChoices):
        MONTHS = "months", _("months")
        YEARS = "years", _("years")
        CALENDAR_DAYS = "calendar_days", _("calendar days")
        WORKING_DAYS = "working_days", _("working days")
        ATTEMPTS = "attempts", _("attempts")
        KILOMETRES = "kilometres", _("kilometres")

    #: Units that are months, by how many.
    MONTHS: ClassVar[dict[str, int]] = {Unit.MONTHS.value: 1, Unit.YEARS.value: 12}

    class Condition(models.TextChoices):
        """What must be so for the figure to hold; empty: nothing beside the general conditions of the law."""

        NONE_SET = "none_set", _("Only where the maker set no term of its own")
        AT_MOST = "at_most", _("The longest that may be agreed in writing; otherwise without delay")
        OTHERWISE_AGREED = "otherwise_agreed", _("7 to 180 days may be agreed instead")
        RARE_PART = "rare_part", _("Rare parts only; common parts must be in stock")
        AS_A_RULE = "as_a_rule", _("As a rule; nature of the car and of the defect may say otherwise")
        USE_DEDUCTED = "use_deducted", _("For cars, something may be deducted for their use")
        CALIFORNIA = (
            "california",
            _("California: presumed within 18 months or 18,000 miles; two attempts where lives are at risk"),
        )
        ONCE = "once", _("Once, where the buyer chooses repair")

    class Liable(models.TextChoices):
        """Whom the law binds first."""

        SELLER = "seller", _("Seller")
        SUPPLIERS = "suppliers", _("All suppliers together")
        MAKER = "maker", _("Manufacturer")
        MAKER_OR_IMPORTER = "maker_or_importer", _("Manufacturer or importer")
        AGENT = "agent", _("Agent of the manufacturer")
        REPAIRER = "repairer", _("Repairer")

    class Start(models.TextChoices):
        """From when the figure is counted."""

        DELIVERY = "delivery", _("Delivery")
        DISCOVERY = "discovery", _("Discovery of the defect")
        REQUEST = "request", _("The buyer's request")
        HAND_IN = "hand_in", _("Hand-over to the workshop")
        REPAIR = "repair", _("Completion of the repair")
        PRODUCTION = "production", _("End of production")
        WARRANTY_YEAR = "warranty_year", _("Each year of the guarantee")

    class Pauses(models.TextChoices):
        """What stops the count."""

        NOTHING = "nothing", _("Nothing")
        REPAIR = "repair", _("Time in repair is added")

    class Confidence(models.TextChoices):
        HIGH = "high", _("Well established")
        MEDIUM = "medium", _("Probable")
        LOW = "low", _("To be confirmed")

    country = CountryField(_("country"))
    code = models.CharField(_("right"), max_length=24, choices=Code)
    value = models.PositiveIntegerField(_("value"))
    unit = models.CharField(_("unit"), max_length=14, choices=Unit)
    instrument = models.CharField(_("instrument"), max_length=200)
    article = models.CharField(_("article"), max_length=60, blank=True)
    source = models.CharField(_("source"), max_length=60)
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence)
    # Empty: not on record.
    condition = models.CharField(_("condition"), max_length=20, choices=Condition, blank=True, db_default="")
    liable = models.CharField(_("who is liable"), max_length=20, choices=Liable, blank=True, db_default="")
    clock_start = models.CharField(_("counted from"), max_length=20, choices=Start, blank=True, db_default="")
    pauses = models.CharField(_("what stops it"), max_length=20, choices=Pauses, blank=True, db_default="")
    effective_from = models.DateField(_("effective from"))

    class Meta:
        verbose_name = _("right of buyers")
        verbose_name_plural = _("rights of buyers")
        ordering = ["country", "code", "-effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["country", "code", "effective_from"], name="marketright_once"),
            models.CheckConstraint(condition=Q(value__gt=0), name="marketright_value_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.code}: {self.value} {self.unit}"

    @property
    def source_words(self) -> str:
        """Where the figure was taken from, in words."""
        return (
            gettext("read in a public text") if self.source == "text" else gettext("from general knowledge of the law")
        )
