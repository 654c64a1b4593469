"""The request as the scope middleware leaves it to the views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from .identity import Identity
    from .scope import Actor, Scope


class ScopedRequest(HttpRequest):
    """A request of somebody known: views behind ``for_sides`` get nothing else."""

    actor: Actor
    scope: Scope
    identity: Identity
