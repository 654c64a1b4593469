"""What left together: who carries it, under which numbers, and how many of which lines."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.duties.models import SidesMixin

from .orders import OrderLine, PartsOrder


class Consignment(SidesMixin):
    """Pieces of an order that were sent at one time; never changed. A number given later stands on the lines."""

    order = models.ForeignKey(PartsOrder, models.PROTECT, related_name="consignments")
    carrier = models.CharField(_("carrier"), max_length=80, blank=True)
    number = models.CharField(_("consignment number"), max_length=60, blank=True)
    customs_number = models.CharField(_("customs declaration"), max_length=60, blank=True)
    sent_at = models.DateTimeField(_("sent at"))
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("consignment")
        verbose_name_plural = _("consignments")
        ordering = ["sent_at", "id"]

    def __str__(self) -> str:
        return f"{self.order_id} {self.number}"


class ConsignmentLine(SidesMixin):
    """How many pieces of a line were in a consignment when it left; never changed, whatever became of the line."""

    consignment = models.ForeignKey(Consignment, models.PROTECT, related_name="contents", db_index=False)
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="+", db_index=False)
    quantity = models.PositiveIntegerField(_("quantity"))

    class Meta:
        verbose_name = _("line of a consignment")
        verbose_name_plural = _("lines of consignments")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["consignment", "line"], name="consignmentline_once")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.quantity}"
