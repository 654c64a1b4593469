"""Stock-takes: what should lie in the bins of a point, what was counted, and who approved the difference."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.casework.models import CaseEvent
from apps.core.addresses import address_of
from apps.core.db.words import words_of
from apps.duties.models import SidesMixin

from .bins import Bin
from .catalogue import Part


class StockTake(SidesMixin):
    """A case (steps_counts.py). What was expected is frozen when it is opened; movements meanwhile do not spoil it."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("stock-take", "Being counted")
        COUNTED = "counted", pgettext_lazy("stock-take", "Counted, to be approved")
        APPROVED = "approved", pgettext_lazy("stock-take", "Approved")
        DROPPED = "dropped", pgettext_lazy("stock-take", "Dropped")

    number = models.CharField(_("number"), max_length=12, unique=True)
    point = models.ForeignKey(
        "organizations.ServicePoint", models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=_("service point"),
    )  # fmt: skip
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN)
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(_("opened at"))
    # Who said that all is counted: another one approves, or says why it is the same.
    counted_by = models.ForeignKey("casework.ActorRecord", models.PROTECT, null=True, related_name="+", db_index=False)

    get_status_display = words_of("status", Status)

    class Meta:
        verbose_name = _("stock-take")
        verbose_name_plural = _("stock-takes")
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dealer", "point"], condition=Q(status__in=["open", "counted"]), name="stocktake_one_open",
                nulls_distinct=False,
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["dealer", "-opened_at", "-id"], name="stocktake_newest")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return address_of("parts:count", self.number)


class StockTakeLine(SidesMixin):
    """A part in a bin: how many were expected, and its last count, with what lay there by the ledger just then."""

    stocktake = models.ForeignKey(StockTake, models.PROTECT, related_name="lines", db_index=False)
    bin = models.ForeignKey(Bin, models.PROTECT, related_name="+", db_index=False)
    part = models.ForeignKey(Part, models.PROTECT, related_name="+", db_index=False)
    # As the sheet is walked: along the shelves.
    place = models.CharField(max_length=80)
    expected = models.PositiveIntegerField(_("expected"))
    counted = models.PositiveIntegerField(_("counted"), null=True, blank=True)
    by_ledger = models.PositiveIntegerField(_("by the ledger then"), null=True, blank=True)

    class Meta:
        verbose_name = _("line of a stock-take")
        verbose_name_plural = _("lines of stock-takes")
        ordering = ["place", "id"]
        constraints = [models.UniqueConstraint(fields=["stocktake", "bin", "part"], name="stocktakeline_once")]
        indexes = [models.Index(fields=["stocktake", "place", "id"], name="stocktakeline_walk")]

    def __str__(self) -> str:
        return self.place

    @property
    def moved(self) -> int:
        """Pieces that came (or went, negative) between the opening and the count."""
        return 0 if self.by_ledger is None else self.by_ledger - self.expected

    @property
    def difference(self) -> int | None:
        """Pieces too many or too few, by what lay there when it was counted; None: not counted."""
        return None if self.counted is None or self.by_ledger is None else self.counted - self.by_ledger


class StockCount(SidesMixin):
    """One count of a line; the last one holds. Never changed."""

    line = models.ForeignKey(StockTakeLine, models.PROTECT, related_name="counts", db_index=False)
    counted = models.PositiveIntegerField(_("counted"))
    by_ledger = models.PositiveIntegerField(_("by the ledger then"))
    counted_at = models.DateTimeField(_("counted at"))
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("count")
        verbose_name_plural = _("counts")
        ordering = ["id"]
        indexes = [models.Index(fields=["line", "id"], name="stockcount_line")]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.counted}"


class StockTakeEvent(SidesMixin, CaseEvent):
    """One line of a stock-take's timeline; never changed."""

    stocktake = models.ForeignKey(StockTake, models.PROTECT, related_name="events", db_index=False)

    class Meta(CaseEvent.Meta):
        indexes = [models.Index(fields=["stocktake", "happened_at", "id"], name="stocktakeevent_timeline")]
