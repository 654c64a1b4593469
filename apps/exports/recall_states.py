"""What is to be done with the cars of a recall, and how far it has come: derived from rows, for any moment.

A car is *remedied* or *not applicable* by a mark that stands, else *booked* by one, else *open*. Completion is
remedied / (on the list - not applicable). Everything counts by when it was recorded: what is told later changes no day
that has passed, and a past day answers as it did.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Greatest, TruncDate
from django.utils.translation import pgettext_lazy

from .models import Recall, RecallCar, RecallMark

_K = RecallMark.Kind
OPEN = "open"
#: In words, in the order in which they are asked.
STATES: dict[str, Any] = {
    _K.REMEDIED: _K.REMEDIED.label,
    _K.NOT_APPLICABLE: _K.NOT_APPLICABLE.label,
    _K.BOOKED: _K.BOOKED.label,
    OPEN: pgettext_lazy("car of a recall", "Open"),
}
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Completion:
    """How far a recall had come at a moment, over all its cars or those of a country."""

    listed: int
    remedied: int = 0
    booked: int = 0
    not_applicable: int = 0

    @property
    def to_remedy(self) -> int:
        """Cars that a completion is counted over."""
        return self.listed - self.not_applicable

    @property
    def open(self) -> int:
        """Cars with which something is still to be done, booked or not."""
        return self.to_remedy - self.remedied

    @property
    def share(self) -> float | None:
        """Remedied of those to remedy; None where there is none."""
        return self.remedied / self.to_remedy if self.to_remedy else None


def end_of(day: date) -> datetime:
    """The last moment of a day of figures (UTC)."""
    return datetime.combine(day, time.max, UTC)


def standing(at: datetime, prefix: str = "") -> Q:
    """Marks that stood at a moment, as far as they were recorded then."""
    ended = Q(**{f"{prefix}ended_at": None}) | Q(**{f"{prefix}ended_at__gt": at})
    return ended & Q(**{f"{prefix}marked_at__lte": at})


def with_state(cars: QuerySet[RecallCar], *, at: datetime) -> QuerySet[RecallCar]:
    """Cars on the list at a moment, each with its ``state`` then (by index recallmark_of_car)."""
    marks = RecallMark.objects.filter(standing(at), car=OuterRef("pk"))
    found = [When(Exists(marks.filter(kind=kind)), then=Value(kind.value)) for kind in _asked()]
    return cars.filter(added_at__lte=at).annotate(state=Case(*found, default=Value(OPEN)))


def in_state(cars: QuerySet[RecallCar], state: str, *, at: datetime) -> QuerySet[RecallCar]:
    """Those of ``with_state`` in a state; ``unremedied`` are open or booked."""
    marks = RecallMark.objects.filter(standing(at), car=OuterRef("pk"))
    if state in _K.values:
        return cars.filter(Exists(marks.filter(kind=state)))
    kinds = RecallMark.OUTCOMES if state == "unremedied" else tuple(_K)
    return cars.filter(~Exists(marks.filter(kind__in=kinds)))


def cars_by_state(recall: Recall, state: str, *, at: datetime) -> QuerySet[RecallCar]:
    """The rows behind a number of a completion: cars on the list at a moment that were in a state then."""
    return in_state(with_state(recall.cars.all(), at=at), state, at=at)


def _asked() -> tuple[RecallMark.Kind, ...]:
    return (_K.REMEDIED, _K.NOT_APPLICABLE, _K.BOOKED)


def completion(recall: Recall, *, at: datetime) -> Completion:
    """How far it had come at a moment, as far as the reader's walls show its cars (2 queries)."""
    listed = recall.cars.filter(added_at__lte=at).count()
    marks = recall.marks.filter(standing(at)).order_by().values("kind").annotate(cars=Count("pk"))
    return Completion(listed, **{row["kind"]: row["cars"] for row in marks})


def by_country(recall: Recall, *, at: datetime) -> list[tuple[str, Completion]]:
    """The same for each country, the empty one being cars that the portal does not know (2 queries)."""
    return by_recall_and_country([recall.pk], at=at).get(recall.pk, [])


def by_recall_and_country(recalls: Iterable[int], *, at: datetime) -> dict[int, list[tuple[str, Completion]]]:
    """The same for many recalls, by their keys (2 queries, however many)."""
    keys = list(recalls)
    listed = RecallCar.objects.filter(recall__in=keys, added_at__lte=at).order_by()
    stood = RecallMark.objects.filter(standing(at), recall__in=keys).order_by()
    marked: dict[tuple[int, str], dict[str, int]] = {}
    for key, country, kind, cars in stood.values_list("recall", "car__country", "kind").annotate(cars=Count("pk")):
        marked.setdefault((key, country), {})[kind] = cars
    found: dict[int, list[tuple[str, Completion]]] = {}
    for key, country, cars in listed.values_list("recall", "country").annotate(cars=Count("pk")):
        found.setdefault(key, []).append((country, Completion(cars, **marked.get((key, country), {}))))
    for lines in found.values():
        lines.sort(key=lambda pair: (pair[0] == "", -pair[1].listed, pair[0]))
    return found


def weeks_of(recall: Recall, *, at: datetime, most: int = 53) -> list[date]:
    """The last days (Sundays, UTC) of the weeks since a recall was published; the last is the day of ``at``."""
    if recall.published_at is None:
        return []
    first, today = recall.published_at.astimezone(UTC).date(), at.astimezone(UTC).date()
    sunday = first + timedelta(days=6 - first.weekday())
    weeks = []
    while sunday < today:
        weeks.append(sunday)
        sunday += WEEK
    return [*weeks, today][-most:]


def by_week(recall: Recall, *, at: datetime) -> list[tuple[date, Completion]]:
    """How far it had come at the end of each week, the latest as of now (3 queries, however many weeks)."""
    published = recall.published_at or at
    seen = Greatest("added_at", Value(published))
    listed = _by_day(recall.cars.annotate(day=TruncDate(seen, tzinfo=UTC)).values_list("day"))
    marks = recall.marks.order_by()
    begun = marks.annotate(day=TruncDate("marked_at", tzinfo=UTC))
    over = marks.filter(ended_at__isnull=False).annotate(day=TruncDate("ended_at", tzinfo=UTC))
    changes = [(day, kind, 1, count) for day, kind, count in begun.values_list("day", "kind").annotate(n=Count("pk"))]
    changes += [(day, kind, -1, count) for day, kind, count in over.values_list("day", "kind").annotate(n=Count("pk"))]
    found = []
    for day in weeks_of(recall, at=at):
        counts = {
            kind.value: sum(sign * n for when, what, sign, n in changes if what == kind and when <= day) for kind in _K
        }
        found.append((day, Completion(sum(n for when, n in listed if when <= day), **counts)))
    return found


def _by_day(rows: Any) -> list[tuple[date, int]]:
    return list(rows.order_by().annotate(n=Count("pk")))


@dataclass(frozen=True)
class QuarterLine:
    """What a quarterly report says of a recall in a country."""

    recall: Recall
    country: str
    before: Completion
    after: Completion

    @property
    def remedied_in_it(self) -> int:
        """How many more were remedied at its end than before it."""
        return self.after.remedied - self.before.remedied


def quarter_lines(recalls: Iterable[Recall], *, first: date, last: date) -> list[QuarterLine]:
    """A line for each recall and country, as of the day before a quarter and its last day (4 queries)."""
    told = {recall.pk: recall for recall in recalls}
    before = by_recall_and_country(told, at=end_of(first - timedelta(days=1)))
    after = by_recall_and_country(told, at=end_of(last))
    return [
        QuarterLine(recall, country, dict(before.get(key, [])).get(country, Completion(0)), now)
        for key, recall in told.items()
        for country, now in after.get(key, [])
    ]


def live_marks(car: RecallCar) -> QuerySet[RecallMark]:
    """What stands of a car now."""
    return car.marks.filter(ended_at=None).order_by(F("marked_at").desc())
