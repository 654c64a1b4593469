"""The one kind of error that a service raises when a person can mend the input."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """A request that a rule does not admit.

    ``field`` names the input at fault (empty: the whole form), ``message`` says what is wrong with which
    value and how to mend it, already translated lazily. Pages show it beside the field, the API as 400/409.
    """

    status = 400

    def __init__(self, message: Any, *, field: str = "", code: str = "refused") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code

    def __str__(self) -> str:
        return str(self.message)


class Conflict(Refused):
    """Somebody else changed the same thing first; the person sees the newer state and decides again."""

    status = 409


class TooMany(Refused):
    """As many as one may send in a while; ``wait`` is the number of seconds until the next."""

    status = 429

    def __init__(self, message: Any, *, wait: int, field: str = "") -> None:
        super().__init__(message, field=field, code="too_many")
        self.wait = wait
