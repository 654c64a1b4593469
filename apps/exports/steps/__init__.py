"""What may be done with a licence, a finding and an entry of the conduct log: tables, read by services, pages, API,
tests and docs.
"""

from . import conduct, findings, licences

__all__ = ["conduct", "findings", "licences"]
