"""What may be done with a licence and with a finding: two tables, read by services, pages, API, tests and docs."""

from . import findings, licences

__all__ = ["findings", "licences"]
