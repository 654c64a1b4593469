"""What a manufacturer decided about an estimate or a settlement: one row a decision, one a line. Never changed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.casework.models import Document
from apps.core.db.words import words_of
from apps.duties.models import SidesMixin
from apps.warranty.groups import Exclusion
from apps.warranty.models import PlanTerm, WarrantyPlan

from .estimates import Estimate
from .fields import AmountColumn, CurrencyColumn, PercentColumn
from .lines import CostLine
from .rules import PassRule
from .settlements import Settlement


class Reason(models.TextChoices):
    """Why less was decided than was asked for; the words are read by workshops and by owners."""

    OUT_OF_TERM = "out_of_term", _("The warranty had ended by date or distance")
    EXCLUDED = "excluded", _("The warranty excludes this")
    WEAR = "wear", _("The part wears by use, which the warranty excludes")
    MISUSE = "misuse", _("The damage came from outside or from misuse")
    NOT_NEEDED = "not_needed", _("The work is not needed to mend the fault")
    HOURS = "hours", _("The standard time for the work is shorter")
    PRICE = "price", _("The agreed price is lower")
    NOT_AUTHORISED = "not_authorised", _("It is more than was authorised")
    NO_PROOF = "no_proof", _("The proof is missing: faulty part, serial number or paper")
    PAID = "paid", _("The same is paid for elsewhere")


class Decision(SidesMixin):
    """One decision: who decided, when, by which rule if by one. ``ceiling``: up to which an estimate was authorised."""

    estimate = models.ForeignKey(
        Estimate, models.PROTECT, null=True, blank=True, related_name="decisions", db_index=False
    )
    settlement = models.ForeignKey(
        Settlement, models.PROTECT, null=True, blank=True, related_name="decisions", db_index=False
    )
    number = models.PositiveSmallIntegerField(_("decision"))
    rule = models.ForeignKey(PassRule, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    ceiling = AmountColumn(_("up to"), null=True, blank=True)
    ceiling_currency = CurrencyColumn(_("currency"), blank=True)
    note = models.TextField(_("explanation"), max_length=2000, blank=True)
    decided_at = models.DateTimeField(_("decided at"))
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(estimate__isnull=False, settlement__isnull=True)
                | Q(estimate__isnull=True, settlement__isnull=False),
                name="decision_of_one_case",
            ),
            models.UniqueConstraint(fields=["estimate", "number"], name="decision_estimate_number"),
            models.UniqueConstraint(fields=["settlement", "number"], name="decision_settlement_number"),
        ]

    def __str__(self) -> str:
        return f"{self.estimate_id or self.settlement_id} #{self.number}"

    @property
    def case(self) -> Estimate | Settlement:
        """What was decided about."""
        found = self.estimate or self.settlement
        assert found is not None  # decision_of_one_case
        return found


class LineDecision(SidesMixin):
    """What was decided of one line: how much of it is owed, and by whom. The shares are exactly the amount."""

    class Verdict(models.TextChoices):
        APPROVED = "approved", pgettext_lazy("line of cost", "Approved")
        CHANGED = "changed", pgettext_lazy("line of cost", "Amount changed")
        GOODWILL = "goodwill", pgettext_lazy("line of cost", "Goodwill, shared")
        DENIED = "denied", pgettext_lazy("line of cost", "Denied")

    #: Who may bear a share, in the order in which shares are given.
    BEARERS = ("maker", "importer", "workshop", "customer")

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="lines", db_index=False)
    line = models.ForeignKey(CostLine, models.PROTECT, related_name="decided", db_index=False)
    verdict = models.CharField(_("decision"), max_length=8, choices=Verdict)
    amount = AmountColumn(_("amount"))
    currency = CurrencyColumn(_("currency"))
    reason = models.CharField(_("reason"), max_length=14, choices=Reason, blank=True)
    # The plan of the car, and which of its terms or exclusions the reason rests on; ``clause`` in words.
    plan = models.ForeignKey(WarrantyPlan, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    term = models.ForeignKey(PlanTerm, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    exclusion = models.CharField(_("exclusion"), max_length=20, choices=Exclusion, blank=True, db_default="")
    clause = models.CharField(_("term or exclusion"), max_length=200, blank=True)
    maker_percent = PercentColumn(_("the manufacturer's share"), default=100)
    importer_percent = PercentColumn(_("the importer's share"))
    workshop_percent = PercentColumn(_("the dealer's share"))
    customer_percent = PercentColumn(_("the owner's share"))
    maker_amount = AmountColumn(_("the manufacturer pays"))
    importer_amount = AmountColumn(_("the importer pays"), default=0)
    workshop_amount = AmountColumn(_("the dealer bears"), default=0)
    customer_amount = AmountColumn(_("the owner pays"), default=0)

    get_verdict_display = words_of("verdict", Verdict)

    class Meta:
        verbose_name = _("decision on a line")
        verbose_name_plural = _("decisions on lines")
        ordering = ["decision_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "line"], name="linedecision_once"),
            models.CheckConstraint(
                condition=Q(maker_percent=100 - F("importer_percent") - F("workshop_percent") - F("customer_percent")),
                name="linedecision_hundred",
            ),
            models.CheckConstraint(
                condition=Q(
                    amount=F("maker_amount") + F("importer_amount") + F("workshop_amount") + F("customer_amount")
                ),
                name="linedecision_shares_are_the_amount",
            ),
            models.CheckConstraint(
                condition=Q(*(Q(**{f"{who}_amount__gte": 0}) for who in ("maker", "importer", "workshop", "customer"))),
                name="linedecision_no_negative_share",
            ),
        ]
        indexes = [models.Index(fields=["line", "id"], name="linedecision_of_line")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.verdict}"


class DecisionLetter(SidesMixin):
    """A decision on paper in a language, made once: the bytes are kept, and their digest tells whether they are."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="letters", db_index=False)
    language = models.CharField(_("language"), max_length=7)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", db_index=False)
    sha256 = models.CharField(_("digest"), max_length=64)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("letter of a decision")
        verbose_name_plural = _("letters of decisions")
        ordering = ["decision_id", "language"]
        constraints = [models.UniqueConstraint(fields=["decision", "language"], name="decisionletter_once")]

    def __str__(self) -> str:
        return self.sha256
