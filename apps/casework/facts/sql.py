"""The SQL that keeps all versions of a table's rows: a table of versions, triggers, and a view as known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apps.organizations.scope import Side
from apps.organizations.walls import Open, Wall
from apps.organizations.walls.sql import everybody

#: What a version says beside the row itself.
MARKS = ("known_from", "known_to", "step", "by_role")


@dataclass(frozen=True)
class Recorded:
    """A table as the database describes it: its key and its columns with their types, in order."""

    table: str
    key: str
    columns: tuple[tuple[str, str], ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _type in self.columns)


def create_table(recorded: Recorded) -> list[str]:
    """The table of versions, with what is there already: known since ever, for nobody wrote down since when."""
    table, listed = recorded.table, _listed(recorded.names)
    return [
        f'CREATE TABLE facts."{table}" (LIKE public."{table}")',
        f'ALTER TABLE facts."{table}" ADD COLUMN known_from timestamptz NOT NULL, ADD COLUMN known_to timestamptz, '
        "ADD COLUMN step text NOT NULL, ADD COLUMN by_role text NOT NULL, "
        "ADD CHECK (known_to IS NULL OR known_to >= known_from)",
        # Row-level security is forced on the owner too; for this one look at what is there it steps aside.
        f'ALTER TABLE public."{table}" NO FORCE ROW LEVEL SECURITY',
        f'INSERT INTO facts."{table}" ({listed}, known_from, step, by_role) '
        f"SELECT {listed}, '-infinity', 'before the books', 'migration' FROM public.\"{table}\"",
        f'CREATE UNIQUE INDEX ON facts."{table}" ("{recorded.key}") WHERE known_to IS NULL',
        *indexes(recorded),
    ]


def indexes(recorded: Recorded) -> list[str]:
    """The indexes of a table of versions, and of each of its partitions (partitions.py)."""
    keys = [f'"{recorded.key}"', *(["manufacturer_id"] if "manufacturer_id" in recorded.names else [])]
    return [f'CREATE INDEX ON facts."{recorded.table}" ({key}, known_from)' for key in keys]


def follow_columns(recorded: Recorded, there: Sequence[tuple[str, str]]) -> list[str]:
    """Bring the columns of an older table of versions to those of its table; what is gone there stays readable."""
    table, types = recorded.table, dict(there)
    lines = []
    for name, kind in recorded.columns:
        if name not in types:
            lines.append(f'ALTER TABLE facts."{table}" ADD COLUMN "{name}" {kind}')
        elif types[name] != kind:
            lines.append(f'ALTER TABLE facts."{table}" ALTER COLUMN "{name}" TYPE {kind} USING "{name}"::{kind}')
    gone = [name for name in types if name not in recorded.names and name not in MARKS]
    lines += [f'ALTER TABLE facts."{table}" ALTER COLUMN "{name}" DROP NOT NULL' for name in gone]
    return lines


def catch_up(recorded: Recorded) -> list[str]:
    """Bring an older table of versions to rows that changed while nobody recorded: a table that was made anew."""
    table, key, listed = recorded.table, recorded.key, _listed(recorded.names)
    here, kept = (f"SELECT {listed} FROM {place}" for place in (f'public."{table}"', f'facts."{table}"'))
    return [
        f'ALTER TABLE public."{table}" NO FORCE ROW LEVEL SECURITY',
        f'UPDATE facts."{table}" SET known_to = greatest(known_from, clock_timestamp()) WHERE known_to IS NULL '
        f'AND "{key}" IN (SELECT f."{key}" FROM ({kept} WHERE known_to IS NULL) f '
        f'LEFT JOIN ({here}) r ON r."{key}" = f."{key}" WHERE r IS DISTINCT FROM f)',
        f'INSERT INTO facts."{table}" ({listed}, known_from, step, by_role) SELECT {listed}, coalesce('
        f'(SELECT max(known_to) FROM facts."{table}" f WHERE f."{key}" = r."{key}"), \'-infinity\'), '
        f"'migration', 'migration' FROM ({here}) r "
        f'WHERE NOT EXISTS (SELECT FROM facts."{table}" f WHERE f."{key}" = r."{key}" AND known_to IS NULL)',
    ]


def statements(recorded: Recorded, wall: Wall | Open) -> list[str]:
    """Triggers, view, rights and policies of one table; safe to run again."""
    return [*_triggers(recorded), *view(recorded.table, _as_known(recorded)), *_rights(recorded.table, wall)]


def view(table: str, query: str) -> list[str]:
    """The view of a table as known; whoever asks sees through it what their own walls admit."""
    return [
        f'DROP VIEW IF EXISTS known."{table}" CASCADE',
        f'CREATE VIEW known."{table}" WITH (security_invoker = true) AS {query}',
        f'GRANT SELECT ON known."{table}" TO {everybody()}',
    ]


def _as_known(recorded: Recorded) -> str:
    moment = "(SELECT nullif(current_setting('app.known_at', true), '')::timestamptz)"
    return (
        f'SELECT {_listed(recorded.names)} FROM facts."{recorded.table}" '
        f"WHERE known_from <= {moment} AND (known_to IS NULL OR known_to > {moment})"
    )


def _triggers(recorded: Recorded) -> list[str]:
    table, key, listed = recorded.table, recorded.key, _listed(recorded.names)
    new = ", ".join(f'c."{name}"' for name in recorded.names)
    function = f'facts."record_{table}"'
    body = f"""
        DECLARE
            facts_moment timestamptz := coalesce(nullif(current_setting('app.recorded_at', true), '')::timestamptz,
                                           clock_timestamp());
            facts_said text := coalesce(current_setting('app.step', true), '');
            facts_role text := coalesce(nullif(current_setting('role'), 'none'), session_user);
            -- Behind a door: who opened it.
            facts_who text := CASE facts_role WHEN '{Side.CLERK.value}' THEN current_setting('app.side')
                ELSE facts_role END;
        BEGIN
            IF TG_OP = 'INSERT' THEN
                INSERT INTO facts."{table}" ({listed}, known_from, step, by_role)
                SELECT {new}, facts_moment, facts_said, facts_who FROM new_rows c;
            ELSIF TG_OP = 'UPDATE' THEN
                WITH changed AS (
                    SELECT n.* FROM new_rows n JOIN old_rows o ON o."{key}" = n."{key}" WHERE n IS DISTINCT FROM o
                ), closed AS (
                    UPDATE facts."{table}" f SET known_to = greatest(f.known_from, facts_moment)
                    FROM changed c WHERE f."{key}" = c."{key}" AND f.known_to IS NULL
                    RETURNING f."{key}" AS facts_key, f.known_to AS facts_at
                )
                INSERT INTO facts."{table}" ({listed}, known_from, step, by_role)
                SELECT {new}, coalesce(facts_at, facts_moment), facts_said, facts_who
                FROM changed c LEFT JOIN closed ON facts_key = c."{key}";
            ELSE
                UPDATE facts."{table}" f SET known_to = greatest(f.known_from, facts_moment)
                FROM old_rows o WHERE f."{key}" = o."{key}" AND f.known_to IS NULL;
            END IF;
            RETURN NULL;
        END
    """
    lines = [
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
        # Planned anew each time: a plan made while a table of versions was small would be kept by a long-lived
        # connection when it is large.
        f"SET search_path = pg_catalog SET plan_cache_mode = force_custom_plan AS $facts${body}$facts$",
        f"REVOKE ALL ON FUNCTION {function}() FROM PUBLIC",
    ]
    for event, tables in (
        ("INSERT", "NEW TABLE AS new_rows"),
        ("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
        ("DELETE", "OLD TABLE AS old_rows"),
    ):
        lines.append(
            f'CREATE OR REPLACE TRIGGER facts_{event.lower()} AFTER {event} ON public."{table}" '
            f"REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )
    return lines


def _rights(table: str, wall: Wall | Open) -> list[str]:
    """Everybody may ask, and sees of the versions what they would see of the row; nobody writes."""
    lines = [f'REVOKE ALL ON facts."{table}" FROM {everybody()}', f'GRANT SELECT ON facts."{table}" TO {everybody()}']
    if isinstance(wall, Open):
        return lines
    # The owner of the schema is not bound by it: its triggers write here.
    lines.append(f'ALTER TABLE facts."{table}" ENABLE ROW LEVEL SECURITY')
    lines.append(f'ALTER TABLE public."{table}" FORCE ROW LEVEL SECURITY')
    for side in Side:
        condition = wall.reads(side)
        name = f"{side.value.removeprefix('sanbao_')}_select"
        lines.append(f'DROP POLICY IF EXISTS {name} ON facts."{table}"')
        if condition:
            lines.append(f'CREATE POLICY {name} ON facts."{table}" FOR SELECT TO {side.value} USING ({condition})')
    return lines


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
