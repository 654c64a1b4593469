"""When the books of a manufacturer were closed: what was recorded by then is what a judgement knew."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Closing(models.Model):
    """The moment up to which facts about a manufacturer are known to a look at its figures; never changed.

    A fact recorded after a closing carries a later moment than the closing, whatever machine's clock it comes from
    (see books.py): so the same question asked again *as known then* gets the same answer for ever.
    """

    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    known_at = models.DateTimeField(_("known at"))

    class Meta:
        verbose_name = _("closing of the books")
        verbose_name_plural = _("closings of the books")
        constraints = [models.UniqueConstraint(fields=["manufacturer", "known_at"], name="closing_once")]

    def __str__(self) -> str:
        return f"{self.manufacturer_id} {self.known_at:%Y-%m-%d %H:%M:%S}"
