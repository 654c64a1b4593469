"""Tallies of due clocks, flags with their evidence, and the record of evaluations."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from apps.casework.models import CaseEvent
from apps.core.db.words import words_of
from apps.duties.models import Obligation

from .frozen.models import FrozenCase
from .seals.models import Head, Seal

__all__ = [
    "Dispute", "Evaluation", "Flag", "FlagEvent", "FlagEvidence", "FrozenCase", "Head", "Judgement", "ScopeKind",
    "Seal", "State", "Tally", "TouchedCell",
]  # fmt: skip


class Tally(models.Model):
    """How many counting clocks of a cell fall due on a day (UTC), and how many of them were stopped in time.

    Clocks due later stand on their day already, so that nothing changes here by the mere passing of time: on any
    day that is over, those not met were missed.
    """

    # The keys come from clocks, where the database checks them: checking and indexing them a second time, row by
    # row, was most of the cost of counting everything anew. ``tally_once`` begins with the manufacturer.
    manufacturer = models.ForeignKey(
        "organizations.Organization", models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    country = CountryField(_("country"))
    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    powertrain = models.CharField(_("powertrain"), max_length=8, blank=True)
    due_on = models.DateField(_("due on"))
    due = models.PositiveIntegerField(_("due"), default=0)
    met = models.PositiveIntegerField(_("met"), default=0)
    # The same in pieces of evidence: those of cars that are proven, and those of which no duty was late.
    units = models.PositiveIntegerField(default=0, db_default=0)
    units_met = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        constraints = [
            models.UniqueConstraint(
                fields=["manufacturer", "country", "obligation", "powertrain", "due_on"], name="tally_once"
            ),
            models.CheckConstraint(condition=Q(met__lte=F("due")), name="tally_met_within_due"),
        ]
        indexes = [
            models.Index(fields=["country", "due_on"], name="tally_country_day"),
            models.Index(fields=["due_on"], name="tally_day"),
        ]

    def __str__(self) -> str:
        return f"{self.manufacturer_id} {self.country} {self.obligation_id} {self.due_on}: {self.met}/{self.due}"


class TouchedCell(models.Model):
    """A cell whose tallies changed since it was last judged; the judgement after events takes these."""

    manufacturer = models.ForeignKey("organizations.Organization", models.CASCADE, related_name="+", db_index=False)
    country = CountryField()
    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="+")
    touched_at = models.DateTimeField()

    class Meta:
        verbose_name = _("touched cell")
        verbose_name_plural = _("touched cells")
        constraints = [
            models.UniqueConstraint(fields=["manufacturer", "country", "obligation"], name="touchedcell_once")
        ]

    def __str__(self) -> str:
        return f"{self.manufacturer_id} {self.country} {self.obligation_id}"


class Evaluation(models.Model):
    """One run of the judgement: what it looked at, how it went."""

    class Kind(models.TextChoices):
        NIGHTLY = "nightly", _("Nightly")
        TOUCHED = "touched", _("After events")
        MANUAL = "manual", _("By hand")

    class Status(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("With errors")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.RUNNING)
    as_of = models.DateTimeField(_("as of"))
    rule_version = models.CharField(_("rule version"), max_length=20)
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    manufacturers = models.PositiveIntegerField(_("manufacturers"), default=0)
    # Whose part is still to do: taken off in the transaction that did it, so that each part counts once.
    waiting = ArrayField(models.BigIntegerField(), default=list)
    opened = models.PositiveIntegerField(_("flags opened"), default=0)
    cleared = models.PositiveIntegerField(_("flags cleared"), default=0)
    errors = models.JSONField(_("errors"), default=list)

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        ordering = ["-started_at", "-id"]
        constraints = [
            # Two timetables start one nightly evaluation.
            models.UniqueConstraint(fields=["as_of"], condition=Q(kind="nightly"), name="evaluation_nightly_once")
        ]
        indexes = [models.Index(fields=["-started_at", "-id"], name="evaluation_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.as_of:%Y-%m-%d %H:%M}"

    @property
    def done(self) -> int:
        """How many manufacturers have been judged, those with errors included."""
        return self.manufacturers - len(self.waiting)


class State(models.TextChoices):
    """What the judgement says of a cell."""

    COMPLIANT = "compliant", _("Compliant")
    WATCH = "watch", _("Watch")
    LAGGING = "lagging", _("Lagging")
    NOT_ENOUGH_DATA = "not_enough_data", _("Not enough data")


class ScopeKind(models.TextChoices):
    COUNTRY = "country", _("Country")
    REGION = "region", _("Region")
    OVERALL = "overall", _("All countries")


class Judgement(models.Model):
    """The newest judgement of a cell: the league table reads it; the history is recomputed from tallies."""

    manufacturer = models.ForeignKey("organizations.Organization", models.CASCADE, related_name="+", db_index=False)
    scope_kind = models.CharField(max_length=8, choices=ScopeKind)
    scope_code = models.CharField(max_length=20, blank=True)
    # The country for country cells, empty otherwise: what the regulator's wall compares with.
    country = CountryField(_("country"), blank=True)
    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="+")
    state = models.CharField(_("state"), max_length=16, choices=State)
    as_of = models.DateTimeField(_("as of"))
    window_days = models.PositiveSmallIntegerField(_("window, days"))
    due = models.PositiveIntegerField(_("due"))
    met = models.PositiveIntegerField(_("met"))
    share = models.FloatField(_("share kept in time"), null=True)
    lower = models.FloatField(_("lower limit"), null=True)
    upper = models.FloatField(_("upper limit"), null=True)
    target = models.DecimalField(_("target"), max_digits=4, decimal_places=3)
    rule_version = models.CharField(_("rule version"), max_length=20)
    # What was recorded by then is what the judgement knew (casework/books.py); empty: from before books were kept.
    known_at = models.DateTimeField(_("known at"), null=True)

    class Meta:
        verbose_name = _("judgement")
        verbose_name_plural = _("judgements")
        constraints = [
            models.UniqueConstraint(
                fields=["manufacturer", "scope_kind", "scope_code", "obligation"], name="judgement_once"
            )
        ]
        indexes = [models.Index(fields=["country", "obligation"], name="judgement_country")]

    def __str__(self) -> str:
        return f"{self.manufacturer_id} {self.scope_kind} {self.scope_code} {self.obligation_id}: {self.state}"


class Flag(models.Model):
    """That a manufacturer keeps too few of one duty in one scope, beyond reasonable doubt. It changes no licence."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged")
        STATEMENT_ASKED = "statement_asked", _("Statement asked")
        ANSWERED = "answered", _("Answered")
        DISMISSED = "dismissed", _("Dismissed")
        CLEARED = "cleared", _("Cleared")
        LAPSED = "lapsed", _("Lapsed")
        LEFT = "left", _("Left the market")
        VOID = "void", _("Void")

    class Severity(models.TextChoices):
        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")
        HIGH = "high", _("High")

    OPEN_STATUSES = (Status.OPEN, Status.ACKNOWLEDGED, Status.STATEMENT_ASKED, Status.ANSWERED)

    number = models.CharField(_("number"), max_length=20, unique=True)
    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    scope_kind = models.CharField(_("scope"), max_length=8, choices=ScopeKind)
    scope_code = models.CharField(max_length=20, blank=True)
    country = CountryField(_("country"), blank=True)
    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="+")
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.OPEN)
    severity = models.CharField(_("severity"), max_length=6, choices=Severity)
    opened_at = models.DateTimeField(_("opened at"))
    updated_at = models.DateTimeField(_("updated at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    # When the cell stopped lagging. A dismissed flag without it keeps the same lag from raising another.
    recovered_at = models.DateTimeField(_("recovered at"), null=True, blank=True)
    due = models.PositiveIntegerField(_("due"))
    met = models.PositiveIntegerField(_("met"))
    share = models.FloatField(_("share kept in time"))
    lower = models.FloatField(_("lower limit"))
    upper = models.FloatField(_("upper limit"))
    target = models.DecimalField(_("target"), max_digits=4, decimal_places=3)
    vehicles = models.PositiveIntegerField(_("vehicles affected"))
    version = models.PositiveIntegerField(default=1)

    get_status_display = words_of("status", Status)
    get_severity_display = words_of("severity", Severity)

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["manufacturer", "scope_kind", "scope_code", "obligation"],
                condition=Q(ended_at__isnull=True),
                name="flag_one_open_per_cell",
            )
        ]
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="flag_newest"),
            models.Index(fields=["manufacturer", "-opened_at", "-id"], name="flag_maker_newest"),
            models.Index(fields=["country", "-opened_at", "-id"], name="flag_country_newest"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("oversight:flag", args=[self.number])


class FlagEvidence(models.Model):
    """What a flag rested on at a moment; never changed, each chained to the one before by its digest."""

    flag = models.ForeignKey(Flag, models.PROTECT, related_name="evidence", db_index=False)
    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+")
    country = CountryField(_("country"), blank=True)
    sequence = models.PositiveIntegerField()
    as_of = models.DateTimeField(_("as of"))
    rule_version = models.CharField(max_length=20)
    # Window, cells, counts, estimate and limits, exactly as digested.
    content = models.JSONField()
    clock_ids = ArrayField(models.BigIntegerField())
    # The cases as they stood then, in whole: of links from before each state of a case became a row (FrozenCase).
    cases = models.JSONField(null=True)
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    # With a key outside the database (seals/signing.py); empty on evidence from before there were seals.
    signature = models.CharField(max_length=120, blank=True, db_default="")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["flag_id", "sequence"]
        constraints = [models.UniqueConstraint(fields=["flag", "sequence"], name="flagevidence_once")]

    def __str__(self) -> str:
        return f"{self.flag_id} #{self.sequence}"


class FlagEvent(CaseEvent):
    """A step people or the judgement took on a flag, with its reason; never changed."""

    flag = models.ForeignKey(Flag, models.PROTECT, related_name="events", db_index=False)
    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+")
    country = CountryField(_("country"), blank=True)

    class Meta(CaseEvent.Meta):
        verbose_name = _("flag event")
        verbose_name_plural = _("flag events")
        indexes = [models.Index(fields=["flag", "happened_at", "id"], name="flagevent_timeline")]


class Dispute(models.Model):
    """A manufacturer's objection to one counted clock of a flag, and how it was decided."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        UPHELD = "upheld", _("Upheld")
        REJECTED = "rejected", _("Rejected")

    flag = models.ForeignKey(Flag, models.PROTECT, related_name="disputes", db_index=False)
    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+")
    country = CountryField(_("country"), blank=True)
    clock_id = models.BigIntegerField()
    subject_label = models.CharField(max_length=40)
    reason = models.TextField(_("reason"), max_length=2000)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN)
    raised_at = models.DateTimeField()
    raised_by = models.CharField(max_length=150)
    raised_by_actor = models.ForeignKey(
        "casework.ActorRecord", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_by_actor = models.ForeignKey(
        "casework.ActorRecord", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decision_note = models.TextField(_("grounds"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("data dispute")
        verbose_name_plural = _("data disputes")
        ordering = ["raised_at", "id"]
        constraints = [models.UniqueConstraint(fields=["flag", "clock_id"], name="dispute_once_per_clock")]

    def __str__(self) -> str:
        return f"{self.flag_id} {self.clock_id}"
