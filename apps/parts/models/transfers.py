"""Parts sent from one service point of a dealer to another."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.casework.models import CaseEvent
from apps.core.addresses import address_of
from apps.core.db.words import words_of
from apps.duties.models import SidesMixin

from .bins import Bin
from .catalogue import Part


class Transfer(SidesMixin):
    """A case (steps_transfers.py). What was sent belongs to the point that sent it until the other has received it."""

    class Status(models.TextChoices):
        SENT = "sent", pgettext_lazy("transfer", "On its way")
        RECEIVED = "received", pgettext_lazy("transfer", "Received")
        SHORT = "short", pgettext_lazy("transfer", "Some did not come")
        SETTLED = "settled", pgettext_lazy("transfer", "Missing pieces settled")
        BACK = "back", pgettext_lazy("transfer", "Taken back")

    number = models.CharField(_("number"), max_length=12, unique=True)
    source = models.ForeignKey(
        "organizations.ServicePoint", models.PROTECT, related_name="+", db_index=False, verbose_name=_("from")
    )
    target = models.ForeignKey(
        "organizations.ServicePoint", models.PROTECT, related_name="+", db_index=False, verbose_name=_("to")
    )
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.SENT)
    version = models.PositiveIntegerField(default=1)
    sent_at = models.DateTimeField(_("sent at"))
    request_key = models.CharField(max_length=64)

    get_status_display = words_of("status", Status)

    class Meta:
        verbose_name = pgettext_lazy("stock", "transfer")
        verbose_name_plural = pgettext_lazy("stock", "transfers")
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["dealer", "request_key"], name="transfer_sent_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="transfer_goes_elsewhere"),
        ]
        indexes = [models.Index(fields=["dealer", "-sent_at", "-id"], name="transfer_newest")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return address_of("parts:transfer", self.number)


class TransferLine(SidesMixin):
    """So many of a part: sent from a bin, received so far."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="lines", db_index=False)
    part = models.ForeignKey(Part, models.PROTECT, related_name="+", db_index=False)
    bin = models.ForeignKey(Bin, models.PROTECT, related_name="+", db_index=False, verbose_name=_("from bin"))
    quantity = models.PositiveIntegerField(_("sent"))
    received = models.PositiveIntegerField(_("received"), default=0)

    class Meta:
        verbose_name = _("line of a transfer")
        verbose_name_plural = _("lines of transfers")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["transfer", "part", "bin"], name="transferline_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, received__lte=F("quantity")), name="transferline_no_more_than_sent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.part_id}"

    @property
    def missing(self) -> int:
        """Pieces that were sent and not received."""
        return self.quantity - self.received


class TransferEvent(SidesMixin, CaseEvent):
    """One line of a transfer's timeline; never changed."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="events", db_index=False)

    class Meta(CaseEvent.Meta):
        indexes = [models.Index(fields=["transfer", "happened_at", "id"], name="transferevent_timeline")]
