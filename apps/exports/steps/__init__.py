"""What may be done with a licence, a finding and a recall: three tables for services, pages, API, tests and docs."""

from . import findings, licences, recalls

__all__ = ["findings", "licences", "recalls"]
