"""A case that an owner brings to the regulator, with what was frozen of it, and the questions asked in it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.casework.models import CaseEvent, Document
from apps.claims.models import Claim
from apps.core.addresses import address_of
from apps.core.db.words import words_of
from apps.duties.models import Party, SidesMixin

from .objections import Objection


class Escalation(SidesMixin):
    """``frozen``: timeline, decisions, clocks and photos of the claim as they stood when it was brought, never changed;
    ``frozen_sha256`` is the digest of that (pack/frozen.py). ``due_at``: until when the next step is due, by a rule.
    """

    class Status(models.TextChoices):
        FILED = "filed", pgettext_lazy("escalation", "Brought to the authority")
        TAKEN_UP = "taken_up", pgettext_lazy("escalation", "Taken up")
        PROPOSED = "proposed", pgettext_lazy("escalation", "A settlement is proposed")
        OWNER_AGREES = "owner_agrees", pgettext_lazy("escalation", "The owner agrees to the settlement")
        MAKER_AGREES = "maker_agrees", pgettext_lazy("escalation", "The manufacturer agrees to the settlement")
        SETTLED = "settled", pgettext_lazy("escalation", "Settled")
        FOUND = "found", pgettext_lazy("escalation", "Closed with a finding")
        WITHDRAWN = "withdrawn", pgettext_lazy("escalation", "Withdrawn")

    OVER = (Status.SETTLED, Status.FOUND, Status.WITHDRAWN)

    class Cause(models.TextChoices):
        OBJECTION_REJECTED = "rejected", _("The objection was rejected")
        OBJECTION_UNANSWERED = "unanswered", _("The objection was not answered in time")
        DENIAL_STANDS = "denied", _("The request was denied, and nobody answers an objection any more")
        DUTY_MISSED = "late", _("A date was missed")
        NO_PART_DATE = "no_part_date", _("A part was ordered, and nobody says when it comes")

    class Outcome(models.TextChoices):
        FOR_OWNER = "for_owner", pgettext_lazy("finding of the authority", "For the owner")
        IN_PART = "in_part", pgettext_lazy("finding of the authority", "For the owner in part")
        NOT_FOR_OWNER = "not_for_owner", pgettext_lazy("finding of the authority", "Not for the owner")

    number = models.CharField(_("number"), max_length=20, unique=True)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="escalations")
    objection = models.ForeignKey(Objection, models.PROTECT, null=True, blank=True, related_name="escalations")
    cause = models.CharField(_("why it is brought"), max_length=12, choices=Cause)
    words = models.TextField(_("what the owner asks for"), max_length=4000)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.FILED)
    outcome = models.CharField(_("finding"), max_length=13, choices=Outcome, blank=True)
    filed_at = models.DateTimeField(_("brought at"))
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    frozen = models.JSONField()
    frozen_sha256 = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)

    get_status_display = words_of("status", Status)

    class Meta:
        verbose_name = _("case at the authority")
        verbose_name_plural = _("cases at the authority")
        ordering = ["filed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], condition=Q(ended_at__isnull=True), name="escalation_one_open_per_claim"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False, status__in=["settled", "found", "withdrawn"])
                | Q(~Q(status__in=["settled", "found", "withdrawn"]), ended_at__isnull=True),
                name="escalation_ended_at_its_end",
            ),
        ]
        indexes = [
            models.Index(fields=["filed_at", "id"], name="escalation_oldest"),
            models.Index(fields=["manufacturer", "filed_at", "id"], name="escalation_maker_oldest"),
            models.Index(fields=["dealer", "filed_at", "id"], name="escalation_dealer_oldest"),
            models.Index(fields=["owner", "filed_at", "id"], name="escalation_owner_oldest"),
            models.Index(fields=["country", "filed_at", "id"], name="escalation_country_oldest"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return address_of("disputes:escalation", self.number)


class EscalationQuestion(SidesMixin):
    """What the authority asked one side, and its answer. The other sides' columns are empty: they do not read it."""

    escalation = models.ForeignKey(Escalation, models.PROTECT, related_name="questions")
    side = models.CharField(_("asked of"), max_length=12, choices=Party)
    question = models.TextField(_("question"), max_length=4000)
    asked_at = models.DateTimeField(_("asked at"))
    answer_by = models.DateTimeField(_("to be answered by"), null=True, blank=True)
    asked_by = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+")
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey("casework.ActorRecord", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("question of the authority")
        verbose_name_plural = _("questions of the authority")
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["escalation", "side"], condition=Q(answered_at__isnull=True), name="question_one_open_per_side"
            )
        ]

    def __str__(self) -> str:
        return f"{self.escalation_id} {self.side}"


class EscalationPack(SidesMixin):
    """The PDF of what was frozen, made once by a worker; its bytes are kept."""

    escalation = models.OneToOneField(Escalation, models.PROTECT, related_name="pack")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    sha256 = models.CharField(_("digest"), max_length=64)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("pack of a case")
        verbose_name_plural = _("packs of cases")

    def __str__(self) -> str:
        return self.sha256


class EscalationEvent(SidesMixin, CaseEvent):
    """One line of a case's timeline, for all its sides: what a question says stands in its own row."""

    escalation = models.ForeignKey(Escalation, models.PROTECT, related_name="events")
