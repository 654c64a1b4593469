"""What a case was when evidence was written: a row for each state of it, not for each link that rests on it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from .telling import Frozen, told


class FrozenCase(models.Model):
    """A case as the evidence of a flag froze it, from one link on until a later row of the same case; never changed."""

    flag = models.ForeignKey("compliance.Flag", models.PROTECT, related_name="frozen_cases", db_index=False)
    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    country = CountryField(_("country"), blank=True)
    # Of the first link that found it so.
    sequence = models.PositiveIntegerField()
    clock_id = models.BigIntegerField()
    unit = models.CharField(max_length=40, blank=True)
    due_at = models.DateTimeField(_("due at"))
    stopped_at = models.DateTimeField(_("stopped at"), null=True)
    ending = models.CharField(max_length=12, blank=True)
    unproven = models.BooleanField(default=False)
    # [from, to, why] of each, as text; an end that has not come is empty.
    pauses = models.JSONField(null=True)
    taken_out = models.JSONField(null=True)
    # From this link on it is no case of the flag, though its time is still looked at.
    gone = models.BooleanField(default=False)

    class Meta:
        app_label = "compliance"
        verbose_name = _("frozen case")
        verbose_name_plural = _("frozen cases")
        constraints = [models.UniqueConstraint(fields=["flag", "clock_id", "sequence"], name="frozencase_once")]
        indexes = [models.Index(fields=["flag", "due_at", "clock_id"], name="frozencase_due")]

    def __str__(self) -> str:
        return f"{self.flag_id} #{self.sequence} {self.clock_id}"

    def told(self) -> Frozen:
        """As it was digested."""
        values: dict[str, Any] = {name: getattr(self, name) for name in _TOLD}
        return told(self.clock_id, **values)


_TOLD = ("unit", "due_at", "stopped_at", "ending", "unproven", "pauses", "taken_out")
