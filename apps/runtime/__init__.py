"""PostgreSQL and Valkey of our own, out of the lock, without a system package, a TCP port or a root right.

``ensure_services`` finds them running or starts them; the keeper process (keeper.py) restarts them when they are
killed and stops them when the last process that uses them is gone. Needs no Django.
"""

from __future__ import annotations

from apps.runtime.errors import ServiceError
from apps.runtime.needs import command_needs_services
from apps.runtime.service import Services, ensure_services

__all__ = ["ServiceError", "Services", "command_needs_services", "ensure_services"]
