"""Reads of exporters, licences and letters. The walls choose the rows; these choose columns and order."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from apps.duties.models import Clock
from apps.duties.outcomes import missed

from .models import (
    Authorisation,
    Certificate,
    ConductEntry,
    Exporter,
    ExportRecord,
    Finding,
    FindingRule,
    Letter,
    LetterLine,
    Licence,
    Qualification,
    TraderTier,
)
from .recall_selectors import CarOfRecall, OpenRecall, open_recalls, recall_of_car, recalls_of_car

#: What other apps may ask about recalls.
__all__ = ["CarOfRecall", "OpenRecall", "open_recalls", "recall_of_car", "recalls_of_car"]

NEWEST = ("-registered_at", "-id")
NEWEST_LETTERS = ("-issued_at", "-id")
LINES = ("id",)
NEWEST_FINDINGS = ("-found_at", "-id")
NEWEST_RECORDS = ("-recorded_at", "-id")
NEWEST_ENTRIES = ("-entered_at", "-id")
BY_NAME = ("name",)


def exporters() -> QuerySet[Exporter]:
    """All exporters by name (1 query a page; by the name's own index)."""
    return Exporter.objects.order_by(*BY_NAME)


def licences() -> QuerySet[Licence]:
    """The licences in scope, newest on record first (1 query a page; indexes licence_*newest)."""
    return Licence.objects.select_related("exporter", "maker").order_by(*NEWEST)


def qualifications(exporter: Exporter) -> QuerySet[Qualification]:
    """What the lists say of a maker, as far as the reader may see it, the latest year first."""
    return exporter.qualifications.order_by("-year", "vehicle_class", "-recorded_at", "-id")


def qualifications_with_traders(exporter: Exporter, *, on: date) -> list[tuple[Qualification, int | None]]:
    """The same, each with how many traders it admits on a day; None: no rule is on record (2 queries)."""
    tiers = _tiers_on(on)
    return [(row, _traders_allowed(row, tiers)) for row in qualifications(exporter)]


def qualification_of(exporter: Exporter, *, year: int, vehicle_class: str) -> Qualification | None:
    """What counts of a year and class: the last row (1 query)."""
    rows = exporter.qualifications.filter(year=year, vehicle_class=vehicle_class)
    return rows.order_by("-recorded_at", "-id").first()


def traders_allowed(qualification: Qualification, *, on: date) -> int | None:
    """How many traders a maker may authorise by its exports and outlets; None: no rule is on record (1 query)."""
    return _traders_allowed(qualification, _tiers_on(on))


def _tiers_on(day: date) -> list[TraderTier]:
    return list(TraderTier.objects.filter(Q(in_force_to=None) | Q(in_force_to__gte=day), in_force_from__lte=day))


def _traders_allowed(qualification: Qualification, tiers: list[TraderTier]) -> int | None:
    rows = [row for row in tiers if row.vehicle_class == qualification.vehicle_class]
    if not rows:
        return None
    return max((row.traders for row in rows if _reaches(qualification, row)), default=0)


def _reaches(qualification: Qualification, tier: TraderTier) -> bool:
    return (
        qualification.exported_before >= tier.least_exported
        and qualification.markets >= tier.least_markets
        and (qualification.own_brand or not tier.own_brand)
    )


def authorisations(exporter: Exporter) -> QuerySet[Authorisation]:
    """Whom a maker authorised, or who authorised a trader, as far as the reader may see it, the latest first."""
    rows = Authorisation.objects.filter(Q(maker=exporter) | Q(trader=exporter))
    return rows.select_related("maker", "trader").order_by("-starts_on", "-id")


def own_makers(manufacturer_id: int) -> QuerySet[Exporter]:
    """The legal makers that a firm of the portal is (1 query)."""
    return Exporter.objects.filter(manufacturer_id=manufacturer_id).order_by(*BY_NAME)


def tiers() -> QuerySet[TraderTier]:
    """The tiers of traders with their sources, in force or not."""
    return TraderTier.objects.order_by("vehicle_class", "-in_force_from", "-traders")


def records() -> QuerySet[ExportRecord]:
    """What counts of the exports in scope, newest on record first (1 query a page; indexes exportrecord_*newest)."""
    return ExportRecord.objects.current().select_related("exporter").order_by(*NEWEST_RECORDS)


def record_after(record: ExportRecord) -> ExportRecord | None:
    """The one that stands in its place (1 query)."""
    return ExportRecord.objects.filter(supersedes=record).first()


def chain_of(row: Any) -> list[Any]:
    """A record or certificate with those that it took the place of, the newest first (a query each)."""
    chain = [row]
    while (before := chain[-1].supersedes) is not None:
        chain.append(before)
    return chain


def certificates() -> QuerySet[Certificate]:
    """What counts of the certificates in scope, newest first (1 query a page; indexes certificate_*newest)."""
    return Certificate.objects.current().order_by(*NEWEST_RECORDS)


def certificates_of(record: ExportRecord) -> QuerySet[Certificate]:
    """What the reader sees of the certificates that a record is held against, the authority's first (1 query)."""
    shown = Certificate.objects.current().filter(vin=record.vin)
    held = shown.filter(Q(exporter=None) | Q(exporter=record.exporter_id))
    return held.order_by(F("exporter").asc(nulls_first=True))


def certificate_after(certificate: Certificate) -> Certificate | None:
    """The one that stands in its place (1 query)."""
    return Certificate.objects.filter(supersedes=certificate).first()


def licence_of(record: ExportRecord) -> Licence | None:
    """The licence that a record names, where the reader sees it (1 query)."""
    return Licence.objects.filter(licence_number=record.licence_number).first() if record.licence_number else None


def findings(*, at: datetime) -> QuerySet[Any]:
    """The findings in scope, newest first, as of a moment (1 query a page; indexes finding_*newest, clock_subject).

    Each with ``due_at``, until when it may be answered, and ``late``: not answered by then. Of findings of before
    their time was a clock nobody knows.
    """
    clocks = Clock.objects.filter(subject_kind=Clock.Subject.FINDING, subject_id=OuterRef("pk")).order_by()
    due = Coalesce(Subquery(clocks.values("due_at")[:1]), F("answer_by"))
    late = Exists(clocks.filter(missed(), due_at__lt=at))
    return Finding.objects.annotate(due_at=due, late=late).order_by(*NEWEST_FINDINGS)


def late_answers(*, at: datetime, exporter: str = "") -> int:
    """How many findings were not answered in time, of one exporter or of all in scope (1 query)."""
    rows = findings(at=at).filter(late=True)
    return (rows.filter(exporter__name=exporter) if exporter else rows).count()


def found_before(finding: Finding) -> QuerySet[Finding]:
    """What the same rule found of the same export at other times, newest first (1 query; index finding_by_vin)."""
    same = {name: getattr(finding, name) for name in ("vin", "rule", "exporter", "licence_number")}
    return Finding.objects.filter(**same).exclude(pk=finding.pk).order_by(*NEWEST_FINDINGS)


def finding_rules() -> QuerySet[FindingRule]:
    """What is looked for, with instrument, article and source (1 query)."""
    return FindingRule.objects.order_by("code")


def letters() -> QuerySet[Letter]:
    """The letters in scope, newest first (1 query a page; indexes letter_*newest)."""
    return Letter.objects.select_related("maker").annotate(cars=_cars()).order_by(*NEWEST_LETTERS)


def lines_of(letter: Letter) -> QuerySet[LetterLine]:
    """The cars of a letter, in its order (1 query a page; by letterline_once)."""
    return letter.lines.order_by(*LINES)


def lines_in(letters: QuerySet[Letter]) -> QuerySet[LetterLine]:
    """The cars of some letters that the reader sees, by letter, the newest first (1 query)."""
    chosen = letters.order_by().values("pk")
    return LetterLine.objects.filter(letter__in=chosen).select_related("letter").order_by("-letter", "id")


def _cars() -> Any:
    counted = LetterLine.objects.filter(letter=OuterRef("pk")).order_by().values("letter").annotate(n=Count("id"))
    return Subquery(counted.values("n"))


def conduct() -> QuerySet[ConductEntry]:
    """The conduct log in scope, newest first (1 query a page; indexes conduct_*newest)."""
    return ConductEntry.objects.select_related("exporter").order_by(*NEWEST_ENTRIES)


def held_against(exporter: Exporter) -> QuerySet[ConductEntry]:
    """The entries that hold against an exporter, newest first (1 query)."""
    return conduct().filter(exporter=exporter, status__in=ConductEntry.HOLDING)
