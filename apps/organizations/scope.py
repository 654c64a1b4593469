"""Who is acting: the scope that every request and task runs in.

A scope names a side and whom it stands for; the database admits rows by it. Without one, no tenant row is seen.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from apps.core.db import session

logger = logging.getLogger("sanbao.scope")


class Side(StrEnum):
    """A side of the house; the value is its role in the database."""

    GATE = "sanbao_gate"
    OWNER = "sanbao_owner_side"
    DEALER = "sanbao_dealer"
    MANUFACTURER = "sanbao_manufacturer"
    REGULATOR = "sanbao_regulator"
    AUTHORITY = "sanbao_authority"
    SYSTEM = "sanbao_system"
    CLERK = "sanbao_clerk"
    PUBLIC = "sanbao_public"


#: The sides that people act on; gate, system, clerk (door.py) and public (``public_scope``) are the house's own.
PEOPLE_SIDES = (Side.OWNER, Side.DEALER, Side.MANUFACTURER, Side.REGULATOR, Side.AUTHORITY)


@dataclass(frozen=True)
class Scope:
    """``countries`` is a regulator's jurisdiction (ISO 3166-1 alpha-2); an authority's is the world.

    ``vin`` is the one car that the public asks about.
    """

    side: Side
    user_id: int | None = None
    organization_id: int | None = None
    countries: tuple[str, ...] = ()
    vin: str = ""

    def settings(self) -> session.SessionSettings:
        return session.SessionSettings(
            role=self.side.value,
            user_id=self.user_id,
            organization_id=self.organization_id,
            countries=self.countries,
            vin=self.vin,
        )


@dataclass(frozen=True)
class Actor:
    """A person or key acting for a side, as services and the audit trail name them."""

    side: Side
    name: str
    user_id: int | None = None
    organization_id: int | None = None
    organization_name: str = ""
    role: str = ""
    key_id: int | None = None
    #: Rooms that a key may enter; empty: all.
    rooms: tuple[str, ...] = ()

    @property
    def may_write(self) -> bool:
        """Viewers of an organisation look on; everybody else acts."""
        return self.role != "viewer"

    @property
    def is_dealer(self) -> bool:
        """For templates, which know sides by words and not by roles of the database."""
        return self.side is Side.DEALER

    @property
    def is_manufacturer(self) -> bool:
        return self.side is Side.MANUFACTURER


SYSTEM_ACTOR = Actor(side=Side.SYSTEM, name="Sanbao")


@contextmanager
def acting_as(scope: Scope) -> Iterator[Scope]:
    """Run the block in one transaction that sees and changes what ``scope`` admits."""
    with session.use(scope.settings()):
        yield scope


@contextmanager
def system_scope(why: str) -> Iterator[Scope]:
    """Run the block across all tenants; ``why`` is logged, since this is the one way past the walls."""
    logger.info("system scope: %s", why)
    with acting_as(Scope(Side.SYSTEM)) as scope:
        yield scope


@contextmanager
def public_scope(vin: str = "") -> Iterator[Scope]:
    """Run the block as somebody who is nobody here: the public columns of directories, and of one car that is named.

    The walls compare rows with ``vin``, so that no query in the block can look at another car.
    """
    with acting_as(Scope(Side.PUBLIC, vin=vin)) as scope:
        yield scope
