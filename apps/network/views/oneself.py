"""What people do for themselves, whoever they act for at the moment: answer an invitation, leave an organisation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from apps.organizations import identity
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import Actor, acting_as


@contextmanager
def as_oneself(request: ScopedRequest) -> Iterator[Actor]:
    """Be the signed-in person alone, with what is theirs, for the block."""
    who = identity.of_person(request.user, identity.AS_OWNER)  # type: ignore[arg-type]  # signed in
    with acting_as(who.scope):
        yield who.actor
