"""Many rows of lists for a benchmark: copies of simulated cases, spread over the same firms and countries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

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
#: Of the people that copies of claims are of.
_FIRSTS = (
    *("Amina", "Baraka", "Chen", "Daria", "Esther", "Farid", "Grace", "Hassan", "Irina", "Joseph", "Kamau", "Leila"),
    *("Miguel", "Nadia", "Omar", "Priya", "Rashid", "Salma", "Timur", "Wanjiru", "Yusuf", "Zainab", "李", "王"),
)
_LASTS = (
    *("Achieng", "Bekele", "Cheru", "Diallo", "Eze", "Farah", "Gitau", "Hamid", "Ibrahim", "Juma", "Karimov", "Lopez"),
    *(
        "Mwangi",
        "Njoroge",
        "Otieno",
        "Petrov",
        "Rahman",
        "Sadik",
        "Tesfa",
        "Umarov",
        "Vega",
        "Wekesa",
        "Yilmaz",
        "小明",
    ),
)


def crowd(rows: int) -> dict[str, int]:
    """Bring vehicles, claims, orders, stock balances and clocks to about ``rows`` each; returns how many there are.

    Versions of the copies are not kept: lists do not read them.
    """
    tables = [model._meta.db_table for model in (Vehicle, Claim, PartsOrder, Clock, Contact)]
    with connections["owner"].cursor() as owner:
        for table in tables:
            owner.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
    with _without_index("searchline_grams"), system_scope("bench lists: copies"):
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
    """Each copy is of a person of its own, with names, a phone and a plate as various as a country's."""
    sides = "owner_id, dealer_id, manufacturer_id, country"
    firsts, lasts = (", ".join(f"'{name}'" for name in names) for names in (_FIRSTS, _LASTS))
    # Numbers that look thrown, and are the same each time: multiples of primes.
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{Contact._meta.db_table}" (claim_id, name, phone, plate, {sides}) SELECT id, '
            f"(ARRAY[{firsts}])[1 + id * 7919 % {len(_FIRSTS)}] || ' ' || (ARRAY[{lasts}])[1 + id * 104729 / 64 % "
            f"{len(_LASTS)}] || chr(97 + (id * 31 % 26)::int) || chr(97 + (id / 26 * 17 % 26)::int), "
            "'+254 7' || lpad((id * 15485863 % 100000000)::text, 8, '0'), "
            "'K' || chr(65 + (id * 13 % 8)::int) || chr(65 + (id / 8 * 5 % 26)::int) || ' ' || "
            f"lpad((id * 611953 % 1000)::text, 3, '0') || chr(65 + (id * 19 % 26)::int), {sides} "
            "FROM claims_claim ON CONFLICT (claim_id) DO NOTHING"
        )


@contextmanager
def _without_index(name: str) -> Iterator[None]:
    """Rows by the million are written without it; it is made at once afterwards, as a migration makes it."""
    with connections["owner"].cursor() as owner:
        owner.execute("SELECT pg_get_indexdef(%s::regclass)", [name])
        definition = owner.fetchone()[0]
        owner.execute(f'DROP INDEX "{name}"')
    yield
    with connections["owner"].cursor() as owner:
        owner.execute("SET maintenance_work_mem = '512MB'")
        owner.execute(definition)
        owner.execute("RESET maintenance_work_mem")


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
