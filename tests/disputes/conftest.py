"""Claims of Amina that are owed, denied and objected to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from apps.claims import services as claims
from apps.claims.models import Claim
from apps.organizations.scope import Actor, acting_as
from tests.cast import NOW, Cast
from tests.claims.conftest import as_dealer, as_maker, as_owner, car, file, media, part  # noqa: F401  (fixtures)

Call = Callable[..., Any]
WHY = "The charging port shows damage from outside; see the photos."
GROUNDS = "The port was whole when I bought the car; the photos show a crack from the factory."


def colleague(cast: Cast) -> Actor:
    """Another person of Hanhai than its staff of the cast."""
    return replace(cast.actor(cast.maker_hanhai), user_id=cast.boris.pk, name="Lin Xia")


@pytest.fixture
def denied(file: Call, as_maker: Call, as_dealer: Call) -> Claim:  # noqa: F811
    """Answered by the workshop, denied a day later by the maker's staff."""
    claim = as_dealer(claims.respond, file(), message="Bring it on Monday", at=NOW + timedelta(hours=2))
    done: Claim = as_maker(claims.deny, claim, reason="misuse", explanation=WHY, at=NOW + timedelta(days=1))
    return done


@pytest.fixture
def owner(cast: Cast) -> Call:
    """``owner(service, **more)`` calls a service as Amina."""

    def call(service: Call, **more: Any) -> Any:
        with acting_as(cast.scope(cast.amina)):
            return service(by=cast.actor(cast.amina), **more)

    return call
