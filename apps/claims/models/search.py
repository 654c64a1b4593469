"""What a workshop's search reads."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.duties.models import SidesMixin

from .claim import Claim


class LineGrams(models.Func):
    """Every three bytes in a row of a line, as numbers that begin with the workshop (migration 0017)."""

    function = "sanbao_line_grams"
    output_field: Any = ArrayField(models.BigIntegerField())


class SearchLine(SidesMixin):
    """What a claim says of itself, in the form that a workshop's search reads (../search.py); never shown to anybody.

    Made by the database from the claim and its contact whenever one of them changes (migrations 0015, 0017), so that no
    writer can forget it; one line a claim, further ones for a long complaint.
    """

    # The database deletes the lines with their claim.
    claim = models.ForeignKey(Claim, models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False)
    part = models.PositiveSmallIntegerField()
    #: Number, end of the VIN, plate and phone without what parts their signs.
    codes = models.TextField()
    #: Name, title of the vehicle and complaint in upper case.
    words = models.TextField()
    #: What is left of a long complaint, whole, in its claim's first line: with it that line says all of the claim.
    further = models.TextField(null=True)
    # Which pairs of signs stand in codes and words, 512 bits: a line that lacks one of the sought is not read further.
    pairs_0 = models.BigIntegerField()
    pairs_1 = models.BigIntegerField()
    pairs_2 = models.BigIntegerField()
    pairs_3 = models.BigIntegerField()
    pairs_4 = models.BigIntegerField()
    pairs_5 = models.BigIntegerField()
    pairs_6 = models.BigIntegerField()
    pairs_7 = models.BigIntegerField()

    #: Columns of ``pairs``, in their order.
    PAIRS = tuple(f"pairs_{n}" for n in range(8))

    class Meta:
        verbose_name = _("line of the search")
        verbose_name_plural = _("lines of the search")
        constraints = [models.UniqueConstraint(fields=["claim", "part"], name="searchline_once")]
        # One holds all that the search reads for pieces too short for the other: a workshop's lines are read one after
        # the other, without their rows. The other leads to the first lines with a piece. It is written at once: what
        # waited would be read by every search, and brought in by whoever files when there is enough of it.
        indexes = [
            models.Index(
                fields=["dealer", "claim"],
                include=[*(f"pairs_{n}" for n in range(8)), "codes", "words"],
                name="searchline_dealer",
            ),
            GinIndex(
                LineGrams("dealer_id", "codes", "words", "further"),
                name="searchline_grams",
                condition=~models.Q(codes=""),
                fastupdate=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.part}"
