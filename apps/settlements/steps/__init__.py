"""What may be done with an estimate and with a settlement: tables, read by services, pages, API, tests and docs."""

from . import estimates, settlements

__all__ = ["estimates", "settlements"]
