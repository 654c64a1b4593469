"""What a manufacturer expects of a part, and how it shares out what is scarce."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.db.words import words_of
from apps.duties.models import SidesMixin

from .catalogue import Part
from .orders import OrderLine


class PlannedReceipt(models.Model):
    """So many of a part are expected on a day; never changed. Another plan replaces it; 0 pieces: it fell away."""

    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    part = models.ForeignKey(Part, models.PROTECT, related_name="receipts", db_index=False)
    quantity = models.PositiveIntegerField(_("quantity"))
    expected_on = models.DateField(_("expected on"))
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    planned_at = models.DateTimeField(_("planned at"))
    request_key = models.CharField(max_length=64)
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+")

    #: What still holds and brings something.
    STANDING = Q(replaced_by=None, quantity__gt=0)

    class Meta:
        verbose_name = _("planned receipt")
        verbose_name_plural = _("planned receipts")
        ordering = ["expected_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["manufacturer", "request_key"], name="plannedreceipt_sent_once"),
        ]
        indexes = [models.Index(fields=["part", "expected_on", "id"], name="plannedreceipt_part")]

    def __str__(self) -> str:
        return f"{self.part_id}: {self.quantity} {self.expected_on}"


class Allocation(SidesMixin):
    """What a line was given when a part was scarce, and by which rule; never changed, the newest of a line holds."""

    class Rule(models.TextChoices):
        STANDS_STILL = "vor", _("A car stands still")
        OLDEST_DUE = "due", _("Due first")
        SHARE = "share", _("Share of what is left")

    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="allocations", db_index=False)
    quantity = models.PositiveIntegerField(_("quantity"))
    wanted = models.PositiveIntegerField(_("ordered"))
    #: How many there were to share out, and this line's place in the order of the rule.
    available = models.PositiveIntegerField(_("there were"))
    place = models.PositiveIntegerField(_("place"))
    rule = models.CharField(_("rule"), max_length=5, choices=Rule)
    made_at = models.DateTimeField(_("shared out at"))
    request_key = models.CharField(max_length=64)
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+")

    get_rule_display = words_of("rule", Rule)

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["made_at", "id"]
        constraints = [models.UniqueConstraint(fields=["line", "request_key"], name="allocation_sent_once")]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.quantity}"
