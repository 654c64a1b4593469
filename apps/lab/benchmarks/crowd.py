"""Many rows of lists for a benchmark: copies of simulated cases, spread over the same firms and countries."""

from __future__ import annotations

from django.db import connection, connections, models

from apps.claims import search_lines
from apps.claims.models import Claim, Contact
from apps.compliance import tallies
from apps.duties.models import Clock
from apps.organizations.scope import system_scope
from apps.parts.models import PartsOrder, StockBalance
from apps.vehicles.models import Vehicle

#: What tells a copy from its original where a column is unique; ``n`` counts the copies of one row.
_UNIQUE = {
    "vin": "'LZB' || lpad(upper(to_hex(id * 4096 + n)), 14, '0')",
    # Above the simulation's own, which count from one.
    "number": "left(number, 2) || upper(lpad(to_hex(x'80000000'::bigint + id * 4096 + n), 8, '0'))",
    "request_key": "request_key || n",
}
_PARTS_A_MAKER = 2_500


def crowd(rows: int) -> dict[str, int]:
    """Bring vehicles, claims, orders, stock balances and clocks to about ``rows`` each; returns how many there are.

    Versions of the copies are not kept: lists do not read them.
    """
    tables = [model._meta.db_table for model in (Vehicle, Claim, PartsOrder, Clock, Contact)]
    with connections["owner"].cursor() as owner:
        for table in tables:
            owner.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
    with system_scope("bench lists: copies"):
        for model in (Vehicle, Claim, PartsOrder, Clock):
            _copies(model, rows)
        _contacts()
        search_lines.differing(mend=True)
        _stock(rows)
        found = {
            m._meta.db_table: m._default_manager.count() for m in (Vehicle, Claim, PartsOrder, StockBalance, Clock)
        }
        tallies.rebuild()
    with connections["owner"].cursor() as owner:
        for table in tables:
            owner.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
        owner.execute("ANALYZE")
    return found


def _copies(model: type[Vehicle | Claim | PartsOrder | Clock], rows: int) -> None:
    """Copies of all rows, each an hour older than the one before; clocks that run can run only once."""
    have = model._default_manager.count()
    kept = [str(field.column) for field in model._meta.concrete_fields if not field.primary_key]
    values = {name: name for name in kept}
    values |= {name: expression for name, expression in _UNIQUE.items() if name in kept}
    moments = [str(f.column) for f in model._meta.concrete_fields if isinstance(f, models.DateTimeField)]
    values |= {name: f"{name} - make_interval(hours => n)" for name in moments}
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({", ".join(values)}) SELECT {", ".join(values.values())} '
            f'FROM "{model._meta.db_table}", generate_series(1, %s) AS n '
            + ("WHERE stopped_at IS NOT NULL" if model is Clock else ""),
            [max(0, round(rows / have) - 1)],
        )


def _contacts() -> None:
    """The copies of a claim are of one person, whose name says which."""
    sides = "owner_id, dealer_id, manufacturer_id, country"
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{Contact._meta.db_table}" (claim_id, name, phone, plate, {sides}) '
            f"SELECT id, 'Owner ' || owner_id, '+254 7' || owner_id, 'KD ' || upper(to_hex(id)), {sides} "
            "FROM claims_claim ON CONFLICT (claim_id) DO NOTHING"
        )


def _stock(rows: int) -> None:
    """Shelves of all dealers, with parts of the manufacturers that appointed them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO parts_part (manufacturer_id, number, name, active) SELECT m.id, 'B' || m.id || '-' || n, "
            "'Part ' || n, true FROM organizations_organization m, generate_series(1, %s) n "
            "WHERE m.kind = 'manufacturer'",
            [_PARTS_A_MAKER],
        )
        cursor.execute(
            "INSERT INTO parts_stockbalance (dealer_id, manufacturer_id, country, part_id, part_number, on_hand, "
            "reorder_level) SELECT DISTINCT ON (a.dealer_id, p.id) a.dealer_id, p.manufacturer_id, a.country, p.id, "
            "p.number, p.id %% 7, 2 FROM organizations_appointment a JOIN parts_part p USING (manufacturer_id) "
            "LIMIT %s",
            [rows],
        )
