"""Tables of obligations, calendars, their changes, and clocks."""

from .changes import RuleChange, RuleEvent
from .clocks import Clock, ClockInterval, Exclusion, SidesMixin
from .closures import Closure, ClosureLimit
from .obligations import CalendarRule, HolidayYear, Obligation, ObligationVersion, Party, Shifts

__all__ = [
    "CalendarRule",
    "Clock",
    "ClockInterval",
    "Closure",
    "ClosureLimit",
    "Exclusion",
    "HolidayYear",
    "Obligation",
    "ObligationVersion",
    "Party",
    "RuleChange",
    "RuleEvent",
    "Shifts",
    "SidesMixin",
]
