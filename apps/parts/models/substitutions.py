"""Another part offered in place of the one that was ordered, and the dealer's answer."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.db.words import words_of
from apps.duties.models import SidesMixin

from .catalogue import Part
from .orders import OrderLine


class Substitution(SidesMixin):
    """An offer of the manufacturer for a line; one at a time waits for its answer. The answer is given once."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")

    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="offers")
    ordered = models.ForeignKey(Part, models.PROTECT, related_name="+", db_index=False)
    offered = models.ForeignKey(Part, models.PROTECT, related_name="+", db_index=False)
    note = models.CharField(_("note"), max_length=300)
    offered_at = models.DateTimeField(_("offered at"))
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+")
    answer = models.CharField(_("answer"), max_length=8, choices=Answer, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    get_answer_display = words_of("answer", Answer)

    class Meta:
        verbose_name = _("offer of another part")
        verbose_name_plural = _("offers of other parts")
        ordering = ["offered_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["line"], condition=Q(answer=""), name="substitution_one_waits"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.offered_id}"
