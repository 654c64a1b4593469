"""Parts that are kept for a request, and what became of each promise."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core.db.words import words_of
from apps.duties.models import SidesMixin

from .asking import PartRequest
from .bins import Bin
from .catalogue import Part
from .orders import PartsOrder
from .transfers import TransferLine

#: What comes, comes from one place.
_ONE_SOURCE = (
    Q(order__isnull=False, transferline__isnull=True, partrequest__isnull=True)
    | Q(order__isnull=True, transferline__isnull=False, partrequest__isnull=True)
    | Q(order__isnull=True, transferline__isnull=True, partrequest__isnull=False)
)


class Reservation(SidesMixin):
    """So many of a part for one request: held in a bin, coming, or short. Events tell how it got there.

    What comes is of an order, of a transfer between own points, or of what another dealer has sent (``partrequest``).

    Fewer than a whole reservation that move on are split off as one of their own. Without a claim it is of pieces that
    another dealer was promised (``partrequest``, too).
    """

    class Status(models.TextChoices):
        HELD = "held", pgettext_lazy("reservation", "On the shelf")
        COMING = "coming", pgettext_lazy("reservation", "On order")
        SHORT = "short", pgettext_lazy("reservation", "Not there, not on order")
        ISSUED = "issued", pgettext_lazy("reservation", "Given out")
        FREED = "freed", pgettext_lazy("reservation", "No longer kept")

    #: Those that still promise something.
    OPEN = (Status.HELD, Status.COMING, Status.SHORT)
    #: Given out for repairs, not to another dealer.
    FOR_REPAIRS = Q(status=Status.ISSUED) & ~Q(claim_number="")
    #: Those whose pieces are not there.
    WAITS = (Status.COMING, Status.SHORT)

    # The number of the request: parts know no claims.
    claim_number = models.CharField(_("for claim"), max_length=20, blank=True)
    part = models.ForeignKey(Part, models.PROTECT, related_name="+", db_index=False)
    quantity = models.PositiveIntegerField(_("quantity"))
    status = models.CharField(_("status"), max_length=6, choices=Status)
    # Where the car is repaired; empty: at a dealer without service points.
    point = models.ForeignKey(
        "organizations.ServicePoint", models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=_("service point"),
    )  # fmt: skip
    bin = models.ForeignKey(Bin, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    order = models.ForeignKey(
        PartsOrder, models.PROTECT, null=True, blank=True, related_name="reservations", db_index=False
    )
    partrequest = models.ForeignKey(
        PartRequest, models.PROTECT, null=True, blank=True, related_name="reservations", db_index=False,
        verbose_name=_("request between dealers"),
    )  # fmt: skip
    transferline = models.ForeignKey(
        TransferLine, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    # Who comes first: cars off the road, then what is due first, then who asked first.
    off_road = models.BooleanField(_("vehicle off road"), default=False)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    made_at = models.DateTimeField(_("reserved at"))
    key = models.CharField(max_length=80)

    get_status_display = words_of("status", Status)

    #: The order of all who wait for the same part.
    FIRST = ("-off_road", models.F("due_at").asc(nulls_last=True), "made_at", "id")

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        ordering = ["made_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="reservation_of_something"),
            models.CheckConstraint(
                condition=(Q(status="held", bin__isnull=False, order__isnull=True))
                | Q(_ONE_SOURCE, status="coming", bin__isnull=True)
                | Q(status="short", order__isnull=True, bin__isnull=True, transferline__isnull=True)
                | Q(status__in=("issued", "freed")),
                name="reservation_has_its_source",
            ),
            models.CheckConstraint(
                condition=~Q(claim_number="") | Q(partrequest__isnull=False), name="reservation_of_somebody"
            ),
        ]
        indexes = [
            models.Index(fields=["dealer", "claim_number"], name="reservation_claim"),
            models.Index(
                fields=["dealer", "part"],
                condition=Q(status__in=("held", "coming", "short")),
                name="reservation_open",
            ),
            models.Index(
                fields=["dealer", "part", "-id"],
                condition=Q(status="issued") & ~Q(claim_number=""),
                name="reservation_issued",
            ),
            models.Index(fields=["order", "part"], condition=Q(status="coming"), name="reservation_order"),
            models.Index(
                fields=["transferline"], condition=Q(transferline__isnull=False), name="reservation_transferline"
            ),
            models.Index(fields=["dealer", "key"], name="reservation_key"),
            models.Index(
                fields=["partrequest"], condition=Q(partrequest__isnull=False), name="reservation_partrequest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_number}: {self.quantity} × {self.part_id}"

    @property
    def is_for_dealer(self) -> bool:
        """Whether another dealer was promised the pieces, and no repair of this one."""
        return not self.claim_number


class ReservationEvent(SidesMixin):
    """What became of a reservation; never changed."""

    class Kind(models.TextChoices):
        MADE = "made", pgettext_lazy("reservation event", "Reserved")
        SPLIT = "split", pgettext_lazy("reservation event", "Split off")
        ARRIVED = "arrived", pgettext_lazy("reservation event", "Put on the shelf for it")
        ORDERED = "ordered", pgettext_lazy("reservation event", "Comes with an order")
        UNDER_WAY = "underway", pgettext_lazy("reservation event", "Comes with what is under way")
        SHORT = "short", pgettext_lazy("reservation event", "No longer there")
        GIVEN = "given", pgettext_lazy("reservation event", "Given to another request")
        GOT = "got", pgettext_lazy("reservation event", "Taken over from another request")
        ISSUED = "issued", pgettext_lazy("reservation event", "Given out")
        RETURNED = "returned", pgettext_lazy("reservation event", "Brought back")
        FREED = "freed", pgettext_lazy("reservation event", "No longer kept")

    reservation = models.ForeignKey(Reservation, models.PROTECT, related_name="events", db_index=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    quantity = models.PositiveIntegerField(_("quantity"))
    happened_at = models.DateTimeField(_("happened at"))
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+")
    note = models.CharField(_("reason"), max_length=500, blank=True)
    # Who lost it, or who won it.
    other_claim = models.CharField(_("other request"), max_length=20, blank=True)

    get_kind_display = words_of("kind", Kind)

    class Meta:
        verbose_name = _("event of a reservation")
        verbose_name_plural = _("events of reservations")
        ordering = ["id"]
        indexes = [models.Index(fields=["reservation", "id"], name="reservationevent_timeline")]

    def __str__(self) -> str:
        return f"{self.reservation_id} {self.kind}"
