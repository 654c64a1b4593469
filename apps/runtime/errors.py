"""What can go wrong with the embedded services, said in one line with the mend."""

from __future__ import annotations


class ServiceError(RuntimeError):
    """The embedded PostgreSQL or Valkey cannot be had; the message is one line that names the mend."""
