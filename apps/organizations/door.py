"""The door: the one way by which what is nobody's own is written (docs/decisions/0020-the-door.md).

Clocks, events, flags, counts and what lists are made of belong to no side, so no side may write them, not even in raw
SQL. A service that has checked a step opens the door for it by name and writes as the clerk: a role that no request
holds otherwise, that reaches the rows of whoever opened the door and no others, and that may change just the columns
its rights name. The scope around comes back afterwards.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from apps.core.db import session

from .scope import Side
from .walls.registry import all_doors

logger = logging.getLogger("sanbao.door")


@contextmanager
def door(step: str) -> Iterator[None]:
    """Write as the clerk for one step; also a decorator of a whole verb, below ``transaction.atomic``.

    Costs one round trip in and one out, none inside another door. Raises LookupError for a step that no
    ``policies.py`` names, RuntimeError outside a transaction or when nobody acts.
    """
    if step not in all_doors():
        raise LookupError(f"no door is called {step!r}: name it under DOORS in the app's policies.py")
    acting = session.current()
    with session.as_role(Side.CLERK.value):
        logger.info("door %s: %s, person %s, organisation %s", step, acting.side or acting.role, *_who(acting))
        yield


def _who(acting: session.SessionSettings) -> tuple[int | None, int | None]:
    return acting.user_id, acting.organization_id
