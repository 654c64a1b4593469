"""An owner's objection to a denial: a case that the manufacturer answers, by somebody who did not deny."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.casework.models import CaseEvent
from apps.claims.models import Claim, Denial
from apps.core.addresses import address_of
from apps.core.db.words import words_of
from apps.duties.models import SidesMixin


class Objection(SidesMixin):
    """A denial is objected to once; another denial may be objected to again."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("objection", "Waits for its answer")
        UPHELD = "upheld", pgettext_lazy("objection", "Upheld: the denial is taken back")
        REJECTED = "rejected", pgettext_lazy("objection", "Rejected")
        WITHDRAWN = "withdrawn", pgettext_lazy("objection", "Withdrawn")

    number = models.CharField(_("number"), max_length=20, unique=True)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="objections")
    denial = models.OneToOneField(Denial, models.PROTECT, related_name="objection")
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.OPEN)
    grounds = models.TextField(_("why the denial is wrong"), max_length=4000)
    filed_at = models.DateTimeField(_("filed at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    get_status_display = words_of("status", Status)

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["filed_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open", ended_at__isnull=True) | (~Q(status="open") & Q(ended_at__isnull=False)),
                name="objection_ended_at_its_end",
            )
        ]
        indexes = [
            models.Index(fields=["filed_at", "id"], name="objection_oldest"),
            models.Index(fields=["manufacturer", "filed_at", "id"], name="objection_maker_oldest"),
            models.Index(fields=["dealer", "filed_at", "id"], name="objection_dealer_oldest"),
            models.Index(fields=["owner", "filed_at", "id"], name="objection_owner_oldest"),
            models.Index(fields=["country", "filed_at", "id"], name="objection_country_oldest"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return address_of("disputes:objection", self.number)


class ObjectionEvent(SidesMixin, CaseEvent):
    """One line of an objection's timeline."""

    objection = models.ForeignKey(Objection, models.PROTECT, related_name="events")
