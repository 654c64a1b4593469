"""What a workshop's search reads."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.duties.models import SidesMixin

from .claim import Claim


class SearchLine(SidesMixin):
    """What a claim says of itself, in the form that a workshop's search reads (../search.py); never shown to anybody.

    Made by the database from the claim and its contact whenever one of them changes (migration 0015), so that no
    writer can forget it; one line a claim, further ones for a long complaint.
    """

    # The database deletes the lines with their claim.
    claim = models.ForeignKey(Claim, models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False)
    part = models.PositiveSmallIntegerField()
    #: Number, end of the VIN, plate and phone without what parts their signs.
    codes = models.TextField()
    #: Name, title of the vehicle and complaint in upper case.
    words = models.TextField()
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
        # Holds all that the search reads: a workshop's lines are read one after the other, without their rows.
        indexes = [
            models.Index(
                fields=["dealer", "claim"],
                include=[*(f"pairs_{n}" for n in range(8)), "codes", "words"],
                name="searchline_dealer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.part}"
