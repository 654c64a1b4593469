"""PostgreSQL and Valkey out of the lock file, started on first need, for whoever has none of their own.

Real servers, nothing listening beyond a private socket folder. ADR: docs/decisions/0002-embedded-services.md.
"""

from .needs import command_needs_services
from .service import ServiceError, Services, ensure_services

__all__ = ["ServiceError", "Services", "command_needs_services", "ensure_services"]
