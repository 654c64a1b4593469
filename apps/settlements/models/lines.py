"""Lines of cost: labour, parts, work of others and tax. A line is never changed; another one takes its place."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.money import Money
from apps.duties.models import SidesMixin
from apps.parts.models import OrderLine, Part

from .estimates import Estimate
from .fields import AmountColumn, CurrencyColumn
from .settlements import Settlement


class LineQuerySet(models.QuerySet["CostLine"]):
    """The one place of the rule which lines count."""

    def standing(self) -> LineQuerySet:
        """Those that were neither struck nor replaced, in the order in which they were written."""
        return self.filter(ended_at__isnull=True).order_by("id")


class CostLine(SidesMixin):
    """One line of an estimate or of a settlement, with what it is made of; ``amount`` follows from that.

    Labour is hours × rate, a part quantity × unit price; other lines say their amount. ``planned`` is the estimate's
    line that this one carries out, ``replaces`` the one whose place it took.
    """

    class Kind(models.TextChoices):
        LABOUR = "labour", _("Labour")
        PART = "part", _("Part")
        SUBLET = "sublet", _("Work of another firm")
        TAX = "tax", _("Tax")

    class Source(models.TextChoices):
        STOCK = "stock", _("From stock")
        ORDER = "order", _("Ordered for this request")
        OWNER = "owner", _("Brought by the owner")

    class Fate(models.TextChoices):
        KEPT = "kept", _("Kept in the workshop")
        RETURNED = "returned", _("Sent back to the manufacturer")
        SCRAPPED = "scrapped", _("Scrapped")

    estimate = models.ForeignKey(Estimate, models.PROTECT, null=True, blank=True, related_name="lines", db_index=False)
    settlement = models.ForeignKey(
        Settlement, models.PROTECT, null=True, blank=True, related_name="lines", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    # Of an operation or a part.
    code = models.CharField(_("code"), max_length=40, blank=True)
    words = models.CharField(_("what it is for"), max_length=300)
    hours = models.DecimalField(_("standard hours"), max_digits=3, decimal_places=1, null=True, blank=True)
    rate = AmountColumn(_("rate per hour"), null=True, blank=True)
    source = models.CharField(_("where the part is from"), max_length=5, choices=Source, blank=True)
    part = models.ForeignKey(Part, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    order_line = models.ForeignKey(OrderLine, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    quantity = models.DecimalField(_("quantity"), max_digits=7, decimal_places=2, null=True, blank=True)
    unit_price = AmountColumn(_("unit price"), null=True, blank=True)
    amount = AmountColumn(_("amount"))
    currency = CurrencyColumn(_("currency"))
    causal = models.BooleanField(_("the part that caused it"), default=False)
    fate = models.CharField(_("the faulty part"), max_length=8, choices=Fate, blank=True)
    serial_old = models.CharField(_("serial number, old part"), max_length=40, blank=True)
    serial_new = models.CharField(_("serial number, new part"), max_length=40, blank=True)
    planned = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="done", db_index=False)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    recorded_at = models.DateTimeField(_("recorded at"))
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)
    ended_at = models.DateTimeField(_("struck or replaced at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        "casework.ActorRecord", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of cost")
        verbose_name_plural = _("lines of cost")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(estimate__isnull=False, settlement__isnull=True)
                | Q(estimate__isnull=True, settlement__isnull=False),
                name="costline_of_one_case",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="costline_not_negative"),
            models.CheckConstraint(
                condition=~Q(kind="labour") | Q(hours__gt=0, rate__isnull=False), name="costline_labour_has_hours"
            ),
            models.CheckConstraint(
                condition=~Q(kind="part") | Q(quantity__gt=0, unit_price__isnull=False) & ~Q(source=""),
                name="costline_part_has_quantity",
            ),
            models.UniqueConstraint(
                fields=["settlement"],
                condition=Q(causal=True, ended_at__isnull=True, settlement__isnull=False),
                name="costline_one_cause",
            ),
        ]
        indexes = [
            models.Index(fields=["estimate", "id"], name="costline_estimate", condition=Q(estimate__isnull=False)),
            models.Index(
                fields=["settlement", "id"], name="costline_settlement", condition=Q(settlement__isnull=False)
            ),
            models.Index(fields=["order_line"], name="costline_order_line", condition=Q(order_line__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.words}: {self.amount} {self.currency}"

    @property
    def money(self) -> Money:
        """What it comes to."""
        return Money(self.amount, self.currency)

    @property
    def case(self) -> Estimate | Settlement:
        """The estimate or settlement that it is a line of."""
        found = self.estimate or self.settlement
        assert found is not None  # costline_of_one_case
        return found
