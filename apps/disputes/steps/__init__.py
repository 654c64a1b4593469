"""What may be done with objections and with cases at the authority, as data."""

from . import escalations, objections

__all__ = ["escalations", "objections"]
