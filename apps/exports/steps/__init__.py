"""What may be done with a licence, a letter, a finding and an entry of the conduct log: tables, read by services,
pages, API, tests and docs.
"""

from . import conduct, findings, letters, licences

__all__ = ["conduct", "findings", "letters", "licences"]
