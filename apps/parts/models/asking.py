"""Parts that one dealer asks of another that shows to have them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.casework.models import CaseEvent
from apps.core.addresses import address_of
from apps.core.db.words import words_of
from apps.duties.models import SidesMixin

from .bins import Bin
from .catalogue import Part

_FIRM: dict[str, Any] = {"on_delete": models.PROTECT, "related_name": "+", "db_index": False}


class PartRequest(SidesMixin):
    """A case (steps_asking.py) of two dealers: ``dealer`` asks, ``supplier`` is asked; nobody else reads it.

    Pieces stay the supplier's, on its books, until the asker has received them.
    """

    class Status(models.TextChoices):
        ASKED = "asked", pgettext_lazy("request between dealers", "Asked")
        OFFERED = "offered", pgettext_lazy("request between dealers", "Offered")
        ACCEPTED = "accepted", pgettext_lazy("request between dealers", "Accepted, to be sent")
        SENT = "sent", pgettext_lazy("request between dealers", "On its way")
        SHORT = "short", pgettext_lazy("request between dealers", "Some did not come")
        RECEIVED = "received", pgettext_lazy("request between dealers", "Received")
        SETTLED = "settled", pgettext_lazy("request between dealers", "Missing pieces settled")
        REFUSED = "refused", pgettext_lazy("request between dealers", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("request between dealers", "Withdrawn")
        LAPSED = "lapsed", pgettext_lazy("request between dealers", "Lapsed")

    #: Whose turn it is.
    SUPPLIERS = (Status.ASKED, Status.ACCEPTED, Status.SHORT)
    ASKERS = (Status.OFFERED, Status.SENT)

    number = models.CharField(_("number"), max_length=12, unique=True)
    supplier = models.ForeignKey("organizations.Organization", verbose_name=_("asked dealer"), **_FIRM)
    part = models.ForeignKey(Part, verbose_name=_("part"), **_FIRM)
    quantity = models.PositiveIntegerField(_("asked for"))
    # Where it is to be sent; empty: a dealer without service points.
    point = models.ForeignKey(
        "organizations.ServicePoint", null=True, blank=True, verbose_name=_("to service point"), **_FIRM
    )
    # The asker's own request that waits for it; empty: for stock.
    claim_number = models.CharField(_("for claim"), max_length=20, blank=True)
    off_road = models.BooleanField(_("vehicle off road"), default=False)
    # Of one piece; empty: the other is to say its price.
    price_wished = models.DecimalField(_("price it would pay"), max_digits=18, decimal_places=3, null=True, blank=True)
    currency_wished = models.CharField(_("currency"), max_length=3, blank=True)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.ASKED)
    version = models.PositiveIntegerField(default=1)
    asked_at = models.DateTimeField(_("asked at"))
    # Until when whose turn it is may stay silent; empty: the case does not lapse.
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    request_key = models.CharField(max_length=64)
    offered = models.PositiveIntegerField(_("offered"), null=True, blank=True)
    price = models.DecimalField(_("price of a piece"), max_digits=18, decimal_places=3, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    send_by = models.DateField(_("sent by"), null=True, blank=True)
    sent = models.PositiveIntegerField(_("sent"), default=0)
    received = models.PositiveIntegerField(_("received"), default=0)
    # The supplier's bin of what is under way.
    way = models.ForeignKey(Bin, null=True, blank=True, **_FIRM)
    carrier = models.CharField(_("carrier"), max_length=60, blank=True)
    tracking = models.CharField(_("consignment number"), max_length=60, blank=True)
    expected_on = models.DateField(_("expected on"), null=True, blank=True)

    get_status_display = words_of("status", Status)

    class Meta:
        verbose_name = _("request between dealers")
        verbose_name_plural = _("requests between dealers")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["dealer", "request_key"], name="partrequest_asked_once"),
            models.CheckConstraint(condition=~Q(dealer=F("supplier")), name="partrequest_of_another"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, received__lte=F("sent")), name="partrequest_no_more_than_sent"
            ),
            models.CheckConstraint(
                condition=Q(offered=None, sent=0)
                | Q(offered__gt=0, offered__lte=F("quantity"), sent__lte=F("offered")),
                name="partrequest_no_more_than_offered",
            ),
        ]
        indexes = [
            models.Index(fields=["dealer", "-asked_at", "-id"], name="partrequest_by_us"),
            models.Index(fields=["supplier", "-asked_at", "-id"], name="partrequest_of_us"),
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="partrequest_due"),
            # Whose answer is waited for: counted on each page of a dealer.
            models.Index(fields=["supplier"], condition=Q(status="asked"), name="partrequest_to_offer"),
            models.Index(fields=["dealer"], condition=Q(status="offered"), name="partrequest_to_accept"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return address_of("parts:partrequest", self.number)

    def between(self) -> dict[str, Any]:
        """Side columns of what belongs to the case."""
        return {**self.sides(), "supplier_id": self.supplier_id}

    @property
    def missing(self) -> int:
        """Pieces that were sent and not received."""
        return self.sent - self.received

    @property
    def crosses_border(self) -> bool:
        """Whether the pieces go through customs."""
        return str(self.country) != str(self.supplier.country)


class PartRequestEvent(SidesMixin, CaseEvent):
    """One line of the case's timeline, which both dealers read; never changed."""

    partrequest = models.ForeignKey(PartRequest, models.PROTECT, related_name="events", db_index=False)
    supplier = models.ForeignKey("organizations.Organization", **_FIRM)

    class Meta(CaseEvent.Meta):
        indexes = [models.Index(fields=["partrequest", "happened_at", "id"], name="partrequestevent_timeline")]
