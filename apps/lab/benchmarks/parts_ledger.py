"""Shelves of ten dealers and a ledger of a million lines for the benchmark of parts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace
from typing import Any

import psycopg

from apps.organizations.models import Organization
from apps.organizations.scope import Actor, Scope, Side, system_scope
from apps.parts import selectors
from apps.parts.filters import StockFilter
from apps.parts.models import StockBalance

from .lists import Look

_DEALERS, _LINES_A_PART = 10, 10
_BY_NUMBER = ("part_number", "id")
_LEFT = 5  # of each part, after its ten lines


def fill_shelves(bare: psycopg.Connection[Any], *, manufacturer_id: int, movements: int) -> Scope:
    """Write so many lines of the ledger, and what they come to; the scope of one of the dealers.

    Each part is received in threes and sold in twos, and its lines lie far apart in the table, as in life.
    """
    dealers = _dealers()
    parts = max(1, movements // (_DEALERS * _LINES_A_PART))
    bare.execute(
        "INSERT INTO parts_bin (dealer_id, code, kind, opened_at) SELECT d, 'MAIN', 'shelf', now() FROM unnest(%s) d",
        [dealers],
    )
    given = {"maker": manufacturer_id, "parts": parts, "left": _LEFT}
    for statement in (_MOVEMENTS, _IN_BINS, _ON_HAND):
        bare.execute(statement, given)
    bare.execute("ANALYZE parts_stockmovement, parts_binbalance, parts_stockbalance, parts_bin")
    bare.commit()
    return Scope(Side.DEALER, organization_id=dealers[0])


def looks(scope: Scope) -> Iterator[Look]:
    """What a dealer looks at: its stock in each order, what it looks for, and the ledger of one part."""
    actor = Actor(scope.side, "Dealer", scope.user_id, scope.organization_id)
    with system_scope("bench parts: a part that lies there"):
        some = StockBalance.objects.filter(dealer_id=scope.organization_id).order_by("id")[100]

    def found(given: dict[str, str]) -> Any:
        return StockFilter(given, selectors.stock_seen_by(actor), request=SimpleNamespace(actor=actor)).qs

    asked = {
        "": {},
        " of numbers that begin so": {"number": some.part_number[:5]},
        " with a rare name": {"name": "motor 4711"},
        " with a common name": {"name": "wheel bearing"},
        " below its level": {"level": "below"},
    }
    for name, given in asked.items():
        yield Look(f"stock{name}", scope, partial(found, given), _BY_NUMBER)
    yield Look("stock, few first", scope, partial(found, {}), ("on_hand", "id"))
    one = partial(selectors.ledger, dealer_id=scope.organization_id or 0, part_id=some.part_id)
    yield Look("ledger of a part", scope, one, ("-id",))


def checked() -> tuple[bool, float]:
    """Whether all balances are what their ledger says, and the seconds that ``stock check`` needs to tell."""
    began = time.perf_counter()
    with system_scope("bench parts: check"):
        return not list(selectors.differences()), time.perf_counter() - began


def _dealers() -> list[int]:
    with system_scope("bench parts: dealers"):
        made = Organization.objects.bulk_create(
            Organization(kind="dealer", name=f"Bench {n}", slug=f"bench-dealer-{n}", country="KE")
            for n in range(_DEALERS)
        )
        return [dealer.pk for dealer in made]


_SOME = "(SELECT id, number FROM parts_part WHERE manufacturer_id = %(maker)s ORDER BY id LIMIT %(parts)s) p"
_MOVEMENTS = f"""
INSERT INTO parts_stockmovement (
    dealer_id, manufacturer_id, country, part_id, bin_id, kind, quantity, balance, moved_at, reference, note, key,
    by_name
)
SELECT b.dealer_id, %(maker)s, 'KE', p.id, b.id, CASE n %% 2 WHEN 0 THEN 'receipt' ELSE 'sale' END,
    CASE n %% 2 WHEN 0 THEN 3 ELSE -2 END, 3 * (n / 2 + 1) - 2 * ((n + 1) / 2),
    now() - make_interval(days => 700 - 70 * n), 'D-' || n, '', 'bench:' || p.id || ':' || n, 'Bench'
FROM generate_series(0, {_LINES_A_PART - 1}) n, parts_bin b, {_SOME} ORDER BY n, p.id
"""
_IN_BINS = f"""
INSERT INTO parts_binbalance (dealer_id, bin_id, part_id, part_number, on_hand, reserved)
SELECT b.dealer_id, b.id, p.id, p.number, %(left)s, 0 FROM parts_bin b, {_SOME}
"""
_ON_HAND = f"""
INSERT INTO parts_stockbalance (
    dealer_id, manufacturer_id, country, part_id, part_number, on_hand, reserved, quarantined, in_transit, reorder_level
)
SELECT b.dealer_id, %(maker)s, 'KE', p.id, p.number, %(left)s, 0, 0, 0, p.id %% 7 FROM parts_bin b, {_SOME}
"""
