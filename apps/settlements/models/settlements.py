"""What a repair did cost: a workshop hands it in after the work, and the manufacturer decides line by line."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.casework.models import CaseEvent
from apps.claims.models import NOTHING_DUE, Claim
from apps.core.db.words import words_of
from apps.duties.models import SidesMixin

from .estimates import Estimate


class Settlement(SidesMixin):
    """A settlement as a case (steps/settlements.py) with lines as done. Between two firms: no owner reads it.

    ``estimate`` is the authorised one that it carries out. ``decision`` is the one that counts; earlier ones stay.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("settlement", "Draft")
        SUBMITTED = "submitted", pgettext_lazy("settlement", "Handed in")
        DECIDED = "decided", pgettext_lazy("settlement", "Decided")
        DISPUTED = "disputed", pgettext_lazy("settlement", "Answered")
        FINAL = "final", pgettext_lazy("settlement", "Decided again")
        WITHDRAWN = "withdrawn", pgettext_lazy("settlement", "Withdrawn")

    #: What was decided here is paid.
    PAYABLE = (Status.DECIDED, Status.FINAL)

    number = models.CharField(_("number"), max_length=12, unique=True)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="settlements", db_index=False)
    visit_number = models.PositiveSmallIntegerField(_("visit"))
    estimate = models.ForeignKey(
        Estimate, models.PROTECT, null=True, blank=True, related_name="settlements", db_index=False
    )
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.DRAFT)
    version = models.PositiveIntegerField(default=1)
    drafted_at = models.DateTimeField(_("drafted at"))
    submitted_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    next_due_at = models.DateTimeField(_("due"), default=NOTHING_DUE)
    # Since when all that was decided is in payment batches; empty again when another decision differs from that.
    gathered_at = models.DateTimeField(_("gathered at"), null=True, blank=True)
    exceeded_why = models.TextField(_("why it came to more than was authorised"), max_length=2000, blank=True)
    decision = models.ForeignKey(
        "settlements.Decision", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    get_status_display = words_of("status", Status)

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        ordering = ["-drafted_at", "-id"]
        constraints = [
            # One visit is paid for once.
            models.UniqueConstraint(
                fields=["claim", "visit_number"], condition=~Q(status="withdrawn"), name="settlement_one_a_visit"
            ),
        ]
        indexes = [
            models.Index(fields=["-drafted_at", "-id"], name="settlement_newest"),
            models.Index(fields=["dealer", "-drafted_at", "-id"], name="settlement_dealer_newest"),
            models.Index(fields=["manufacturer", "-drafted_at", "-id"], name="settlement_maker_newest"),
            models.Index(
                fields=["manufacturer", "next_due_at", "id"],
                name="settlement_maker_due",
                condition=Q(status__in=["submitted", "disputed"]),
            ),
            models.Index(
                fields=["manufacturer", "dealer"],
                name="settlement_to_pay",
                condition=Q(status__in=["decided", "final"], gathered_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("settlements:settlement", args=[self.number])


class SettlementEvent(SidesMixin, CaseEvent):
    """One line of a settlement's timeline; never changed."""

    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="events", db_index=False)

    class Meta(CaseEvent.Meta):
        indexes = [models.Index(fields=["settlement", "happened_at", "id"], name="settlementevent_timeline")]
