"""What people do beside the duties: asked, denied, cancelled, split. Shares that a funnel compares with the peers'.

Each case has ``hit``: 1 where the thing was done, 0 where not, or a share between.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Exists, FloatField, Q, QuerySet, Sum, Value, When

from apps.judgement.statistics.proportion import wilson

from .definition import Measure, Reading, share_reading
from .span import Span


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


def say_counted(measure: Measure, counted: Counted, words: str) -> Reading:
    """The share with its limits; ``words`` say what was counted."""
    return share_reading(measure, wilson(round(counted.hits), counted.cases), words)
