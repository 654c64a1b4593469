"""The one error of the embedded servers: a line that says what is wrong and how to mend it."""

from __future__ import annotations


class ServiceError(RuntimeError):
    """An embedded server cannot run; the message is one line with the mend."""
