"""A connection of the schema's owner, past the roles that the application runs as."""

from __future__ import annotations

from typing import Any

from django.db import connections


def connect_as_owner() -> Any:
    """A connection of its own: Django's guard against unlisted aliases would refuse the alias in a test."""
    owner: Any = connections["owner"]
    return owner.Database.connect(**owner.get_connection_params())
