"""What the control units of a car said, as read in the workshop."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.claims.models import Claim
from apps.duties.models import SidesMixin


class FaultCode(SidesMixin):
    """One code that was read on a visit; what was written by mistake is struck and stays."""

    class System(models.TextChoices):
        SAE = "sae", _("SAE J2012")
        MAKER = "maker", _("The manufacturer's own")

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="fault_codes", db_index=False)
    visit_number = models.PositiveSmallIntegerField(_("visit"))
    system = models.CharField(_("kind of code"), max_length=5, choices=System)
    code = models.CharField(_("fault code"), max_length=30)
    note = models.CharField(_("note"), max_length=200, blank=True)
    read_at = models.DateTimeField(_("recorded at"))
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)
    struck_at = models.DateTimeField(_("struck at"), null=True, blank=True)
    struck_by = models.ForeignKey(
        "casework.ActorRecord", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("fault code")
        verbose_name_plural = _("fault codes")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "visit_number", "code"], condition=Q(struck_at__isnull=True), name="faultcode_once"
            ),
        ]
        indexes = [models.Index(fields=["claim", "id"], name="faultcode_of_claim")]

    def __str__(self) -> str:
        return self.code
