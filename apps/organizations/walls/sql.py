"""The SQL of a wall: grants and policies, one statement a line, safe to run again."""

from __future__ import annotations

from apps.core.db.session import RUNTIME_ROLE
from apps.organizations.scope import Side

from .model import Open, Wall

_VERBS = {"i": "INSERT", "u": "UPDATE", "d": "DELETE"}


def statements(wall: Wall | Open) -> list[str]:
    """All statements that bring one table to the state that ``wall`` describes."""
    return _reset(wall.table) + (_open(wall) if isinstance(wall, Open) else _walled(wall))


def sign_in_statements(table: str) -> list[str]:
    """The runtime role itself works on the tables of signing in; no side reaches them."""
    roles = f"{RUNTIME_ROLE}, {Side.SYSTEM.value}"
    return [*_reset(table), f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO {roles}']


def _everybody() -> str:
    return ", ".join([RUNTIME_ROLE, *(side.value for side in Side)])


def _reset(table: str) -> list[str]:
    return [f'REVOKE ALL ON "{table}" FROM {_everybody()}']


def _open(wall: Open) -> list[str]:
    lines = [
        f'ALTER TABLE "{wall.table}" DISABLE ROW LEVEL SECURITY',
        f'GRANT SELECT ON "{wall.table}" TO {_everybody()}',
        f'GRANT INSERT, UPDATE, DELETE ON "{wall.table}" TO {Side.SYSTEM.value}',
    ]
    for side, verbs in wall.writers.items():
        lines.append(f'GRANT {", ".join(_VERBS[v] for v in verbs)} ON "{wall.table}" TO {side.value}')
    return lines


def _walled(wall: Wall) -> list[str]:
    lines = [
        f'ALTER TABLE "{wall.table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{wall.table}" FORCE ROW LEVEL SECURITY',
        # Everybody may ask; who has no policy gets no row: nothing is seen and nothing fails.
        f'GRANT SELECT ON "{wall.table}" TO {_everybody()}',
    ]
    if wall.sign_in:
        lines.append(f'GRANT INSERT, UPDATE, DELETE ON "{wall.table}" TO {RUNTIME_ROLE}')
        lines.append(f'CREATE POLICY sign_in ON "{wall.table}" TO {RUNTIME_ROLE} USING (true) WITH CHECK (true)')
    for side in Side:
        lines += _side(wall, side)
    return lines


def _side(wall: Wall, side: Side) -> list[str]:
    condition = wall.condition(side)
    lines: list[str] = []
    if wall.directory or condition:
        lines.append(_policy(wall.table, side, "SELECT", using="true" if wall.directory else condition))
    for letter in wall.verbs(side) if condition else "":
        verb = _VERBS[letter]
        lines.append(f'GRANT {verb} ON "{wall.table}" TO {side.value}')
        lines.append(
            _policy(
                wall.table,
                side,
                verb,
                using=None if verb == "INSERT" else condition,
                check=None if verb == "DELETE" else condition,
            )
        )
    if side in wall.append and not (condition and "i" in wall.verbs(side)):
        lines.append(f'GRANT INSERT ON "{wall.table}" TO {side.value}')
        lines.append(_policy(wall.table, side, "INSERT", check="true"))
    return lines


def _policy(table: str, side: Side, verb: str, *, using: str | None = None, check: str | None = None) -> str:
    name = f"{side.value.removeprefix('sanbao_')}_{verb.lower()}"
    return (
        f'CREATE POLICY {name} ON "{table}" FOR {verb} TO {side.value}'
        + (f" USING ({using})" if using else "")
        + (f" WITH CHECK ({check})" if check else "")
    )
