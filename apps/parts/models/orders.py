"""Orders of spare parts: lines, what was promised, and what came otherwise than it was sent."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.casework.models import CaseEvent
from apps.core.addresses import address_of
from apps.core.db.words import words_of
from apps.duties.models import Party, SidesMixin

from .catalogue import Part

#: More than this in one line is a slip of the keyboard, not an order.
MOST_IN_A_LINE = 10_000
LONGEST_REFERENCE = 40


class PartsOrder(SidesMixin):
    """A dealer's order to one manufacturer; its promises are on the lines."""

    class Priority(models.TextChoices):
        VEHICLE_OFF_ROAD = "vor", _("Vehicle off road")
        DAILY = "daily", _("Daily")
        STOCK = "stock", pgettext_lazy("order class", "Stock")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        CONFIRMED = "confirmed", _("Confirmed")
        DISPATCHED = "dispatched", _("Dispatched")
        DELIVERED = "delivered", _("Delivered")
        RECEIVED = "received", _("Received")
        REPORTED = "reported", _("Reported")
        CONTESTED = "contested", _("Contested")
        OVER = "over", pgettext_lazy("state of parts", "More than was sent")
        SEND_BACK = "send_back", pgettext_lazy("state of parts", "To be sent back")
        SENT_BACK = "sent_back", pgettext_lazy("state of parts", "Sent back")
        CANCELLED = "cancelled", _("Cancelled")

    number = models.CharField(_("number"), max_length=20, unique=True)
    priority = models.CharField(_("priority"), max_length=6, choices=Priority, default=Priority.DAILY)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    # The claim whose repair waits for it, if any (parts know no claims, only the number).
    claim_number = models.CharField(_("for claim"), max_length=20, blank=True)
    in_warranty = models.BooleanField(_("for a warranty repair"), default=False)
    powertrain = models.CharField(max_length=8, blank=True)
    # The dealer's own number of it; each names one order to a manufacturer.
    reference = models.CharField(
        _("dealer's reference"), max_length=LONGEST_REFERENCE, blank=True, default="", db_default=""
    )
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
        constraints = [
            models.UniqueConstraint(fields=["dealer", "request_key"], name="partsorder_sent_once"),
            models.UniqueConstraint(
                fields=["dealer", "manufacturer", "reference"],
                condition=~Q(reference=""),
                name="partsorder_reference_once",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="order_newest"),
            models.Index(fields=["dealer", "-created_at", "-id"], name="order_dealer_newest"),
            models.Index(fields=["manufacturer", "-created_at", "-id"], name="order_maker_newest"),
            models.Index(fields=["country", "-created_at", "-id"], name="order_country_newest"),
            models.Index(fields=["dealer", "claim_number"], name="order_claim", condition=~Q(claim_number="")),
            # What is due of orders: only those under way have a place in these.
            *(
                models.Index(fields=[*side, "next_due_at", "id"], name=name, condition=Q(next_due_at__isnull=False))
                for name, *side in (
                    ("order_due",),
                    ("order_maker_due", "manufacturer"),
                    ("order_dealer_due", "dealer"),
                    ("order_country_due", "country"),
                )
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
    damaged or wrong are reported; the line that was ordered is then open again for as many. Pieces that came over are
    lines of their own, too, which nobody sent: ``dispatched_at`` stays empty.
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
        OVER = "over", pgettext_lazy("state of parts", "More than was sent")
        SEND_BACK = "send_back", pgettext_lazy("state of parts", "To be sent back")
        SENT_BACK = "sent_back", pgettext_lazy("state of parts", "Sent back")
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

    @property
    def backordered(self) -> int:
        """How many the manufacturer promised and has not got, as it said last; 0 where it said nothing of it."""
        said = [row.ready for row in self.promises.all() if row.ready is not None]
        waits = self.status == self.Status.CONFIRMED and bool(said)
        return max(0, self.quantity - (said[-1] or 0)) if waits else 0


class DeliveryProblem(SidesMixin):
    """Why pieces did not come as they were sent: the dealer's word, and the manufacturer's objection to it."""

    class Kind(models.TextChoices):
        LOST = "lost", _("Lost on the way")
        SHORT = "short", _("Fewer in the box than sent")
        DAMAGED = "damaged", _("Damaged")
        WRONG = "wrong", _("Another part than ordered")
        OVER = "over", _("More than was sent")

    #: What is owed again; pieces that came over are nobody's debt.
    OWED_AGAIN = (Kind.LOST, Kind.SHORT, Kind.DAMAGED, Kind.WRONG)

    class Claimed(models.TextChoices):
        CARRIER = "carrier", _("The carrier")
        MAKER = "maker", _("The manufacturer")

    line = models.OneToOneField(OrderLine, models.PROTECT, related_name="problem")
    kind = models.CharField(_("what is wrong"), max_length=7, choices=Kind)
    # Against whom the dealer claims it; what is owed again is the manufacturer's either way.
    claimed_from = models.CharField(_("claimed from"), max_length=7, choices=Claimed, blank=True, db_default="")
    note = models.CharField(_("note"), max_length=500)
    # Of pieces that came over: whether the dealer would buy them.
    would_keep = models.BooleanField(_("the dealer would keep them"), default=False, db_default=False)
    reported_at = models.DateTimeField(_("reported at"))
    objection = models.CharField(_("objection"), max_length=500, blank=True)
    objected_at = models.DateTimeField(_("objected at"), null=True, blank=True)

    get_kind_display = words_of("kind", Kind)
    get_claimed_from_display = words_of("claimed_from", Claimed)

    class Meta:
        verbose_name = _("delivery problem")
        verbose_name_plural = _("delivery problems")
        ordering = ["reported_at", "id"]

    def __str__(self) -> str:
        return f"{self.line_id} {self.kind}"
