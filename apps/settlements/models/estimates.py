"""What a repair would cost: a workshop asks the manufacturer before the work."""

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


class Estimate(SidesMixin):
    """An estimate as a case (steps/estimates.py) with lines of its own.

    Its owner reads it from ``told_owner_at`` on: since a decision that concerns them, as a share of theirs.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("estimate", "Draft")
        ASKED = "asked", pgettext_lazy("estimate", "Asked")
        QUESTIONED = "questioned", pgettext_lazy("estimate", "Question back")
        OFFERED = "offered", pgettext_lazy("estimate", "With the owner")
        AUTHORISED = "authorised", pgettext_lazy("estimate", "Authorised")
        REFUSED = "refused", pgettext_lazy("estimate", "Refused")
        DECLINED = "declined", pgettext_lazy("estimate", "Declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("estimate", "Withdrawn")

    #: One of these is under way for a claim at a time.
    UNDER_WAY = (Status.DRAFT, Status.ASKED, Status.QUESTIONED, Status.OFFERED)

    number = models.CharField(_("number"), max_length=12, unique=True)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="estimates", db_index=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    version = models.PositiveIntegerField(default=1)
    drafted_at = models.DateTimeField(_("drafted at"))
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    told_owner_at = models.DateTimeField(_("the owner was told at"), null=True, blank=True)
    next_due_at = models.DateTimeField(_("due"), default=NOTHING_DUE)
    decision = models.ForeignKey(
        "settlements.Decision", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    get_status_display = words_of("status", Status)

    class Meta:
        verbose_name = _("estimate")
        verbose_name_plural = _("estimates")
        ordering = ["-drafted_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(status__in=["draft", "asked", "questioned", "offered"]),
                name="estimate_one_under_way",
            ),
        ]
        indexes = [
            models.Index(fields=["claim", "id"], name="estimate_of_claim"),
            models.Index(fields=["-drafted_at", "-id"], name="estimate_newest"),
            models.Index(fields=["dealer", "-drafted_at", "-id"], name="estimate_dealer_newest"),
            models.Index(fields=["manufacturer", "-drafted_at", "-id"], name="estimate_maker_newest"),
            models.Index(
                fields=["manufacturer", "next_due_at", "id"],
                name="estimate_maker_due",
                condition=Q(status__in=["asked", "questioned"]),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("settlements:estimate", args=[self.number])


class EstimateEvent(SidesMixin, CaseEvent):
    """One line of an estimate's timeline; never changed."""

    estimate = models.ForeignKey(Estimate, models.PROTECT, related_name="events", db_index=False)

    class Meta(CaseEvent.Meta):
        indexes = [models.Index(fields=["estimate", "happened_at", "id"], name="estimateevent_timeline")]
