"""Signals: each night, conduct beside the duties is held against the peers'; far above them it asks for a look.

Pausing, denying, cancelling or splitting hides no missed duty from people: what the counts of duties do not see, these
shares do. A signal is no flag: it says where a manufacturer stands among its peers and accuses nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.casework.actors import record_of
from apps.casework.books import recorded_at
from apps.core.errors import Refused
from apps.core.ids import new_number
from apps.core.texts import said
from apps.core.today import day_of_figures
from apps.judgement.statistics.peers import AgainstPeers, against_peers
from apps.organizations.door import door
from apps.organizations.scope import Actor, system_scope

from .measures import MEASURES
from .measures.conduct import Counted
from .measures.definition import Measure
from .measures.denial_rate import FEWEST_PEERS
from .measures.span import Span
from .models import Signal, SignalNote

#: A quarter: long enough for a share, short enough that a new habit shows within twelve weeks.
WINDOW_DAYS: Final = 91
#: Fewer cases, or fewer times, say nothing of a habit.
LEAST_CASES: Final = 20
LEAST_HITS: Final = 5

_LOCK = 7_302_018  # two nights at once take turns
#: Manufacturer, country (empty: all together).
Cell = tuple[int, str]


@dataclass(frozen=True)
class Found:
    """A cell's counts and where they lie among its peers."""

    cell: Cell
    counted: Counted
    peers: int
    stand: AgainstPeers

    @property
    def beyond(self) -> bool:
        """Whether it is above the alarm limit, with enough cases to be a habit."""
        enough = self.counted.cases >= LEAST_CASES and self.counted.hits >= LEAST_HITS
        return enough and self.stand.place == "above_alarm"

    @property
    def among_peers(self) -> bool:
        """Whether it is back within the alert limits, or below."""
        return self.stand.place not in {"above_alarm", "above_alert"}


def signals() -> QuerySet[Signal]:
    """Signals in sight, newest first (indexes signal_newest, signal_country_newest, signal_maker_newest)."""
    return Signal.objects.select_related("manufacturer").order_by("-began_on", "-id")


def open_signals() -> QuerySet[Signal]:
    """Those that stand."""
    return signals().filter(ended_on=None)


def look(*, as_of: datetime, at: datetime) -> int:
    """Hold every manufacturer's conduct of the quarter up to ``as_of`` against its peers'; returns how many began.

    Safe to run twice: a signal that stands is not written again. A look back at a day before the newest one that was
    recorded writes nothing.
    """
    until = day_of_figures(as_of - timedelta(microseconds=1))
    began = 0
    with system_scope("conduct against the peers'"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        if Signal.objects.filter(began_on__gt=until).exists():
            return 0
        standing = {(row.measure, row.manufacturer_id, str(row.country)): row for row in open_signals()}
        for measure in MEASURES.values():
            for found in look_at(measure, as_of=as_of):
                signal = standing.pop((measure.code, *found.cell), None)
                if signal is None and found.beyond:
                    began += _begin(measure, found, until, at)
                elif signal is not None and found.among_peers:
                    _end(signal, until, at)
        for signal in standing.values():  # no cases, or no peers, any more
            _end(signal, until, at)
    return began


def look_at(measure: Measure, *, as_of: datetime) -> Iterator[Found]:
    """Where each manufacturer stands among its peers in one measure, by country and in all together (1 query)."""
    if measure.conduct is None:
        return
    counts = measure.conduct.by_place(as_of - timedelta(days=WINDOW_DAYS), as_of)
    for country, cells in _places(counts).items():
        if len(cells) <= FEWEST_PEERS:
            continue
        for maker, counted in sorted(cells.items()):
            peers = [other for name, other in cells.items() if name != maker]
            stand = against_peers(
                counted.hits, counted.cases, [peer.hits for peer in peers], [peer.cases for peer in peers]
            )
            if stand is not None:
                yield Found((maker, country), counted, len(peers), stand)


def _places(counts: dict[Cell, Counted]) -> dict[str, dict[int, Counted]]:
    places: dict[str, dict[int, Counted]] = {"": {}}
    for (maker, country), counted in counts.items():
        places.setdefault(country, {})[maker] = counted
        known = places[""].get(maker, Counted(0.0, 0))
        places[""][maker] = Counted(known.hits + counted.hits, known.cases + counted.cases)
    return places


def _begin(measure: Measure, found: Found, until: date, at: datetime) -> int:
    maker, country = found.cell
    if Signal.objects.filter(manufacturer_id=maker, country=country, measure=measure.code, began_on=until).exists():
        return 0
    recorded_at(maker, at, "signal")
    Signal.objects.create(
        number=new_number("S"),
        manufacturer_id=maker,
        country=country,
        measure=measure.code,
        began_on=until,
        window_days=WINDOW_DAYS,
        hits=found.counted.hits,
        cases=found.counted.cases,
        reference=found.stand.limits.reference,
        limit=found.stand.limits.alarm_high,
        peers=found.peers,
        row_ids=_rows(measure, Span(until - timedelta(days=WINDOW_DAYS - 1), until, maker, country)),
        recorded_at=at,
    )
    return 1


def _rows(measure: Measure, span: Span) -> list[int]:
    behind = measure.claims or measure.lines
    return sorted(behind(span).values_list("pk", flat=True)) if behind else []


def _end(signal: Signal, until: date, at: datetime) -> None:
    recorded_at(signal.manufacturer_id, at, "signal")
    signal.ended_on = until
    with door("oversight.signal"):
        signal.save(update_fields=["ended_on"])


@transaction.atomic
def say_of(*, signal: Signal, text: str, by: Actor, at: datetime) -> SignalNote:
    """Write beside a signal what its manufacturer or a watcher says of it; the same words again are one note.

    Raises Refused (field ``text``) for words that say too little.
    """
    text = text.strip()
    if said(text) < 10:
        raise Refused(_("“%(text)s” says too little: write what is so, and why.") % {"text": text}, field="text")
    with door("oversight.signal"):
        actor = record_of(by)
        known = SignalNote.objects.filter(signal=signal, actor=actor, text=text).first()
        return known or SignalNote.objects.create(
            signal=signal,
            manufacturer_id=signal.manufacturer_id,
            country=signal.country,
            said_at=at,
            by_side=by.side.value,
            by_name=by.name,
            actor=actor,
            text=text,
        )
