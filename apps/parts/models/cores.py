"""Used parts that are owed back for new ones: a deposit that a part carries, and each core that is owed."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.casework.models import CaseEvent
from apps.core.addresses import address_of
from apps.core.db.days import by_place
from apps.core.db.words import words_of
from apps.core.today import today_in
from apps.duties.models import SidesMixin

from .catalogue import Part
from .orders import OrderLine


class CoreDeposit(models.Model):
    """From ``starts_on`` on, one unit carries a deposit that is credited when its core is returned; 0: no more.

    A ledger: a later day, or a later row of the same day, counts instead. What is ordered carries the deposit of the
    day on which it was ordered.
    """

    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    part = models.ForeignKey(Part, models.PROTECT, related_name="deposits", db_index=False)
    amount = models.DecimalField(_("deposit"), max_digits=18, decimal_places=3)
    currency = models.CharField(_("currency"), max_length=3)
    days = models.PositiveSmallIntegerField(_("days to return"))
    starts_on = models.DateField(_("from"))
    recorded_at = models.DateTimeField(_("recorded at"))
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("core deposit")
        verbose_name_plural = _("core deposits")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0, days__gte=1), name="coredeposit_sane"),
        ]
        indexes = [models.Index(fields=["part", "-starts_on", "-id"], name="coredeposit_newest")]

    def __str__(self) -> str:
        return f"{self.part_id} {self.amount} {self.currency}"


class CoreQuerySet(models.QuerySet["Core"]):
    """The one place of the rule when a core is late: its day ends where the car is repaired."""

    def late(self, at: datetime) -> CoreQuerySet:
        """Those that are still owed though their day is over (the rule of ``Core.is_late``)."""
        return self.filter(by_place(lambda day: Q(due_on__lt=day), at=at), status=Core.Status.OWED)


class Core(SidesMixin):
    """A case (steps_cores.py): cores of one received line that are owed, by when, at which deposit each.

    Fewer that are sent than are owed leave the rest as a case of its own.
    """

    class Status(models.TextChoices):
        OWED = "owed", pgettext_lazy("core", "Owed")
        SENT = "sent", pgettext_lazy("core", "On its way")
        CREDITED = "credited", pgettext_lazy("core", "Deposit credited")
        REFUSED = "refused", pgettext_lazy("core", "Not accepted")
        KEPT = "kept", pgettext_lazy("core", "Not returned, deposit given up")

    class Refusal(models.TextChoices):
        INCOMPLETE = "incomplete", pgettext_lazy("core refused", "Incomplete")
        WRONG = "wrong", pgettext_lazy("core refused", "Of another part")
        DAMAGED = "damaged", pgettext_lazy("core refused", "Damaged beyond rebuilding")
        NOTHING = "nothing", pgettext_lazy("core refused", "Nothing came")

    number = models.CharField(_("number"), max_length=12, unique=True)
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="cores", db_index=False)
    part = models.ForeignKey(Part, models.PROTECT, related_name="+", db_index=False)
    quantity = models.PositiveIntegerField(_("cores"))
    amount = models.DecimalField(_("deposit each"), max_digits=18, decimal_places=3)
    currency = models.CharField(_("currency"), max_length=3)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OWED)
    version = models.PositiveIntegerField(default=1)
    owed_at = models.DateTimeField(_("owed since"))
    due_on = models.DateField(_("to be returned by"))
    tracking = models.CharField(_("consignment number"), max_length=60, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    accepted = models.PositiveIntegerField(_("accepted"), null=True, blank=True)
    # Why the others, or all of them, were not.
    refusal = models.CharField(_("why not accepted"), max_length=10, choices=Refusal, blank=True)

    get_status_display = words_of("status", Status)
    get_refusal_display = words_of("refusal", Refusal)

    objects = CoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("core")
        verbose_name_plural = _("cores")
        ordering = ["-owed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0, amount__gt=0) & (Q(accepted=None) | Q(accepted__lte=F("quantity"))),
                name="core_sane",
            ),
        ]
        indexes = [
            models.Index(fields=["-owed_at", "-id"], name="core_newest"),
            models.Index(fields=["dealer", "-owed_at", "-id"], name="core_dealer"),
            models.Index(fields=["manufacturer", "-owed_at", "-id"], name="core_maker"),
            models.Index(fields=["country", "-owed_at", "-id"], name="core_country"),
            models.Index(fields=["due_on", "id"], condition=Q(status="owed"), name="core_due"),
            models.Index(fields=["dealer", "due_on", "id"], condition=Q(status="owed"), name="core_dealer_due"),
            models.Index(fields=["manufacturer", "due_on", "id"], condition=Q(status="owed"), name="core_maker_due"),
            models.Index(fields=["country", "due_on", "id"], condition=Q(status="owed"), name="core_country_due"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return address_of("parts:core", self.number)

    def is_late(self, at: datetime) -> bool:
        """Whether it is still owed though its day is over in its country."""
        return self.status == Core.Status.OWED and self.due_on < today_in(str(self.country), at)

    @property
    def deposit(self) -> Decimal:
        """What all of them carry together."""
        return self.amount * self.quantity

    @property
    def credit(self) -> Decimal:
        """What was credited; nothing before and without it."""
        return self.amount * (self.accepted or 0)


class CoreEvent(SidesMixin, CaseEvent):
    """One line of a core's timeline; never changed."""

    core = models.ForeignKey(Core, models.PROTECT, related_name="events", db_index=False)

    class Meta(CaseEvent.Meta):
        indexes = [models.Index(fields=["core", "happened_at", "id"], name="coreevent_timeline")]
