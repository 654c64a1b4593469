"""The two kinds of table: those with tenants behind walls, and reference tables open to reading.

An app lists its tables in ``policies.py`` as ``WALLS``. Verbs are letters: i(nsert), u(pdate), d(elete); reading
comes with the side's column. A side without a column sees nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from apps.organizations.scope import Side

_USER = "(SELECT nullif(current_setting('app.user_id', true), '')::bigint)"
_ORGANIZATION = "(SELECT nullif(current_setting('app.organization_id', true), '')::bigint)"
_COUNTRIES = "(SELECT string_to_array(current_setting('app.countries', true), ','))::text[]"


@dataclass(frozen=True)
class Wall:
    """A tenant table. ``owner``, ``dealer``, ``manufacturer`` and ``regulator`` name its side columns.

    ``person`` names a column with a user: on every side, people see just their own rows (notices).
    ``organization`` names the one whose staff, on whatever side, see the row (jobs); ``owner`` may stand beside it.
    ``directory`` lets every side read all rows while writing stays behind the columns (names of dealers).
    ``gate`` opens reading to the look-up of who somebody is. ``append`` sides may insert any row and read none.
    ``sign_in`` lets the runtime role itself work on the table outside any scope: signing in comes before scopes.
    """

    table: str
    owner: str = ""
    dealer: str = ""
    manufacturer: str = ""
    regulator: str = ""
    person: str = ""
    organization: str = ""
    directory: bool = False
    gate: bool = False
    sign_in: bool = False
    append: tuple[Side, ...] = ()
    writes: Mapping[Side, str] = field(default_factory=dict)

    def condition(self, side: Side) -> str | None:
        """The one condition under which ``side`` reaches a row; None: never."""
        if side is Side.SYSTEM:
            return "true"
        if side is Side.GATE:
            return "true" if self.gate else None
        if self.person:
            return f"{self.person} = {_USER}"
        if self.organization and side is not Side.OWNER:
            return f"{self.organization} = {_ORGANIZATION}"
        return self._by_side(side)

    def _by_side(self, side: Side) -> str | None:
        if side is Side.OWNER:
            return f"{self.owner} = {_USER}" if self.owner else None
        if side is Side.DEALER:
            return f"{self.dealer} = {_ORGANIZATION}" if self.dealer else None
        if side is Side.MANUFACTURER:
            return f"{self.manufacturer} = {_ORGANIZATION}" if self.manufacturer else None
        if side is Side.REGULATOR:
            return f"{self.regulator} = ANY ({_COUNTRIES})" if self.regulator else None
        return "true" if self.regulator else None  # the authority's jurisdiction is the world

    def verbs(self, side: Side) -> str:
        """The write verbs of ``side``: the authority writes what regulators write."""
        if side is Side.SYSTEM:
            return "iud"
        return self.writes.get(side) or (self.writes.get(Side.REGULATOR, "") if side is Side.AUTHORITY else "")


@dataclass(frozen=True)
class Open:
    """A reference table without tenants: everybody reads, the system writes, and so may ``writers``."""

    table: str
    writers: Mapping[Side, str] = field(default_factory=dict)
