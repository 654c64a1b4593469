"""Repair claims, their timeline and photos."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from apps.casework.models import CaseEvent
from apps.core.addresses import address_of
from apps.core.db.words import words_of
from apps.duties.models import Party, SidesMixin
from apps.vehicles.components import Component
from apps.vehicles.models import Powertrain, Vehicle

#: Sorts after every real due time, so that the queue pages by key without empty values.
NOTHING_DUE = datetime(9999, 12, 31, tzinfo=UTC)


class HowOften(models.TextChoices):
    """How often a fault shows, as its owner says."""

    ONCE = "once", _("Once")
    SOMETIMES = "sometimes", _("Now and then")
    EACH_TIME = "each_time", _("Each time")
    ALL_THE_TIME = "always", _("All the time")


class DenialReason(models.TextChoices):
    """Why a claim was denied; the owner reads it with the explanation."""

    OUT_OF_WARRANTY = "out_of_warranty", _("Outside the warranty term")
    WEAR = "wear", _("Normal wear")
    MISUSE = "misuse", _("Damage from outside or misuse")
    NOT_FOUND = "not_found", _("No fault was found")
    NOT_COVERED = "not_covered", _("This part is not covered")
    DUPLICATE = "duplicate", _("The same fault is in another request")


class Claim(SidesMixin):
    """A request to repair under warranty. VIN and title are kept as they were when it was filed."""

    class Status(models.TextChoices):
        FILED = "filed", _("Filed")
        RESPONDED = "responded", _("Answered")
        IN_REPAIR = "in_repair", _("In repair")
        REPAIRED = "repaired", _("Repaired")
        HANDED_BACK = "handed_back", _("Handed back")
        CLOSED = "closed", _("Closed")
        PROPOSED = "proposed", _("Denial proposed")
        DENIED = "denied", _("Denied")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    number = models.CharField(_("number"), max_length=20, unique=True)
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="claims", db_index=False)
    vin = models.CharField(_("VIN"), max_length=17)
    vehicle_title = models.CharField(max_length=250)
    powertrain = models.CharField(_("powertrain"), max_length=8, choices=Powertrain, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.FILED)
    component = models.CharField(_("component"), max_length=40, choices=Component)
    complaint = models.TextField(_("complaint"), max_length=4000)
    cause = models.TextField(_("cause"), max_length=4000, blank=True)
    correction = models.TextField(_("correction"), max_length=4000, blank=True)
    denial_reason = models.CharField(_("reason of denial"), max_length=40, choices=DenialReason, blank=True)
    denial_note = models.TextField(_("explanation of denial"), max_length=2000, blank=True)
    occurred_on = models.DateField(_("happened on"))
    # Null on claims from before it was asked, and where the owner did not say.
    how_often = models.CharField(_("how often"), max_length=9, choices=HowOften, null=True, blank=True)
    odometer_km = models.PositiveIntegerField(_("odometer, km"))
    in_warranty = models.BooleanField(_("within warranty"))
    safety_critical = models.BooleanField(_("safety-critical"), default=False)
    immobilised = models.BooleanField(_("cannot be driven"), default=False)
    filed_at = models.DateTimeField(_("filed at"))
    responded_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    # Of the visit under way and the denial in force: what lists show of Visit and Denial (services/stages.py).
    vehicle_in_at = models.DateTimeField(_("vehicle taken in at"), null=True, blank=True)
    repaired_at = models.DateTimeField(_("repaired at"), null=True, blank=True)
    handed_back_at = models.DateTimeField(_("handed back at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    # The earliest due time of its running clocks and whom it waits for: kept by the service for the queue's order.
    next_due_at = models.DateTimeField(_("due"), default=NOTHING_DUE)
    waiting_for = models.CharField(_("waiting for"), max_length=12, choices=Party, blank=True)
    repeat_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="repeats")
    # The number of the recall whose remedy it books: free whatever the warranty, and no measure counts it. Empty on
    # claims from before there were recalls, too: a version more of each would say nothing.
    recall = models.CharField(_("recall"), max_length=12, null=True, blank=True)
    request_key = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)

    get_status_display = words_of("status", Status)
    get_component_display = words_of("component", Component)
    get_how_often_display = words_of("how_often", HowOften)
    get_waiting_for_display = words_of("waiting_for", Party)

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["-filed_at", "-id"]
        constraints = [
            # The same form sent twice is one claim.
            models.UniqueConstraint(fields=["owner", "request_key"], name="claim_sent_once"),
            models.CheckConstraint(
                condition=Q(responded_at__isnull=True) | Q(responded_at__gte=F("filed_at")),
                name="claim_answered_after_filed",
            ),
            models.CheckConstraint(
                condition=Q(handed_back_at__isnull=True) | Q(handed_back_at__gte=F("repaired_at")),
                name="claim_handed_back_after_repaired",
            ),
            # So that the queue asks one thing only, and the database knows how many rows that is.
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False, status__in=["closed", "denied", "withdrawn"])
                | Q(~Q(status__in=["closed", "denied", "withdrawn"]), closed_at__isnull=True),
                name="claim_over_has_its_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["dealer", "next_due_at", "id"],
                name="claim_dealer_due",
                condition=Q(closed_at__isnull=True),
            ),
            # What is due of requests that are not over, for each side that watches: small, and left when they are over.
            *(
                models.Index(fields=[*side, "next_due_at", "id"], name=name, condition=Q(closed_at__isnull=True))
                for name, *side in (
                    ("claim_due",),
                    ("claim_maker_due", "manufacturer"),
                    ("claim_country_due", "country"),
                )
            ),
            models.Index(fields=["-filed_at", "-id"], name="claim_newest"),
            # Grave cases that wait, oldest first: a look among all claims would find them at its end.
            models.Index(
                fields=["filed_at", "id"],
                name="claim_grave_open",
                condition=Q(safety_critical=True, closed_at__isnull=True, repaired_at__isnull=True),
            ),
            models.Index(fields=["owner", "-filed_at", "-id"], name="claim_owner_newest"),
            models.Index(fields=["dealer", "-filed_at", "-id"], name="claim_dealer_newest"),
            models.Index(fields=["manufacturer", "-filed_at", "-id"], name="claim_maker_newest"),
            models.Index(fields=["country", "-filed_at", "-id"], name="claim_country_newest"),
            models.Index(fields=["manufacturer", "country", "filed_at"], name="claim_cell_filed"),
            models.Index(fields=["vin"], name="claim_vin"),
            models.Index(fields=["vehicle", "component", "filed_at"], name="claim_vehicle_component"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return address_of("claims:detail", self.number)

    @property
    def is_paused(self) -> bool:
        """Whether a duty is owed but its time stands still; nothing is owed once the vehicle is repaired."""
        owed = (self.Status.FILED, self.Status.RESPONDED, self.Status.IN_REPAIR)
        return self.status in owed and self.next_due_at == NOTHING_DUE


class Contact(SidesMixin):
    """Whom to ask about a claim, by what to know the car and where it stands, as given with it.

    A table of its own, since not everybody who reads a claim may read them (policies.py).
    """

    claim = models.OneToOneField(Claim, models.CASCADE, primary_key=True)
    name = models.CharField(_("contact"), max_length=150)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    # As it is written on the car, in any script.
    plate = models.CharField(_("number plate"), max_length=20, blank=True, db_default="")
    # Defaults of Python too: rows written in bulk, and the field of countries, read none of the database.
    place_country = CountryField(_("country where the car stands"), blank=True, default="", db_default="")
    # When the owner could bring it, in their words.
    wished = models.CharField(_("wished times"), max_length=200, blank=True, default="", db_default="")
    place_city = models.CharField(_("city where the car stands"), max_length=100, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return str(self.claim_id)


class Visit(SidesMixin):
    """One stay of the vehicle in the workshop: taken in, repaired, handed back. Each moment is set once.

    ``reopened_at``: when the owner said that it is not repaired. The next stay is another row, and the days of this
    one remain counted.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="visits", db_index=False)
    number = models.PositiveSmallIntegerField(_("visit"))
    taken_in_at = models.DateTimeField(_("taken in at"), null=True, blank=True)
    repaired_at = models.DateTimeField(_("repaired at"), null=True, blank=True)
    handed_back_at = models.DateTimeField(_("handed back at"), null=True, blank=True)
    reopened_at = models.DateTimeField(_("found not repaired at"), null=True, blank=True)
    cause = models.TextField(_("cause"), max_length=4000, blank=True)
    correction = models.TextField(_("correction"), max_length=4000, blank=True)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["claim_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "number"], name="visit_once"),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(reopened_at__isnull=True), name="visit_one_under_way_per_claim"
            ),
            models.CheckConstraint(
                condition=Q(repaired_at__isnull=True) | Q(repaired_at__gte=F("taken_in_at")),
                name="visit_repaired_after_taken_in",
            ),
            models.CheckConstraint(
                condition=Q(handed_back_at__isnull=True) | Q(handed_back_at__gte=F("repaired_at")),
                name="visit_handed_back_after_repaired",
            ),
        ]
        indexes = [models.Index(fields=["manufacturer", "repaired_at"], name="visit_maker_repaired")]

    def __str__(self) -> str:
        return f"{self.claim_id} #{self.number}"


class Denial(SidesMixin):
    """That a claim was denied, why and by whom; and, where it was taken back, the same. Both stay on record."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="denials")
    reason = models.CharField(_("reason of denial"), max_length=40, choices=DenialReason)
    explanation = models.TextField(_("explanation of denial"), max_length=2000)
    denied_at = models.DateTimeField(_("denied at"))
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+")
    #: Who pays for the time until it is taken back.
    party = models.CharField(max_length=12, choices=Party)
    reversed_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    reversed_by = models.ForeignKey("casework.ActorRecord", models.PROTECT, null=True, blank=True, related_name="+")
    reversal_grounds = models.TextField(_("grounds of taking back"), max_length=4000, blank=True)

    class Meta:
        verbose_name = _("denial")
        verbose_name_plural = _("denials")
        ordering = ["denied_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], condition=Q(reversed_at__isnull=True), name="denial_one_in_force_per_claim"
            ),
            models.CheckConstraint(
                condition=Q(reversed_at__isnull=True) | Q(reversed_at__gte=F("denied_at")), name="denial_forward"
            ),
        ]
        indexes = [models.Index(fields=["manufacturer", "denied_at"], name="denial_maker")]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.denied_at:%Y-%m-%d}"


class DenialProposal(SidesMixin):
    """That a workshop proposed to deny a claim, why, and what became of it. Each is decided once."""

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", pgettext_lazy("proposed denial", "Confirmed")
        REFUSED = "refused", pgettext_lazy("proposed denial", "Refused")
        LAPSED = "lapsed", pgettext_lazy("proposed denial", "Not decided in time")
        DROPPED = "dropped", pgettext_lazy("proposed denial", "Taken back by the workshop")
        WITHDRAWN = "withdrawn", pgettext_lazy("proposed denial", "The owner withdrew the request")

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="proposals")
    reason = models.CharField(_("reason of denial"), max_length=40, choices=DenialReason)
    explanation = models.TextField(_("explanation of denial"), max_length=2000)
    proposed_at = models.DateTimeField(_("proposed at"))
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome, null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey("casework.ActorRecord", models.PROTECT, null=True, blank=True, related_name="+")
    grounds = models.TextField(_("grounds of the decision"), max_length=4000, blank=True)
    #: The denial that it became.
    denial = models.OneToOneField(Denial, models.PROTECT, null=True, blank=True, related_name="proposal")

    class Meta:
        verbose_name = _("proposed denial")
        verbose_name_plural = _("proposed denials")
        ordering = ["proposed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], condition=Q(decided_at__isnull=True), name="proposal_one_open_per_claim"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, outcome__isnull=True)
                | Q(decided_at__gte=F("proposed_at"), outcome__isnull=False),
                name="proposal_decided_with_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["proposed_at"], name="proposal_open", condition=Q(decided_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.proposed_at:%Y-%m-%d}"


class Rating(SidesMixin):
    """What the owner thought of a repair, said once: dealer and manufacturer read it, and nobody changes it."""

    claim = models.OneToOneField(Claim, models.PROTECT, related_name="rating")
    stars = models.PositiveSmallIntegerField(_("stars"))
    words = models.TextField(_("in your words"), max_length=2000, blank=True)
    rated_at = models.DateTimeField(_("rated at"))

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="rating_one_to_five")]
        indexes = [models.Index(fields=["manufacturer", "rated_at"], name="rating_maker")]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.stars}"


class StatusLink(SidesMixin):
    """A link that shows how far a claim is to whoever has it: a driver, a relative. Only its digest is kept.

    It ends by itself, or when the owner ends it (services/sharing.py).
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="status_links")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))
    ends_at = models.DateTimeField(_("ends at"))
    revoked_at = models.DateTimeField(_("ended by the owner at"), null=True, blank=True)

    class Meta:
        verbose_name = _("status link")
        verbose_name_plural = _("status links")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], condition=Q(revoked_at__isnull=True), name="statuslink_one_per_claim"
            )
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.ends_at:%Y-%m-%d}"


class ClaimEvent(SidesMixin, CaseEvent):
    """One line of a claim's timeline; never changed."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="events", db_index=False)

    class Meta(CaseEvent.Meta):
        indexes = [models.Index(fields=["claim", "happened_at", "id"], name="claimevent_timeline")]


class ClaimPhoto(SidesMixin):
    """A photo, decoded and encoded anew: no hidden data, no location, nothing but the picture."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="photos", db_index=False)
    file = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["claim", "sha256"], name="claimphoto_once")]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.sha256[:8]}"
