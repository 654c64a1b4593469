"""Each dealer's stock: a ledger, and what it comes to."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core.db.words import words_of
from apps.duties.models import SidesMixin

from .bins import Bin
from .catalogue import Part

#: What a shelf can hold; a count above it is a slip of the keyboard.
MOST_ON_HAND = 1_000_000


class StockBalance(SidesMixin):
    """What a dealer has of a part now, in all its bins: always the sum of its movements."""

    part = models.ForeignKey(Part, models.PROTECT, related_name="+")
    # The part's number, which never changes: the lists of stock are ordered by it.
    part_number = models.CharField(_("part number"), max_length=40)
    on_hand = models.IntegerField(_("on hand"), default=0)
    # Of what is on hand; the next two are beside it. All follow the bins (services/ledger.py).
    reserved = models.IntegerField(_("kept for requests"), default=0, db_default=0)
    quarantined = models.IntegerField(_("in quarantine"), default=0, db_default=0)
    in_transit = models.IntegerField(_("in transit"), default=0, db_default=0)
    # Set by the dealer; 0 means that no level is watched.
    reorder_level = models.PositiveIntegerField(_("reorder level"), default=0)

    class Meta:
        verbose_name = _("stock balance")
        verbose_name_plural = _("stock balances")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["dealer", "part"], name="stockbalance_once"),
            models.CheckConstraint(condition=Q(on_hand__gte=0), name="stockbalance_not_negative"),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, reserved__lte=models.F("on_hand")), name="stockbalance_promised_once"
            ),
            models.CheckConstraint(
                condition=Q(quarantined__gte=0, in_transit__gte=0), name="stockbalance_aside_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["part_number", "id"], name="stockbalance_number"),
            models.Index(fields=["country", "part_number", "id"], name="stockbalance_country"),
            models.Index(fields=["dealer", "part_number", "id"], name="stockbalance_dealer"),
            models.Index(fields=["manufacturer", "part_number", "id"], name="stockbalance_maker"),
            models.Index(fields=["dealer", "on_hand", "id"], name="stockbalance_dealer_few"),
            models.Index(fields=["manufacturer", "on_hand", "id"], name="stockbalance_maker_few"),
        ]

    #: What ``below_level`` says of a row, as a condition of the database.
    BELOW_LEVEL = Q(on_hand__lt=models.F("reorder_level"))

    def __str__(self) -> str:
        return f"{self.part_id}: {self.on_hand}"

    @property
    def below_level(self) -> bool:
        """Whether fewer are there than the dealer wants; never of a level that is not watched."""
        return self.on_hand < self.reorder_level

    @property
    def free(self) -> int:
        """Pieces on hand that no request is promised."""
        return self.on_hand - self.reserved


class StockMovement(SidesMixin):
    """One line of the ledger; never changed, only followed by another."""

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("Receipt")
        ISSUE = "issue", _("Issue")
        SALE = "sale", pgettext_lazy("stock movement", "Sale over the counter")
        RETURN = "return", pgettext_lazy("stock movement", "Brought back")
        COUNT = "count", _("Stock count")
        SCRAP = "scrap", pgettext_lazy("stock movement", "Scrapped")
        PUT = "put", pgettext_lazy("stock movement", "Put into another bin")
        ASIDE = "aside", pgettext_lazy("stock movement", "Into quarantine")
        CLEARED = "cleared", pgettext_lazy("stock movement", "Out of quarantine")
        SENT = "sent", pgettext_lazy("stock movement", "Sent to another point")
        CAME = "came", pgettext_lazy("stock movement", "Came from another point")
        OVER = "over", pgettext_lazy("stock movement", "Came over, not ordered")
        OVERBACK = "overback", pgettext_lazy("stock movement", "Sent back, was not ordered")
        TO_DEALER = "todealer", pgettext_lazy("stock movement", "Sent to another dealer")
        OF_DEALER = "ofdealer", pgettext_lazy("stock movement", "Came from another dealer")
        TO_MAKER = "to_maker", pgettext_lazy("stock movement", "Returned to the manufacturer")
        BACK = "back", pgettext_lazy("stock movement", "Came back from the manufacturer")

    #: What was asked for: suggested orders rest on it.
    DEMAND = (Kind.ISSUE, Kind.SALE)

    part = models.ForeignKey(Part, models.PROTECT, related_name="movements")
    # Empty only in rows that the release before wrote while bins were made; ``stock check`` names them.
    bin = models.ForeignKey(Bin, models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    quantity = models.IntegerField(_("quantity"))
    # Of its bin.
    balance = models.IntegerField(_("balance after"))
    moved_at = models.DateTimeField(_("moved at"))
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    # The same movement sent twice is one movement.
    key = models.CharField(max_length=80)
    by_name = models.CharField(_("by"), max_length=150)
    # Empty in rows from before movements named a row.
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, null=True, related_name="+", db_index=False)
    # The request that it was given out for, or brought back from.
    claim_number = models.CharField(_("for claim"), max_length=20, blank=True, db_default="")

    get_kind_display = words_of("kind", Kind)

    class Meta:
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock movements")
        # By id, not by time: ids are given out under the balance's lock, so they tell the true order of a ledger.
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["dealer", "key"], name="stockmovement_once"),
            models.CheckConstraint(condition=~Q(quantity=0), name="stockmovement_moves"),
        ]
        indexes = [
            models.Index(fields=["dealer", "part", "-id"], name="movement_dealer_part"),
            models.Index(fields=["bin", "part", "-id"], name="movement_bin_part"),
            models.Index(
                fields=["dealer", "moved_at"],
                include=["part", "quantity"],
                condition=Q(kind__in=("issue", "sale")),
                name="movement_demand",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part_id} {self.quantity:+d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new line; one that stands is never changed."""
        if not self._state.adding:
            raise TypeError("a stock movement is never changed: write another one that corrects it")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("a stock movement is never deleted: write another one that corrects it")
