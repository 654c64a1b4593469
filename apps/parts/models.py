"""The parts catalogue, each dealer's stock as a ledger, and spare-parts orders."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from apps.casework.models import CaseEvent
from apps.core.addresses import address_of
from apps.core.db.pieces import Pieces
from apps.core.db.words import words_of
from apps.duties.models import Party, SidesMixin
from apps.vehicles.components import Component

#: More than this in one line is a slip of the keyboard, not an order.
MOST_IN_A_LINE = 10_000
#: What a shelf can hold; a count above it is a slip of the keyboard too.
MOST_ON_HAND = 1_000_000


class Part(models.Model):
    """A manufacturer's part number; the catalogue is public to those who order from it."""

    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="parts", db_index=False)
    number = models.CharField(_("part number"), max_length=40)
    name = models.CharField(_("name"), max_length=150)
    active = models.BooleanField(_("can be ordered"), default=True)
    # What of a car it belongs to, as requests name it; empty: its manufacturer did not say.
    component = models.CharField(_("component"), max_length=40, choices=Component, blank=True, db_default="")
    # The number without what parts it: people look for B50012 and mean B500-12.
    bare = models.GeneratedField(
        expression=Func(F("number"), Value("[^0-9A-Z]"), Value(""), Value("g"), function="regexp_replace"),
        output_field=models.CharField(max_length=40, db_collation="C"),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("part")
        verbose_name_plural = _("parts")
        ordering = ["number", "id"]
        constraints = [models.UniqueConstraint(fields=["manufacturer", "number"], name="part_once_per_maker")]
        indexes = [
            models.Index(fields=["number", "id"], name="part_number"),
            models.Index(fields=["manufacturer", "number", "id"], name="part_maker_number"),
            models.Index(fields=["bare"], name="part_bare"),
            GinIndex(Pieces("name"), name="part_name_pieces"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class StockBalance(SidesMixin):
    """What a dealer has of a part now: always the sum of its movements."""

    part = models.ForeignKey(Part, models.PROTECT, related_name="+")
    # The part's number, which never changes: the lists of stock are ordered by it.
    part_number = models.CharField(_("part number"), max_length=40)
    on_hand = models.IntegerField(_("on hand"), default=0)
    # Set by the dealer; 0 means that no level is watched.
    reorder_level = models.PositiveIntegerField(_("reorder level"), default=0)

    class Meta:
        verbose_name = _("stock balance")
        verbose_name_plural = _("stock balances")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["dealer", "part"], name="stockbalance_once"),
            models.CheckConstraint(condition=Q(on_hand__gte=0), name="stockbalance_not_negative"),
        ]
        indexes = [
            models.Index(fields=["part_number", "id"], name="stockbalance_number"),
            models.Index(fields=["country", "part_number", "id"], name="stockbalance_country"),
            models.Index(fields=["dealer", "part_number", "id"], name="stockbalance_dealer"),
            models.Index(fields=["manufacturer", "part_number", "id"], name="stockbalance_maker"),
        ]

    #: What ``below_level`` says of a row, as a condition of the database.
    BELOW_LEVEL = Q(on_hand__lt=models.F("reorder_level"))

    def __str__(self) -> str:
        return f"{self.part_id}: {self.on_hand}"

    @property
    def below_level(self) -> bool:
        """Whether fewer are there than the dealer wants; never of a level that is not watched."""
        return self.on_hand < self.reorder_level


class StockMovement(SidesMixin):
    """One line of the ledger; never changed, only followed by another."""

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("Receipt")
        ISSUE = "issue", _("Issue")
        COUNT = "count", _("Stock count")

    part = models.ForeignKey(Part, models.PROTECT, related_name="movements")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    quantity = models.IntegerField(_("quantity"))
    balance = models.IntegerField(_("balance after"))
    moved_at = models.DateTimeField(_("moved at"))
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    # The same movement sent twice is one movement.
    key = models.CharField(max_length=80)
    by_name = models.CharField(_("by"), max_length=150)

    class Meta:
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock movements")
        # By id, not by time: ids are given out under the balance's lock, so they tell the true order of a ledger.
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["dealer", "key"], name="stockmovement_once"),
            models.CheckConstraint(condition=~Q(quantity=0), name="stockmovement_moves"),
        ]
        indexes = [
            models.Index(fields=["dealer", "part", "-id"], name="movement_dealer_part"),
            models.Index(
                fields=["dealer", "moved_at"],
                include=["part", "quantity"],
                condition=Q(kind="issue"),
                name="movement_issues",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part_id} {self.quantity:+d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new line; one that stands is never changed."""
        if not self._state.adding:
            raise TypeError("a stock movement is never changed: write another one that corrects it")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("a stock movement is never deleted: write another one that corrects it")


class PartsOrder(SidesMixin):
    """A dealer's order to one manufacturer; its promises are on the lines."""

    class Priority(models.TextChoices):
        VEHICLE_OFF_ROAD = "vor", _("Vehicle off road")
        DAILY = "daily", _("Daily")
        STOCK = "stock", _("Stock")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        CONFIRMED = "confirmed", _("Confirmed")
        DISPATCHED = "dispatched", _("Dispatched")
        DELIVERED = "delivered", _("Delivered")
        RECEIVED = "received", _("Received")
        REPORTED = "reported", _("Reported")
        CONTESTED = "contested", _("Contested")
        CANCELLED = "cancelled", _("Cancelled")

    number = models.CharField(_("number"), max_length=20, unique=True)
    priority = models.CharField(_("priority"), max_length=6, choices=Priority, default=Priority.DAILY)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    # The claim whose repair waits for it, if any (parts know no claims, only the number).
    claim_number = models.CharField(_("for claim"), max_length=20, blank=True)
    in_warranty = models.BooleanField(_("for a warranty repair"), default=False)
    powertrain = models.CharField(max_length=8, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    contact_name = models.CharField(_("ordered by"), max_length=150, blank=True)
    request_key = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("created at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    updated_at = models.DateTimeField(_("changed at"))
    # The earliest due time of the lines' running clocks; far off while all of them pause, empty when none runs.
    next_due_at = models.DateTimeField(_("next due"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    get_status_display = words_of("status", Status)
    get_priority_display = words_of("priority", Priority)

    class Meta:
        verbose_name = _("spare-parts order")
        verbose_name_plural = _("spare-parts orders")
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["dealer", "request_key"], name="partsorder_sent_once")]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="order_newest"),
            models.Index(fields=["dealer", "-created_at", "-id"], name="order_dealer_newest"),
            models.Index(fields=["manufacturer", "-created_at", "-id"], name="order_maker_newest"),
            models.Index(fields=["country", "-created_at", "-id"], name="order_country_newest"),
            models.Index(fields=["dealer", "claim_number"], name="order_claim", condition=~Q(claim_number="")),
            models.Index(
                fields=["manufacturer", "next_due_at", "id"],
                name="order_maker_due",
                condition=Q(next_due_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return address_of("parts:order", self.number)


class OrderEvent(SidesMixin, CaseEvent):
    """One line of an order's timeline; never changed."""

    order = models.ForeignKey(PartsOrder, models.CASCADE, related_name="events", db_index=False)

    class Meta(CaseEvent.Meta):
        indexes = [models.Index(fields=["order", "happened_at", "id"], name="orderevent_timeline")]


class OrderLine(SidesMixin):
    """So many of one part: confirmed with a promised date, dispatched, received. Clocks run on lines.

    Sending or receiving fewer than a line says splits it: the line itself stays the part that is still open and
    keeps its clocks, the pieces that moved on become lines of their own with ``split_from``. So a line without
    ``split_from`` is what was ordered, and its ``dispatched_at`` is when the last piece left. Pieces that were lost,
    damaged or wrong are reported; the line that was ordered is then open again for as many.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        CONFIRMED = "confirmed", _("Confirmed")
        DISPATCHED = "dispatched", _("Dispatched")
        DELIVERED = "delivered", _("Delivered")
        RECEIVED = "received", _("Received")
        REPORTED = "reported", _("Reported")
        CONTESTED = "contested", _("Contested")
        CANCELLED = "cancelled", _("Cancelled")

    class Reason(models.TextChoices):
        NOT_NEEDED = "not_needed", _("No longer needed")
        MISTAKE = "mistake", _("Ordered by mistake")
        NOT_AVAILABLE = "not_available", _("No longer available")
        WRONG_PART = "wrong_part", _("Wrong part for this vehicle")
        OTHER = "other", _("Other reason")

    order = models.ForeignKey(PartsOrder, models.CASCADE, related_name="lines")
    part = models.ForeignKey(Part, models.PROTECT, related_name="+")
    split_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="pieces")
    quantity = models.PositiveIntegerField(_("quantity"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    promised_on = models.DateField(_("promised on"), null=True, blank=True)
    # A later promise does not mend an earlier one: measures compare with the first.
    first_promised_on = models.DateField(_("first promised on"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    dispatched_at = models.DateTimeField(_("dispatched at"), null=True, blank=True)
    # The day of dispatch where the manufacturer is, as promised dates are meant.
    dispatched_on = models.DateField(_("dispatched on"), null=True, blank=True)
    # When they were at the dealer's door, by what the manufacturer proved.
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    tracking = models.CharField(_("consignment number"), max_length=60, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancelled_by = models.CharField(_("cancelled by"), max_length=12, choices=Party, blank=True)
    cancel_reason = models.CharField(_("reason"), max_length=13, choices=Reason, blank=True)
    cancel_note = models.CharField(_("note"), max_length=200, blank=True)

    get_status_display = words_of("status", Status)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        ordering = ["order_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "part"], condition=Q(split_from__isnull=True), name="orderline_part_once"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, quantity__lte=MOST_IN_A_LINE), name="orderline_quantity_sane"
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True) | Q(received_at__gte=F("dispatched_at")),
                name="orderline_received_after_dispatch",
            ),
        ]
        indexes = [
            models.Index(fields=["manufacturer", "country", "status"], name="orderline_cell"),
            models.Index(fields=["dealer", "part", "status"], name="orderline_dealer_part"),
            models.Index(
                fields=["manufacturer", "country", "first_promised_on"],
                name="orderline_promised",
                condition=Q(split_from__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.part_id}"


class Promise(SidesMixin):
    """A day that was promised for a line; a later day than the one before is a slip. Never changed."""

    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="promises", db_index=False)
    promised_on = models.DateField(_("promised on"))
    promised_at = models.DateTimeField(_("promised at"))
    #: By how many days it moved the promise before; negative: sooner; 0 for a first one.
    moved_days = models.SmallIntegerField(_("moved by, days"))
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        ordering = ["promised_at", "id"]
        indexes = [models.Index(fields=["line", "promised_at"], name="promise_line")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.promised_on}"


class DeliveryProblem(SidesMixin):
    """Why pieces did not come as they were sent: the dealer's word, and the manufacturer's objection to it."""

    class Kind(models.TextChoices):
        LOST = "lost", _("Lost on the way")
        DAMAGED = "damaged", _("Damaged")
        WRONG = "wrong", _("Another part than ordered")

    line = models.OneToOneField(OrderLine, models.PROTECT, related_name="problem")
    kind = models.CharField(_("what is wrong"), max_length=7, choices=Kind)
    note = models.CharField(_("note"), max_length=500)
    reported_at = models.DateTimeField(_("reported at"))
    objection = models.CharField(_("objection"), max_length=500, blank=True)
    objected_at = models.DateTimeField(_("objected at"), null=True, blank=True)

    get_kind_display = words_of("kind", Kind)

    class Meta:
        verbose_name = _("delivery problem")
        verbose_name_plural = _("delivery problems")
        ordering = ["reported_at", "id"]

    def __str__(self) -> str:
        return f"{self.line_id} {self.kind}"
