"""What may be done with a licence, a letter, a finding, an entry of the conduct log and a recall: tables, read by
services, pages, API, tests and docs.
"""

from . import conduct, findings, letters, licences, recalls

__all__ = ["conduct", "findings", "letters", "licences", "recalls"]
