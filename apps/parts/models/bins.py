"""Where parts lie: bins of a dealer's service points, and what each holds. How it came there is the ledger's."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core.db.words import words_of

from .catalogue import Part


class Bin(models.Model):
    """A place on the shelves of a service point; a dealer without one has a bin of no point.

    Parts in quarantine or sent on to another point lie in bins of their own: so each piece is in one bin, and one
    ledger tells all of it.
    """

    class Kind(models.TextChoices):
        SHELF = "shelf", pgettext_lazy("bin", "Shelf")
        QUARANTINE = "quarantine", pgettext_lazy("bin", "Quarantine")
        TRANSIT = "transit", pgettext_lazy("bin", "Sent on, not there yet")

    #: The bin that stock without a place of its own lies in.
    MAIN = "MAIN"

    dealer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    point = models.ForeignKey(
        "organizations.ServicePoint", models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=_("service point"),
    )  # fmt: skip
    code = models.CharField(pgettext_lazy("stock", "bin"), max_length=20)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.SHELF)
    opened_at = models.DateTimeField(_("opened at"))

    get_kind_display = words_of("kind", Kind)

    class Meta:
        verbose_name = pgettext_lazy("stock", "bin")
        verbose_name_plural = pgettext_lazy("stock", "bins")
        ordering = ["point_id", "code", "id"]
        constraints = [
            models.UniqueConstraint(fields=["dealer", "point", "code"], name="bin_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return self.code


class BinBalance(models.Model):
    """What lies in a bin of one part: the sum of its movements there; ``reserved`` is kept for requests."""

    dealer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    bin = models.ForeignKey(Bin, models.PROTECT, related_name="balances", db_index=False)
    part = models.ForeignKey(Part, models.PROTECT, related_name="+", db_index=False)
    part_number = models.CharField(_("part number"), max_length=40)
    on_hand = models.IntegerField(_("on hand"), default=0)
    reserved = models.IntegerField(_("kept for requests"), default=0)

    class Meta:
        verbose_name = _("content of a bin")
        verbose_name_plural = _("contents of bins")
        ordering = ["bin", "part_number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["bin", "part"], name="binbalance_once"),
            models.CheckConstraint(condition=Q(on_hand__gte=0), name="binbalance_not_negative"),
            # No piece is promised twice, whatever a service forgets.
            models.CheckConstraint(
                condition=Q(reserved__gte=0, reserved__lte=F("on_hand")), name="binbalance_promised_once"
            ),
        ]
        indexes = [
            models.Index(fields=["dealer", "part"], name="binbalance_dealer_part"),
            models.Index(fields=["bin", "part_number", "id"], name="binbalance_bin_number"),
        ]

    def __str__(self) -> str:
        return f"{self.bin_id} {self.part_number}: {self.on_hand}"

    @property
    def free(self) -> int:
        """Pieces that no request is promised."""
        return self.on_hand - self.reserved
