"""What a piece of an ordered line costs: as expected when it was ordered, and as the manufacturer confirmed it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core.db.words import words_of
from apps.core.money import Money
from apps.duties.models import SidesMixin

from .catalogue import Part
from .orders import OrderLine


class LinePrice(SidesMixin):
    """One price said of the line that was ordered; a later row follows it, and none is changed.

    Which of them a piece costs: apps/parts/pricing.py.
    """

    class Basis(models.TextChoices):
        EXPECTED = "expected", pgettext_lazy("price", "The catalogue's when it was ordered")
        CONFIRMED = "confirmed", pgettext_lazy("price", "Confirmed")

    class Reason(models.TextChoices):
        LIST = "list", _("The price list has changed since")
        FREIGHT = "freight", _("Freight or insurance")
        EXCHANGE = "exchange", _("Rate of exchange")
        AGREED = "agreed", _("Agreed with the dealer")
        OTHER = "other", _("Other reason")

    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="prices")
    # The part of the line then: another one may have taken its place since.
    part = models.ForeignKey(Part, models.PROTECT, related_name="+", db_index=False)
    basis = models.CharField(_("basis"), max_length=9, choices=Basis)
    amount = models.DecimalField(_("price of one unit"), max_digits=18, decimal_places=3)
    currency = models.CharField(_("currency"), max_length=3)
    reason = models.CharField(_("reason"), max_length=8, choices=Reason, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    said_at = models.DateTimeField(_("said at"))
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)

    get_basis_display = words_of("basis", Basis)
    get_reason_display = words_of("reason", Reason)

    class Meta:
        verbose_name = _("price of an order line")
        verbose_name_plural = _("prices of order lines")
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="lineprice_above_nothing")]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.amount} {self.currency}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)
