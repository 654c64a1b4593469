"""What people do beside the duties: asked, denied, cancelled, split. Shares that a funnel compares with the peers'.

Each case has ``hit``: 1 where the thing was done, 0 where not, or a share between.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Exists, FloatField, Q, QuerySet, Sum, Value, When

from apps.claims.models import Claim
from apps.judgement.statistics.proportion import wilson

from .definition import Direction, Found, Measure, Reading, Unit, share_reading
from .span import Span

#: Where the idea of each comes from.
SOURCE = "Policy of this portal: conduct beside the duties; Spiegelhalter (2005)"


@dataclass(frozen=True, slots=True)
class Counted:
    """Cases, and how many of them it was done in."""

    hits: float
    cases: int


@dataclass(frozen=True)
class Conduct:
    """The cases of a stretch of time with ``hit``; ``powertrain``: where a case says what drives the car."""

    cases: Callable[[datetime, datetime], QuerySet[Any]]
    powertrain: str = "powertrain"

    def of(self, span: Span) -> QuerySet[Any]:
        """The manufacturer's cases of a span, narrowed as it is."""
        names = {"powertrain": self.powertrain, "country": "country"}
        narrowed = {names[name]: value for name, value in span.narrowed().items()}
        return self.cases(span.start, span.end).filter(manufacturer_id=span.manufacturer_id, **narrowed).order_by()

    def hits(self, span: Span) -> QuerySet[Any]:
        """Those of them in which it was done."""
        return self.of(span).filter(hit__gt=0)

    def counted(self, span: Span) -> Counted:
        """How many there are (1 query)."""
        found = self.of(span).aggregate(hits=Sum("hit"), cases=Count("pk"))
        return Counted(found["hits"] or 0.0, found["cases"])

    def by_place(self, start: datetime, end: datetime) -> dict[tuple[int, str], Counted]:
        """Every manufacturer's cases by country (1 query)."""
        rows = self.cases(start, end).filter(manufacturer__isnull=False).order_by()
        counts = rows.values_list("manufacturer_id", "country").annotate(hits=Sum("hit"), cases=Count("pk"))
        return {(maker, str(country)): Counted(hits or 0.0, cases) for maker, country, hits, cases in counts}


def one_where(condition: Q | Exists) -> Case:
    """``hit`` of cases in which something was done or not."""
    return Case(When(condition, then=Value(1.0)), default=Value(0.0), output_field=FloatField())


def conduct_measure(
    *,
    code: str,
    name: str,
    formula: str,
    cases: Callable[[datetime, datetime], QuerySet[Any]],
    words: Callable[[int], str],
    claim: str = "",
    powertrain: str = "powertrain",
) -> Measure:
    """A measure that is nothing but such a share; ``words`` say how many cases were counted.

    The rows behind it are the claims that a case's column ``claim`` names, or the cases themselves, which are order
    lines then, of cars within warranty or not.
    """
    conduct = Conduct(cases, powertrain)

    def find(span: Span, own_view: bool = False) -> Counted:
        return conduct.counted(span)

    def say(found: Found) -> Reading:
        counted: Counted = found[find]
        return say_counted(measure, counted, words(counted.cases) % {"n": counted.cases})

    def claims(span: Span) -> QuerySet[Claim]:
        return Claim.objects.filter(pk__in=conduct.hits(span).values(claim))

    measure = Measure(
        code=code,
        name=name,
        unit=Unit.SHARE,
        direction=Direction.NEAR_PEERS,
        formula=formula,
        source=SOURCE,
        within_warranty=bool(claim),
        find=find,
        say=say,
        claims=claims if claim else None,
        lines=None if claim else conduct.hits,
        conduct=conduct,
    )
    return measure


def say_counted(measure: Measure, counted: Counted, words: str) -> Reading:
    """The share with its limits; ``words`` say what was counted."""
    return share_reading(measure, wilson(round(counted.hits), counted.cases), words)
