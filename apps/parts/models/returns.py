"""Parts that a dealer sends back to their manufacturer, by its leave."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.casework.models import CaseEvent
from apps.core.addresses import address_of
from apps.core.db.words import words_of
from apps.duties.models import SidesMixin

from .catalogue import Part
from .orders import OrderLine


class PartReturn(SidesMixin):
    """A case (steps_returns.py): so many pieces of a received order line. What is filled in stays as it is."""

    class Status(models.TextChoices):
        ASKED = "asked", pgettext_lazy("return", "Asked for")
        GRANTED = "granted", pgettext_lazy("return", "Granted, to be sent")
        REFUSED = "refused", pgettext_lazy("return", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("return", "Withdrawn")
        LAPSED = "lapsed", pgettext_lazy("return", "Lapsed: not sent in time")
        SENT = "sent", pgettext_lazy("return", "On its way")
        RECEIVED = "received", pgettext_lazy("return", "Being looked at")
        CREDITED = "credited", pgettext_lazy("return", "Credited")
        REJECTED = "rejected", pgettext_lazy("return", "Not credited")
        BACK = "back", pgettext_lazy("return", "Taken back")
        LEFT = "left", pgettext_lazy("return", "Left with the manufacturer")

    class Reason(models.TextChoices):
        WRONG = "wrong", pgettext_lazy("why returned", "The wrong part was ordered")
        SURPLUS = "surplus", pgettext_lazy("why returned", "Not needed any more")
        FAULTY = "faulty", pgettext_lazy("why returned", "New and faulty")
        RECALLED = "recalled", pgettext_lazy("why returned", "Recalled")
        TOO_MANY = "too_many", pgettext_lazy("why returned", "More came than was ordered")

    class Refusal(models.TextChoices):
        NOT_TAKEN = "not_taken", pgettext_lazy("return refused", "This part is not taken back")
        TOO_LATE = "too_late", pgettext_lazy("return refused", "Asked for too late")
        NOT_OURS = "not_ours", pgettext_lazy("return refused", "Not for the manufacturer to answer for")
        KEEP = "keep", pgettext_lazy("return refused", "To be kept, and settled otherwise")
        OTHER = "other", pgettext_lazy("return refused", "Other reason")

    class Payer(models.TextChoices):
        MAKER = "maker", _("The manufacturer")
        DEALER = "dealer", _("The dealer")

    class Finding(models.TextChoices):
        AS_SAID = "as_said", pgettext_lazy("found on return", "As the dealer said")
        USED = "used", pgettext_lazy("found on return", "Used or fitted")
        DAMAGED = "damaged", pgettext_lazy("found on return", "Damaged")
        INCOMPLETE = "incomplete", pgettext_lazy("found on return", "Incomplete, or without its box")
        ANOTHER = "another", pgettext_lazy("found on return", "Another part")
        NOTHING = "nothing", pgettext_lazy("found on return", "Nothing came")

    #: In these the pieces are the dealer's again, or never left it.
    NOT_RETURNED = (Status.REFUSED, Status.WITHDRAWN, Status.LAPSED)

    number = models.CharField(_("number"), max_length=12, unique=True)
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="returns", db_index=False)
    part = models.ForeignKey(Part, models.PROTECT, related_name="+", db_index=False)
    quantity = models.PositiveIntegerField(_("quantity"))
    reason = models.CharField(_("reason"), max_length=8, choices=Reason)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.ASKED)
    version = models.PositiveIntegerField(default=1)
    asked_at = models.DateTimeField(_("asked at"))
    request_key = models.CharField(max_length=64)
    # What the manufacturer granted it by, or why it did not.
    return_number = models.CharField(_("return number"), max_length=40, blank=True)
    payer = models.CharField(_("who pays the way"), max_length=6, choices=Payer, blank=True)
    send_by = models.DateField(_("to be sent by"), null=True, blank=True)
    refusal = models.CharField(_("why refused"), max_length=9, choices=Refusal, blank=True)
    # What left, and how.
    sent = models.PositiveIntegerField(_("sent"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    tracking = models.CharField(_("consignment number"), max_length=60, blank=True)
    # What came, and as what.
    found = models.PositiveIntegerField(_("found"), null=True, blank=True)
    finding = models.CharField(_("as what"), max_length=10, choices=Finding, blank=True)
    credit = models.DecimalField(_("credited"), max_digits=18, decimal_places=3, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    in_full = models.BooleanField(_("in full"), null=True, blank=True)
    back = models.PositiveIntegerField(_("taken back"), null=True, blank=True)

    get_status_display = words_of("status", Status)
    get_reason_display = words_of("reason", Reason)
    get_refusal_display = words_of("refusal", Refusal)
    get_payer_display = words_of("payer", Payer)
    get_finding_display = words_of("finding", Finding)

    class Meta:
        verbose_name = _("return of parts")
        verbose_name_plural = _("returns of parts")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["dealer", "request_key"], name="partreturn_asked_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0)
                & (Q(sent=None) | Q(sent__gt=0, sent__lte=F("quantity")))
                & (Q(found=None) | Q(found__lte=F("sent")))
                & (Q(back=None) | Q(back__gt=0, back__lte=F("sent"))),
                name="partreturn_no_more_than_before",
            ),
            models.CheckConstraint(
                condition=~Q(status="credited") | Q(credit__gt=0, credit__isnull=False),
                name="partreturn_credit_is_some",
            ),
        ]
        indexes = [
            models.Index(fields=["-asked_at", "-id"], name="partreturn_newest"),
            models.Index(fields=["dealer", "-asked_at", "-id"], name="partreturn_dealer"),
            models.Index(fields=["manufacturer", "-asked_at", "-id"], name="partreturn_maker"),
            models.Index(fields=["country", "-asked_at", "-id"], name="partreturn_country"),
            models.Index(fields=["line"], name="partreturn_line"),
            # What lapses of itself.
            models.Index(fields=["send_by"], condition=Q(status="granted"), name="partreturn_to_send"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return address_of("parts:return", self.number)


class PartReturnEvent(SidesMixin, CaseEvent):
    """One line of a return's timeline; never changed."""

    partreturn = models.ForeignKey(PartReturn, models.PROTECT, related_name="events", db_index=False)

    class Meta(CaseEvent.Meta):
        indexes = [models.Index(fields=["partreturn", "happened_at", "id"], name="partreturnevent_timeline")]
