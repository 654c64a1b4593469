"""The SQL of a wall: grants, policies and triggers, one statement a line, safe to run again."""

from __future__ import annotations

from collections.abc import Iterable

from apps.core.db.session import RUNTIME_ROLE
from apps.organizations.scope import Side

from .model import Open, Wall

_VERBS = {"i": "INSERT", "u": "UPDATE", "d": "DELETE"}

#: What holds a row of a ledger: columns named as arguments may be filled while empty, nothing else changes. The owner
#: of the schema mends what migrations must mend.
FILL_ONCE = """
CREATE OR REPLACE FUNCTION sanbao_fill_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := to_jsonb(OLD);
    changed text;
BEGIN
    IF current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
        RETURN NEW;
    END IF;
    -- What the database makes of other columns is not made yet, and nobody writes it.
    FOR changed IN SELECT key FROM jsonb_each(to_jsonb(NEW)) WHERE value IS DISTINCT FROM before -> key AND NOT EXISTS (
        SELECT FROM pg_attribute WHERE attrelid = TG_RELID AND attname = key AND attgenerated <> '')
    LOOP
        IF NOT changed = ANY (coalesce(TG_ARGV, '{}')) OR coalesce(before ->> changed, '') <> '' THEN
            RAISE EXCEPTION '%.% is on record and is never changed', TG_TABLE_NAME, changed
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END LOOP;
    RETURN NEW;
END $$
"""


def statements(wall: Wall | Open, columns: Iterable[str]) -> list[str]:
    """All statements that bring one table, which has these columns, to the state that ``wall`` describes."""
    lines = [*_reset(wall.table), f'DROP TRIGGER IF EXISTS fill_once ON "{wall.table}"']
    return lines + (_open(wall) if isinstance(wall, Open) else _walled(wall, columns))


def named_columns(wall: Wall | Open) -> set[str]:
    """The columns that the description of a table speaks of."""
    if isinstance(wall, Open):
        return set()
    sides = {wall.owner, wall.dealer, wall.manufacturer, wall.regulator, wall.person, wall.organization}
    return (sides - {""}).union(wall.hidden, wall.filled_once, wall.shown, *wall.updates.values())


def sign_in_statements(table: str) -> list[str]:
    """The runtime role itself works on the tables of signing in; no side reaches them."""
    roles = f"{RUNTIME_ROLE}, {Side.SYSTEM.value}"
    return [*_reset(table), f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO {roles}']


def everybody() -> str:
    """All roles that may ask of any table: the public asks of what it is shown."""
    return ", ".join([RUNTIME_ROLE, *(side.value for side in Side if side is not Side.PUBLIC)])


def _reset(table: str) -> list[str]:
    # Taking a right away from a table takes it away from its columns too.
    return [f'REVOKE ALL ON "{table}" FROM {everybody()}, {Side.PUBLIC.value}']


def _open(wall: Open) -> list[str]:
    lines = [
        f'ALTER TABLE "{wall.table}" DISABLE ROW LEVEL SECURITY',
        f'GRANT SELECT ON "{wall.table}" TO {everybody()}{f", {Side.PUBLIC.value}" if wall.public else ""}',
        f'GRANT INSERT{"" if wall.ledger else ", UPDATE, DELETE"} ON "{wall.table}" TO {Side.SYSTEM.value}',
        *(_kept(wall.table) if wall.ledger else []),
    ]
    for side, verbs in wall.writers.items():
        lines.append(f'GRANT {", ".join(_VERBS[v] for v in verbs)} ON "{wall.table}" TO {side.value}')
    return lines


def _walled(wall: Wall, columns: Iterable[str]) -> list[str]:
    lines = [
        f'ALTER TABLE "{wall.table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{wall.table}" FORCE ROW LEVEL SECURITY',
        *_reading(wall, columns),
    ]
    if wall.sign_in:
        lines.append(f'GRANT INSERT, UPDATE, DELETE ON "{wall.table}" TO {RUNTIME_ROLE}')
        lines.append(f'CREATE POLICY sign_in ON "{wall.table}" TO {RUNTIME_ROLE} USING (true) WITH CHECK (true)')
    if wall.by_function:
        lines.append(f'CREATE POLICY functions_select ON "{wall.table}" FOR SELECT TO CURRENT_USER USING (true)')
    if wall.ledger:
        lines += _kept(wall.table, wall.filled_once)
    for side in Side:
        lines += _side(wall, side)
    return lines


def _kept(table: str, filled_once: Iterable[str] = ()) -> list[str]:
    """The trigger that holds the rows of a ledger."""
    arguments = ", ".join(f"'{name}'" for name in filled_once)
    return [
        f'CREATE TRIGGER fill_once BEFORE UPDATE ON "{table}" '
        f"FOR EACH ROW EXECUTE FUNCTION sanbao_fill_once({arguments})"
    ]


def _reading(wall: Wall, columns: Iterable[str]) -> list[str]:
    """Everybody may ask; who has no policy gets no row: nothing is seen and nothing fails."""
    told = [f'GRANT SELECT ({_listed(wall.shown)}) ON "{wall.table}" TO {Side.PUBLIC.value}'] if wall.public else []
    if not wall.hidden:
        return [f'GRANT SELECT ON "{wall.table}" TO {everybody()}', *told]
    shown = _listed(name for name in columns if name not in wall.hidden)
    whole = [Side.SYSTEM.value, *([RUNTIME_ROLE] if wall.sign_in else [])]
    return [
        f'GRANT SELECT ({shown}) ON "{wall.table}" TO {everybody()}',
        f'GRANT SELECT ON "{wall.table}" TO {", ".join(whole)}',
        *told,
    ]


def _side(wall: Wall, side: Side) -> list[str]:
    condition, reads = wall.condition(side), wall.reads(side)
    lines: list[str] = []
    if reads:
        lines.append(_policy(wall.table, side, "SELECT", using=reads))
    if condition:
        lines += _writing(wall, side, condition)
    if side in wall.append:
        lines.append(f'GRANT INSERT ON "{wall.table}" TO {side.value}')
        lines.append(_policy(wall.table, side, "INSERT", check="true"))
    return lines


def _writing(wall: Wall, side: Side, condition: str) -> list[str]:
    table, verbs = wall.table, wall.verbs(side)
    lines: list[str] = []
    if "i" in verbs:
        lines += [f'GRANT INSERT ON "{table}" TO {side.value}', _policy(table, side, "INSERT", check=condition)]
    if wall.changes_all(side) or wall.columns(side):
        which = "" if wall.changes_all(side) else f" ({_listed(wall.columns(side))})"
        lines.append(f'GRANT UPDATE{which} ON "{table}" TO {side.value}')
        lines.append(_policy(table, side, "UPDATE", using=condition, check=condition))
    if "d" in verbs:
        lines += [f'GRANT DELETE ON "{table}" TO {side.value}', _policy(table, side, "DELETE", using=condition)]
    return lines


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in sorted(columns))


def _policy(table: str, side: Side, verb: str, *, using: str | None = None, check: str | None = None) -> str:
    name = f"{side.value.removeprefix('sanbao_')}_{verb.lower()}"
    return (
        f'CREATE POLICY {name} ON "{table}" FOR {verb} TO {side.value}'
        + (f" USING ({using})" if using else "")
        + (f" WITH CHECK ({check})" if check else "")
    )
