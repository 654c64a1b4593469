"""The real demand of parts: a year of issues from a shelf, and the orders that refill it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from apps.core.errors import Refused
from apps.organizations.models import Organization
from apps.organizations.scope import acting_as, system_scope
from apps.parts import services as parts
from apps.parts.models import Part, PartsOrder, StockMovement

from .cast import Players, act, identity_of
from .report import KNOWN, LOADED, PARTLY, REFUSED, Report
from .rows import read_rows, whole

FILE = "carparts_monthly_demand.csv"
PARTS, MONTHS = 300, 12
_LINES = 100


@dataclass(frozen=True)
class Demand:
    """A part and its last twelve months, oldest first; None where it was not stocked."""

    line: int
    number: str
    months: list[int | None]


def read(folder: Path, report: Report) -> list[Demand]:
    """Every part; one with a month that is no whole number is refused."""
    found = []
    for line, row in read_rows(folder / FILE, "Part", (), report):
        values = list(row.values())[-MONTHS:]
        wrong = [value for value in values if value.strip() and whole(value) is None]
        if wrong:
            report.add(FILE, line, row["Part"], REFUSED, f"{wrong[0][:20]!r} is no whole number")
        else:
            found.append(Demand(line, row["Part"], [whole(value) for value in values]))
    return found


def months() -> list[date]:
    """April 2001 to March 2002."""
    return [date(2001 + (3 + n) // 12, (3 + n) % 12 + 1, 1) for n in range(MONTHS)]


def load(rows: list[Demand], players: Players, make: str, report: Report) -> None:
    """The most demanded parts of the year go through one workshop's shelf, month by month."""
    workshop, maker = players.workshop("US"), players.makers[make]
    lines = {row.number: row.line for row in rows}
    complete = [(row.number, [v or 0 for v in row.months]) for row in rows if None not in row.months]
    chosen = sorted(complete, key=lambda row: (-sum(row[1]), row[0]))[:PARTS]
    if _loaded(workshop, chosen):
        for number, _values in chosen:
            report.add(FILE, lines[number], number, KNOWN)
        return
    catalogue = _catalogue(maker, [number for number, _values in chosen])
    short: dict[str, str] = {}
    for number, values in chosen:
        opening = values[0] + max(values)  # nobody knows the real shelf: enough for the busiest month
        act(
            workshop, parts.receive_stock, dealer_id=workshop.pk, part=catalogue[number], quantity=opening,
            reference="opening stock", key=f"real-open-{number}", at=_at(months()[0]),
        )  # fmt: skip
    for n, month in enumerate(months()):
        for number, values in chosen:
            if values[n]:
                _issue(workshop, catalogue[number], values[n], month, n, short)
        wanted = [(catalogue[number].pk, min(values[n], 10_000)) for number, values in chosen if values[n]]
        for start in range(0, len(wanted), _LINES):
            _refill(workshop, maker, wanted[start : start + _LINES], month, start)
    for number, _values in chosen:
        report.add(FILE, lines[number], number, PARTLY if number in short else LOADED, short.get(number, ""))


def _loaded(workshop: Organization, chosen: list[tuple[str, list[int]]]) -> bool:
    scope, _actor = identity_of(workshop)
    with acting_as(scope):
        return StockMovement.objects.filter(dealer=workshop, key=f"real-open-{chosen[0][0]}").exists()


def _catalogue(maker: Organization, numbers: list[str]) -> dict[str, Part]:
    with system_scope("real data: catalogue"):
        return {
            number: Part.objects.get_or_create(manufacturer=maker, number=number, defaults={"name": f"Part {number}"})[
                0
            ]
            for number in numbers
        }


def _at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def _issue(workshop: Organization, part: Part, quantity: int, month: date, n: int, short: dict[str, str]) -> None:
    try:
        act(
            workshop, parts.sell_stock, dealer_id=workshop.pk, part=part, quantity=quantity, reference="demand",
            key=f"real-issue-{part.number}-{n}", at=_at(month + timedelta(days=14)),
        )  # fmt: skip
    except Refused as error:
        short[part.number] = f"{month:%Y-%m}: {error}"


def _refill(
    workshop: Organization, maker: Organization, wanted: list[tuple[int, int]], month: date, start: int
) -> None:
    """Order a month's demand again at its end; here the days between the steps are ours, not the data's."""
    ordered = month + timedelta(days=15)
    order: PartsOrder = act(
        workshop, parts.create_order, dealer_id=workshop.pk, manufacturer_id=maker.pk, country="US", lines=wanted,
        priority="stock", request_key=f"real-order-{month}-{start}", at=_at(ordered),
    )  # fmt: skip
    order = act(workshop, parts.submit_order, order=order, at=_at(ordered, 10))
    scope, _actor = identity_of(workshop)
    with acting_as(scope):
        lines = [line.pk for line in order.lines.all()]
    promised = {pk: ordered + timedelta(days=5) for pk in lines}
    order = act(maker, parts.confirm_lines, order=order, promised=promised, at=_at(ordered + timedelta(days=1)))
    order = act(
        maker, parts.dispatch_lines, order=order, line_ids=lines, tracking=f"R {month:%Y-%m}",
        at=_at(ordered + timedelta(days=4)),
    )  # fmt: skip
    act(workshop, parts.receive_lines, order=order, line_ids=lines, at=_at(ordered + timedelta(days=9)))
