"""By which rule a manufacturer lets small settlements pass: dated rows, of which the newest counts."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .fields import AmountColumn, CurrencyColumn


def new_salt() -> str:
    """What a digest is made with, so that nobody but the manufacturer can say which numbers are drawn."""
    return secrets.token_hex(16)


class PassRule(models.Model):
    """Settlements up to a limit pass unseen, but one in so many; of one dealer, or of all without a rule of their own.

    A limit of nought lets none pass. ``salt`` is told to nobody: a dealer who knew it could tell from a number whether
    it will be looked at.
    """

    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    workshop = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=_("dealer"),
    )  # fmt: skip
    limit = AmountColumn(_("limit"))
    currency = CurrencyColumn(_("currency"))
    one_in = models.PositiveSmallIntegerField(_("look at one in"), help_text=_("1 looks at each of them."))
    effective_from = models.DateField(_("effective from"))
    grounds = models.CharField(_("grounds"), max_length=300)
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    set_at = models.DateTimeField(_("set at"))
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("rule for small settlements")
        verbose_name_plural = _("rules for small settlements")
        ordering = ["-effective_from", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(limit__gte=0, one_in__gte=1), name="passrule_sane"),
        ]
        indexes = [models.Index(fields=["manufacturer", "-effective_from", "-id"], name="passrule_maker_newest")]

    def __str__(self) -> str:
        return f"{self.limit} {self.currency}, 1/{self.one_in}"
