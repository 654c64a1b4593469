"""Promise against reality: what letters promise, and what became of the service centres that they name."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.claims.models import Claim, Visit
from apps.duties.models import Clock, Party
from apps.duties.outcomes import counted, met
from apps.exports.models import Letter, LetterLine
from apps.organizations.models import Appointment
from apps.vehicles.models import Vehicle

from .definition import Direction, Found, Measure, Reading, Unit
from .span import Span

#: A letter and a service point.
Key = tuple[int, int]
_CENTRE = ("centre_name", "centre_city", "service_point__dealer_id", "service_point__closed_on")


@dataclass(frozen=True)
class Outlet:
    """One service centre of one letter. ``closed`` and ``unappointed`` on the span's last day.

    Claims are those of the letter's cars, filed with its dealer in the span; ``due`` and ``kept`` count that
    dealer's duties on them that fell due in it. ``silent``: its dealer has never repaired a car of this maker there.
    """

    letter: str
    country: str
    name: str
    city: str
    cars: int
    delivered: int
    closed: bool
    unappointed: bool
    claims: int = 0
    due: int = 0
    kept: int = 0
    silent: bool = False

    @property
    def stands(self) -> bool:
        """Whether somebody is there to go to."""
        return not (self.closed or self.unappointed)

    @property
    def share(self) -> float | None:
        """The share kept in time; None: nothing fell due."""
        return self.kept / self.due if self.due else None


def promised_cars(span: Span) -> QuerySet[LetterLine]:
    """The cars of letters that bound at the end of the span (indexes letter_maker_newest, letterline_once)."""
    rows = LetterLine.objects.filter(
        manufacturer_id=span.manufacturer_id, letter__in=Letter.objects.living_at(span.end)
    ).order_by()
    if span.country:
        rows = rows.filter(country=span.country)
    return rows.filter(Exists(_car(powertrain=span.powertrain))) if span.powertrain else rows


def outlets(span: Span) -> list[Outlet]:
    """Every service centre of every such letter: those that do not stand first, then by cars (7 queries)."""
    claims, clocks = _claims(span)
    repaired = _repaired(span)
    found = [
        Outlet(
            **facts,
            claims=claims[key],
            due=clocks[key]["due"],
            kept=clocks[key]["kept"],
            silent=(dealer, facts["country"]) not in repaired,
        )
        for key, dealer, facts in _named(span)
    ]
    return sorted(found, key=lambda row: (row.stands, -row.cars, row.letter, row.name))


def find(span: Span, own_view: bool) -> tuple[int, int]:
    """Cars promised, and those whose service centre stands (2 queries)."""
    rows = [facts for _key, _dealer, facts in _named(span)]
    standing = sum(row["cars"] for row in rows if not (row["closed"] or row["unappointed"]))
    return sum(row["cars"] for row in rows), standing


def say(found: Found) -> Reading:
    cars, standing = found[find]
    if not cars:
        return Reading(MEASURE, None, counted=_("no letter promises anything"))
    counted_words = _("%(standing)d of %(cars)d cars named in letters have somebody to go to")
    return Reading(MEASURE, standing / cars, counted=counted_words % {"standing": standing, "cars": cars})


def _car(**facts: Any) -> QuerySet[Vehicle]:
    return Vehicle.objects.filter(vin=OuterRef("vin"), **facts)


def _named(span: Span) -> list[tuple[Key, int, dict[str, Any]]]:
    """Letter and point, its dealer, and what is known of both without looking at claims."""
    delivered = Exists(_car(delivered_on__lte=span.until))
    rows = (
        promised_cars(span)
        .values("letter_id", "service_point_id", "letter__number", "country", *_CENTRE)
        .annotate(cars=Count("id"), delivered=Count("id", filter=delivered))
    )
    given = Appointment.objects.on(span.until).filter(manufacturer_id=span.manufacturer_id)
    appointed = {(dealer, str(country)) for dealer, country in given.values_list("dealer_id", "country")}
    return [_known(row, appointed, span.until) for row in rows]


def _known(row: dict[str, Any], appointed: set[tuple[int, str]], day: date) -> tuple[Key, int, dict[str, Any]]:
    dealer, closed_on = row["service_point__dealer_id"], row["service_point__closed_on"]
    facts = {
        "letter": row["letter__number"],
        "country": str(row["country"]),
        "name": row["centre_name"],
        "city": row["centre_city"],
        "cars": row["cars"],
        "delivered": row["delivered"],
        "closed": closed_on is not None and closed_on <= day,
        "unappointed": (dealer, str(row["country"])) not in appointed,
    }
    return (row["letter_id"], row["service_point_id"]), dealer, facts


def _claims(span: Span) -> tuple[Counter[Key], dict[Key, Counter[str]]]:
    """Claims by letter and point, and their dealers' duties that fell due and were kept (3 queries)."""
    lines = promised_cars(span)
    rows = Claim.objects.filter(
        manufacturer_id=span.manufacturer_id, filed_at__gte=span.start, filed_at__lt=span.end,
        vin__in=lines.values("vin"),
    ).order_by()  # fmt: skip
    filed = list(rows.values_list("id", "vin", "dealer_id"))
    points = _points(lines.filter(vin__in={vin for _claim, vin, _dealer in filed}))
    duties = _duties([claim for claim, _vin, _dealer in filed], span)
    claims: Counter[Key] = Counter()
    clocks: dict[Key, Counter[str]] = defaultdict(Counter)
    for claim, vin, dealer in filed:
        for key in points.get((vin, dealer or 0), ()):
            claims[key] += 1
            clocks[key] += duties.get(claim, Counter())
    return claims, clocks


def _points(lines: QuerySet[LetterLine]) -> dict[tuple[str, int], list[Key]]:
    """By car and dealer, under which letter and at which point it is promised."""
    found: dict[tuple[str, int], list[Key]] = defaultdict(list)
    for vin, dealer, letter, point in lines.values_list(
        "vin", "service_point__dealer_id", "letter_id", "service_point_id"
    ):
        found[vin, dealer].append((letter, point))
    return found


def _duties(claims: list[int], span: Span) -> dict[int, Counter[str]]:
    """Of each claim, the dealer's duties that fell due in the span, and those of them kept."""
    rows = Clock.objects.filter(
        counted(), subject_kind=Clock.Subject.CLAIM, subject_id__in=claims, responsible=Party.DEALER,
        due_at__gte=span.start, due_at__lt=span.end,
    ).order_by()  # fmt: skip
    counts = rows.values_list("subject_id").annotate(due=Count("id"), kept=Count("id", filter=met()))
    return {claim: Counter(due=due, kept=kept) for claim, due, kept in counts}


def _repaired(span: Span) -> set[tuple[int, str]]:
    """Dealers that ever repaired a car of this maker in a country."""
    rows = Visit.objects.filter(manufacturer_id=span.manufacturer_id, repaired_at__lt=span.end).order_by()
    return {(dealer or 0, str(country)) for dealer, country in rows.values_list("dealer_id", "country").distinct()}


MEASURE = Measure(
    code="promised_service",
    name=gettext_noop("Promise against reality"),
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    formula=gettext_noop(
        "Cars whose letter names a service centre that is open, its dealer appointed there, on the last day "
        "÷ cars named in letters that bind then."
    ),
    source="商贸函〔2025〕648号 I(1); work guide for export licences of 2025-12-11, 3",
    within_warranty=False,
    find=find,
    say=say,
)
