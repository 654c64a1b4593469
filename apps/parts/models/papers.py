"""Files that go with an order: with a report, a consignment, a return of its parts, or cores that are owed for them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core.db.words import words_of
from apps.duties.models import SidesMixin

from .consignments import Consignment
from .cores import Core
from .orders import OrderLine, PartsOrder
from .returns import PartReturn

#: What a file may belong to.
_THINGS = ("line", "consignment", "partreturn", "core")


def _of_one_thing() -> Q:
    """Each file belongs to one thing and to no other."""
    found = Q()
    for name in _THINGS:
        found |= Q(**{f"{other}__isnull": other != name for other in _THINGS})
    return found


class OrderPaper(SidesMixin):
    """A file beside a reported line, a consignment, a return or cores; added, never replaced.

    The same bytes there are one row.
    """

    class Kind(models.TextChoices):
        PHOTO = "photo", _("Photo")
        WAYBILL = "waybill", _("Waybill")
        INVOICE = "invoice", _("Invoice")
        PACKING_LIST = "packing", _("Packing list")
        CUSTOMS = "customs", _("Customs declaration")
        OTHER = "other", pgettext_lazy("paper", "Other paper")

    #: What goes with a consignment.
    OF_A_CONSIGNMENT = (Kind.WAYBILL, Kind.INVOICE, Kind.PACKING_LIST, Kind.CUSTOMS, Kind.OTHER)

    order = models.ForeignKey(PartsOrder, models.PROTECT, related_name="papers")
    line = models.ForeignKey(OrderLine, models.PROTECT, null=True, related_name="papers", db_index=False)
    consignment = models.ForeignKey(Consignment, models.PROTECT, null=True, related_name="papers", db_index=False)
    partreturn = models.ForeignKey(PartReturn, models.PROTECT, null=True, related_name="papers", db_index=False)
    core = models.ForeignKey(Core, models.PROTECT, null=True, related_name="papers", db_index=False)
    # Of a return or cores: what the manufacturer found, and not what the dealer sent in.
    of_finding = models.BooleanField(_("of what was found"), default=False, db_default=False)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    document = models.ForeignKey("casework.Document", models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("size, bytes"))
    media_type = models.CharField(max_length=100)
    added_at = models.DateTimeField(_("added at"))
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)

    get_kind_display = words_of("kind", Kind)

    class Meta:
        verbose_name = _("paper of an order")
        verbose_name_plural = _("papers of orders")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=_of_one_thing(), name="orderpaper_of_one_thing"),
            models.UniqueConstraint(fields=["line", "sha256"], name="orderpaper_line_once"),
            models.UniqueConstraint(fields=["consignment", "sha256"], name="orderpaper_consignment_once"),
            *(
                models.UniqueConstraint(
                    fields=[name, "sha256"], condition=Q(**{f"{name}__isnull": False}), name=f"orderpaper_{name}_once"
                )
                for name in ("partreturn", "core")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("parts:order-paper", args=[self.order.number, self.pk])
