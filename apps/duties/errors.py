"""Errors of the duties arithmetic: each names the field, the value and the mend.

They are ``ValueError`` so that careless callers still fail in a usual way. ``code`` is stable and meant for
services and forms that say the same thing in the reader's language.
"""

from __future__ import annotations


class DutyError(ValueError):
    """A value the duties arithmetic cannot work with."""

    def __init__(self, *, code: str, field: str, value: object, problem: str, mend: str) -> None:
        self.code = code
        self.field = field
        self.value = value
        self.problem = problem
        self.mend = mend
        super().__init__(f"{field} = {_short(value)}: {problem}; {mend}")


class CalendarError(DutyError):
    """A calendar that cannot exist: unknown country or zone, shifts that overlap, no shift at all."""


class WorktimeError(DutyError):
    """An instant or amount outside of what can be computed."""


class ClockError(DutyError):
    """Intervals that are no clock, or a verb that the clock's state does not allow."""


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
