"""The parts catalogue, each dealer's stock as a ledger, and spare-parts orders."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.duties.models import SidesMixin

#: More than this in one line is a slip of the keyboard, not an order.
MOST_IN_A_LINE = 10_000


class Part(models.Model):
    """A manufacturer's part number; the catalogue is public to those who order from it."""

    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="parts")
    number = models.CharField(_("part number"), max_length=40)
    name = models.CharField(_("name"), max_length=150)
    active = models.BooleanField(_("can be ordered"), default=True)

    class Meta:
        verbose_name = _("part")
        verbose_name_plural = _("parts")
        ordering = ["number", "id"]
        constraints = [models.UniqueConstraint(fields=["manufacturer", "number"], name="part_once_per_maker")]
        indexes = [models.Index(fields=["number", "id"], name="part_number")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class StockBalance(SidesMixin):
    """What a dealer has of a part now: always the sum of its movements."""

    part = models.ForeignKey(Part, models.PROTECT, related_name="+")
    on_hand = models.IntegerField(_("on hand"), default=0)

    class Meta:
        verbose_name = _("stock balance")
        verbose_name_plural = _("stock balances")
        ordering = ["part__number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["dealer", "part"], name="stockbalance_once"),
            models.CheckConstraint(condition=Q(on_hand__gte=0), name="stockbalance_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.part_id}: {self.on_hand}"


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
        ordering = ["-moved_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["dealer", "key"], name="stockmovement_once"),
            models.CheckConstraint(condition=~Q(quantity=0), name="stockmovement_moves"),
        ]
        indexes = [
            models.Index(fields=["dealer", "part", "-moved_at", "-id"], name="movement_dealer_part"),
            models.Index(fields=["dealer", "-moved_at", "-id"], name="movement_dealer_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.part_id} {self.quantity:+d}"


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
        RECEIVED = "received", _("Received")
        CANCELLED = "cancelled", _("Cancelled")

    number = models.CharField(_("number"), max_length=20, unique=True)
    priority = models.CharField(_("priority"), max_length=6, choices=Priority, default=Priority.DAILY)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    # The claim whose repair waits for it, if any (parts know no claims, only the number).
    claim_number = models.CharField(_("for claim"), max_length=20, blank=True)
    in_warranty = models.BooleanField(_("for a warranty repair"), default=False)
    powertrain = models.CharField(max_length=8, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    request_key = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("created at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    updated_at = models.DateTimeField(_("changed at"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("spare-parts order")
        verbose_name_plural = _("spare-parts orders")
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["dealer", "request_key"], name="partsorder_sent_once")]
        indexes = [
            models.Index(fields=["dealer", "-created_at", "-id"], name="order_dealer_newest"),
            models.Index(fields=["manufacturer", "-created_at", "-id"], name="order_maker_newest"),
            models.Index(fields=["country", "-created_at", "-id"], name="order_country_newest"),
            models.Index(fields=["dealer", "claim_number"], name="order_claim", condition=~Q(claim_number="")),
        ]

    def __str__(self) -> str:
        return self.number


class OrderLine(SidesMixin):
    """So many of one part: confirmed with a promised date, dispatched, received. Clocks run on lines."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        CONFIRMED = "confirmed", _("Confirmed")
        DISPATCHED = "dispatched", _("Dispatched")
        RECEIVED = "received", _("Received")
        CANCELLED = "cancelled", _("Cancelled")

    order = models.ForeignKey(PartsOrder, models.CASCADE, related_name="lines")
    part = models.ForeignKey(Part, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(_("quantity"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    promised_on = models.DateField(_("promised on"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    dispatched_at = models.DateTimeField(_("dispatched at"), null=True, blank=True)
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    tracking = models.CharField(_("consignment number"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        ordering = ["order_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "part"], name="orderline_part_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, quantity__lte=MOST_IN_A_LINE), name="orderline_quantity_sane"
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True) | Q(received_at__gte=F("dispatched_at")),
                name="orderline_received_after_dispatch",
            ),
        ]
        indexes = [models.Index(fields=["manufacturer", "country", "status"], name="orderline_cell")]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.part_id}"
