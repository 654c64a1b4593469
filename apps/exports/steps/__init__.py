"""What may be done with a licence, a letter and a finding: tables, read by services, pages, API, tests and docs."""

from . import findings, letters, licences

__all__ = ["findings", "letters", "licences"]
