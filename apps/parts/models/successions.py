"""Which part replaces which, and which parts of other makers are the same."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core.db.pieces import Pieces
from apps.core.db.words import words_of

from .catalogue import Part
from .dated import Said


class Supersession(Said):
    """That, from a day on, ``quantity`` of ``new`` stand for one of ``old``: one edge; a split or a kit has several.

    ``old`` and ``new`` never lead back to where they began (services/supersessions.py).
    """

    class Kind(models.TextChoices):
        ONE_WAY = "one_way", pgettext_lazy("supersession", "The new part replaces the old one")
        TWO_WAY = "two_way", pgettext_lazy("supersession", "Each can replace the other")
        SPLIT = "split", pgettext_lazy("supersession", "Several parts together replace one")
        KIT = "kit", pgettext_lazy("supersession", "One kit replaces several parts")

    class Stock(models.TextChoices):
        USE_FIRST = "use_first", pgettext_lazy("supersession", "What is in stock is used up first")
        OBSOLETE = "obsolete", pgettext_lazy("supersession", "The old part is not supplied any more")

    old = models.ForeignKey(Part, models.PROTECT, related_name="successions", db_index=False)
    new = models.ForeignKey(Part, models.PROTECT, related_name="precedences", db_index=False)
    kind = models.CharField(_("how it is replaced"), max_length=7, choices=Kind)
    quantity = models.PositiveSmallIntegerField(_("quantity for one"), default=1)
    stock = models.CharField(_("what becomes of the old part"), max_length=9, choices=Stock)
    starts_on = models.DateField(_("from"))

    get_kind_display = words_of("kind", Kind)
    get_stock_display = words_of("stock", Stock)

    class Meta:
        verbose_name = _("supersession")
        verbose_name_plural = _("supersessions")
        ordering = ["starts_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], condition=Q(ended_at=None), name="supersession_said_once"),
            models.CheckConstraint(condition=~Q(old=F("new")), name="supersession_of_another"),
            models.CheckConstraint(condition=Q(quantity__gte=1, quantity__lte=100), name="supersession_quantity"),
        ]
        indexes = [
            models.Index(fields=["old", "starts_on"], name="supersession_old"),
            models.Index(fields=["new", "starts_on"], name="supersession_new"),
        ]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}"


class Interchange(Said):
    """That a part is the same as another maker's, by its number there."""

    part = models.ForeignKey(Part, models.PROTECT, related_name="interchanges", db_index=False)
    maker = models.CharField(_("other maker"), max_length=80)
    number = models.CharField(_("number there"), max_length=40)
    bare = models.GeneratedField(
        expression=Func(F("number"), Value("[^0-9A-Z]"), Value(""), Value("g"), function="regexp_replace"),
        output_field=models.CharField(max_length=40, db_collation="C"),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("number of another maker")
        verbose_name_plural = _("numbers of other makers")
        ordering = ["maker", "number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["part", "maker", "number"], condition=Q(ended_at=None), name="interchange_said_once"
            ),
        ]
        indexes = [
            models.Index(fields=["bare"], name="interchange_bare"),
            GinIndex(Pieces("bare"), name="interchange_pieces"),
        ]

    def __str__(self) -> str:
        return f"{self.maker} {self.number}"
