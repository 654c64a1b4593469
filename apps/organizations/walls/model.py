"""The two kinds of table: those with tenants behind walls, and reference tables open to reading.

An app lists its tables in ``policies.py`` as ``WALLS``. Reading comes with the side's column; a side without a column
sees nothing. Writing is said side by side: ``writes`` holds the letters i(nsert) and d(elete), ``updates`` the columns
that a side may change. What no side may write by itself is written by the clerk, through a door (../door.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from apps.organizations.scope import PEOPLE_SIDES, Side

_USER = "(SELECT nullif(current_setting('app.user_id', true), '')::bigint)"
_ORGANIZATION = "(SELECT nullif(current_setting('app.organization_id', true), '')::bigint)"
# An empty entry would match rows of no country (flags over all countries).
_COUNTRIES = "(SELECT array_remove(string_to_array(current_setting('app.countries', true), ','), ''))::text[]"
_SIDE = "(SELECT current_setting('app.side', true))"
#: The one car that the public asks about; null when it asks about none.
ASKED_VIN = "(SELECT nullif(current_setting('app.vin', true), ''))"


@dataclass(frozen=True)
class Wall:
    """A tenant table. ``owner``, ``dealer``, ``manufacturer`` and ``regulator`` name its side columns.

    ``person`` names a column with a user: on every side, people see just their own rows (notices).
    ``organization`` names the one whose staff, on whatever side, see the row (jobs); ``owner`` may stand beside it.
    Both: people see their own rows while they act for that one (kept views).
    ``directory`` lets every side read all rows while writing stays behind the columns (names of dealers).
    ``gate`` opens reading to the look-up of who somebody is. ``append`` sides may insert any row and read none.
    ``public`` is the condition under which the public reads a row, and ``shown`` the columns that it reads of it.
    ``authority`` opens reading to the authority where there is no regulator's column.
    ``sign_in`` lets the runtime role itself work on the table outside any scope: signing in comes before scopes.
    ``hidden`` columns are read by none but the system and signing in.
    ``joined`` is the condition of a side that no column of the table names: rows that go with others it reads.
    ``also`` is what must hold beside the column before a side reaches a row; it may look at what the side reads itself.
    ``by_function`` lets the owner of the schema read all rows, for a function of its own that looks on behalf of a side
    (SECURITY DEFINER); no side reads more by it than that function gives.
    A ``ledger`` is only added to: nobody but the owner of the schema changes or deletes a row, except that the
    columns ``filled_once``, while empty, may be filled by the clerk.
    """

    table: str
    owner: str = ""
    dealer: str = ""
    manufacturer: str = ""
    regulator: str = ""
    person: str = ""
    organization: str = ""
    authority: bool = False
    directory: bool = False
    gate: bool = False
    sign_in: bool = False
    append: tuple[Side, ...] = ()
    writes: Mapping[Side, str] = field(default_factory=dict)
    updates: Mapping[Side, tuple[str, ...]] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    joined: Mapping[Side, str] = field(default_factory=dict)
    also: Mapping[Side, str] = field(default_factory=dict)
    ledger: bool = False
    filled_once: tuple[str, ...] = ()
    public: str = ""
    shown: tuple[str, ...] = ()
    by_function: bool = False

    def __post_init__(self) -> None:
        letters = set("".join(self.writes.values()))
        if not letters <= set("id"):
            raise ValueError(f"{self.table}: writes are i and d; name the columns to change in updates")
        if self.ledger and ("d" in letters or self.updates):
            raise ValueError(f"{self.table}: a ledger is only added to; name columns in filled_once")
        if self.filled_once and not self.ledger:
            raise ValueError(f"{self.table}: only ledgers have columns filled once")
        if bool(self.public) != bool(self.shown):
            raise ValueError(f"{self.table}: the public is told which rows, and which columns of them")

    def condition(self, side: Side) -> str | None:
        """The one condition under which ``side`` reaches a row; None: never."""
        if side is Side.SYSTEM:
            return "true"
        if side is Side.GATE:
            return "true" if self.gate else None
        if side is Side.PUBLIC:
            return self.public or None
        if side is Side.CLERK:
            return self._behind_the_door()
        by_column = self._by_column(side)
        return f"{by_column} AND {self.also[side]}" if by_column and side in self.also else by_column

    def _by_column(self, side: Side) -> str | None:
        if self.person and self.organization:
            own = f"{self.person} = {_USER} AND {self.organization} = {_ORGANIZATION}"
            return None if side is Side.OWNER else own
        if self.person:
            return f"{self.person} = {_USER}"
        if self.organization and side is not Side.OWNER:
            return f"{self.organization} = {_ORGANIZATION}"
        return self.joined.get(side) or self._by_side(side)

    def _by_side(self, side: Side) -> str | None:
        if side is Side.OWNER:
            return f"{self.owner} = {_USER}" if self.owner else None
        if side is Side.DEALER:
            return f"{self.dealer} = {_ORGANIZATION}" if self.dealer else None
        if side is Side.MANUFACTURER:
            return f"{self.manufacturer} = {_ORGANIZATION}" if self.manufacturer else None
        if side is Side.REGULATOR:
            return f"{self.regulator} = ANY ({_COUNTRIES})" if self.regulator else None
        return "true" if self.regulator or self.authority else None  # the authority's jurisdiction is the world

    def _behind_the_door(self) -> str | None:
        """The clerk reaches the rows of the side that opened the door, and no others."""
        found = [(side, self.condition(side)) for side in PEOPLE_SIDES]
        reached = [f"({_SIDE} = '{side.value}' AND {condition})" for side, condition in found if condition]
        return " OR ".join([*reached, f"{_SIDE} = '{Side.SYSTEM.value}'"]) if reached else None

    def reads(self, side: Side) -> str | None:
        """The one condition under which ``side`` reads a row; None: never. No directory is open to the public whole."""
        return "true" if self.directory and side is not Side.PUBLIC else self.condition(side)

    def verbs(self, side: Side) -> str:
        """The letters of ``side``: the authority writes what regulators write."""
        if side is Side.SYSTEM:
            return "i" if self.ledger else "id"
        return self.writes.get(_rights_of(self.writes, side), "")

    def columns(self, side: Side) -> tuple[str, ...]:
        """The columns that ``side`` may change, where it does not change all (the system does)."""
        if self.ledger:
            return self.filled_once if side is Side.CLERK else ()
        return tuple(self.updates.get(_rights_of(self.updates, side), ()))

    def changes_all(self, side: Side) -> bool:
        """Whether ``side`` may change every column."""
        return side is Side.SYSTEM and not self.ledger


def _rights_of(rights: Mapping[Side, object], side: Side) -> Side:
    return Side.REGULATOR if side is Side.AUTHORITY and side not in rights else side


@dataclass(frozen=True)
class Open:
    """A reference table without tenants: everybody reads, the system writes, and so may ``writers`` (letters iud).

    The system only adds to a ``ledger``. The public reads it where ``public`` says so.
    """

    table: str
    writers: Mapping[Side, str] = field(default_factory=dict)
    ledger: bool = False
    public: bool = False
