"""Which parts that cars stand without can be had in their country: free or due soon. As of any day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Count,
    Expression,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Substr

from apps.casework.facts import as_known
from apps.vehicles.models import Vehicle

from ..models import Fitting, OrderLine, Part, Promise, Reservation, StockMovement
from ..models.dated import standing_at
from ..vin_range import PLANT, Stretches
from .fitting import sortable_of

#: A part that is to leave, or left, so many days around the day looked at is as good as there.
DUE_WITHIN = timedelta(days=7)
#: What was sent longer ago and never came is not on its way any more.
ON_THE_WAY = timedelta(days=30)
#: A country and a part.
Key = tuple[str, int]
_K = StockMovement.Kind
_TEXTS = ArrayField(TextField())
_ASIDE = (_K.ASIDE, _K.SENT, _K.OVER, _K.TO_DEALER)


@dataclass(frozen=True)
class Need:
    """A part that cars of a country stand without: how many cars, pieces free on shelves, and whether some are due."""

    country: str
    part_id: int
    cars: int
    free: int
    due: bool

    @property
    def there(self) -> bool:
        """Whether a car that stands still tomorrow can have it."""
        return self.free > 0 or self.due


@dataclass(frozen=True)
class _Kind:
    """Cars of a country that no fitting of their maker tells apart; ``stretch``: which ranges of VINs they lie in."""

    country: str
    model_name: str
    model_year: int | None
    plant: str
    stretch: int
    cars: int


def needs(*, maker_id: int, start: datetime, end: datetime, country: str = "", powertrain: str = "") -> list[Need]:
    """What a maker's cars on the road stand without, by country, as it stood at ``end`` (7 queries).

    A part counts when its maker said at ``start`` or at ``end`` that cars stand without it; a fitting, when it stood
    at any time between. So nobody becomes better by taking back what it said before it is a period old. A part of which
    its maker said no fitting counts for all its cars.
    """
    critical = _critical(maker_id, start) | _critical(maker_id, end)
    fittings = _fittings(maker_id, start, end, critical)
    stretches = Stretches((row.vin_from, row.vin_to) for row in fittings if row.vin_from)
    cars = _cars(maker_id, end, country, powertrain, stretches)
    wanted = _wanted(cars, critical, fittings, stretches)
    parts = {part for _country, part in wanted}
    free, due = _free(maker_id, parts, end), _due(maker_id, parts, end)
    return [
        Need(*key, cars=cars, free=max(0, free[key]), due=key in due)
        for key, cars in sorted(wanted.items(), key=lambda row: (row[0][0], -row[1], row[0][1]))
    ]


def _cars(maker_id: int, end: datetime, country: str, powertrain: str, stretches: Stretches) -> list[_Kind]:
    """The maker's cars that were delivered by then, counted by kind."""
    narrowed = {name: value for name, value in (("country", country), ("powertrain", powertrain)) if value}
    rows = Vehicle.objects.filter(manufacturer_id=maker_id, delivered_on__lt=end.date(), **narrowed).order_by()
    kinds = rows.annotate(plant=Substr("vin", PLANT + 1, 1), stretch=_stretch(stretches))
    told = kinds.values_list("country", "model_name", "model_year", "plant", "stretch").annotate(cars=Count("id"))
    return [_Kind(str(place), *rest) for place, *rest in told]


def _stretch(stretches: Stretches) -> Expression:
    """As ``Stretches.of``, of a car's row."""
    if not stretches.cuts:
        return Value(0)
    cuts = Cast(Value(stretches.cuts, output_field=_TEXTS), _TEXTS)
    return Func(sortable_of("vin"), cuts, function="width_bucket", output_field=IntegerField())


def _fittings(maker_id: int, start: datetime, end: datetime, parts: set[int]) -> list[Fitting]:
    """What was said to fit at any time of the period (index fitting_model)."""
    said = standing_at(end) | Q(recorded_at__lte=end, ended_at__gt=start)
    return list(Fitting.objects.filter(said, manufacturer_id=maker_id, part_id__in=parts).order_by("id"))


def _wanted(
    cars: Iterable[_Kind], critical: set[int], fittings: Iterable[Fitting], stretches: Stretches
) -> Counter[Key]:
    """How many cars of each country stand without each part."""
    by_model: dict[str, list[Fitting]] = defaultdict(list)
    for fitting in fittings:
        by_model[fitting.model_name].append(fitting)
    fits_all = critical - {fitting.part_id for told in by_model.values() for fitting in told}
    wanted: Counter[Key] = Counter()
    for kind in cars:
        fitting_it = {row.part_id for row in by_model[kind.model_name] if _fits(row, kind, stretches)}
        for part in fits_all | fitting_it:
            wanted[kind.country, part] += kind.cars
    return wanted


def _critical(maker_id: int, at: datetime) -> set[int]:
    with as_known(at):
        return set(Part.objects.filter(manufacturer_id=maker_id, critical=True).values_list("pk", flat=True))


def _fits(fitting: Fitting, kind: _Kind, stretches: Stretches) -> bool:
    """Of a fitting of their model, whether it holds for these cars."""
    year = kind.model_year
    dated = fitting.year_from is not None or fitting.year_to is not None
    in_years = not dated or (year is not None and (fitting.year_from or 0) <= year <= (fitting.year_to or year))
    in_range = stretches.holds(fitting.vin_from, fitting.vin_to, kind.stretch)
    return fitting.plant in ("", kind.plant) and in_years and in_range


def _free(maker_id: int, parts: set[int], end: datetime) -> Counter[Key]:
    """Pieces on shelves by the ledger of then, without those that were kept for requests.

    Quarantine and what is on its way between two points are bins as any other; who does not see bins knows them by
    the movements that lead into them.
    """
    rows = StockMovement.objects.filter(manufacturer_id=maker_id, part_id__in=parts, moved_at__lt=end).order_by()
    aside = rows.filter(kind__in=_ASIDE, quantity__gt=0).values("bin_id")
    shelves = rows.filter(Q(bin=None) | ~Q(bin_id__in=aside))
    free = _counter(shelves.values_list("country", "part_id").annotate(Sum("quantity")))
    with as_known(end):
        kept = Reservation.objects.filter(manufacturer_id=maker_id, part_id__in=parts, status=Reservation.Status.HELD)
        free.subtract(_counter(kept.order_by().values_list("country", "part_id").annotate(Sum("quantity"))))
    return free


def _counter(
    rows: QuerySet[Reservation, tuple[str, int, int]] | QuerySet[StockMovement, tuple[str, int, int]],
) -> Counter[Key]:
    return Counter({(str(place), part): total for place, part, total in rows})


def _due(maker_id: int, parts: set[int], end: datetime) -> set[Key]:
    """What orders for stock bring soon: sent not long ago, or promised for these days; past promises are none."""
    told = Promise.objects.filter(Q(line_id=OuterRef("pk")) | Q(line_id=OuterRef("split_from_id")), promised_at__lt=end)
    day = end.date()
    gone = (
        Q(received_at__lt=end) | Q(cancelled_at__lt=end) | Q(problem__reported_at__lt=end) | Q(order__submitted_at=None)
    )
    sent = Q(dispatched_at__lt=end, dispatched_at__gte=end - ON_THE_WAY)
    promised = Q(last__gte=day, last__lte=day + DUE_WITHIN) & (Q(dispatched_at=None) | Q(dispatched_at__gte=end))
    rows = (
        OrderLine.objects.filter(
            manufacturer_id=maker_id, part_id__in=parts, order__submitted_at__lt=end, order__claim_number=""
        )
        .exclude(gone)
        .alias(last=Subquery(told.order_by("-promised_at", "-id").values("promised_on")[:1]))
    )
    return {
        (str(place), part) for place, part in rows.filter(sent | promised).order_by().values_list("country", "part_id")
    }
