"""How a remedy of the law stands, in words: what was counted, and what the figure asks for. Information, not advice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.vehicles.wording import said_day

from .models import MarketRight
from .remedies import Remedy, State

_C = MarketRight.Code
_ENDED = _("This ended on %(day)s.")
_NO_REPAIR = _("No repair has been completed yet.")
#: By right: open, not yet with a day, not yet without one.
_WORDS = {
    _C.ATTEMPTS: (
        _("Failed repairs of the same part: %(done)d; the law asks for %(needed)d."),
        "",
        _("Failed repairs of the same part: %(done)d of %(needed)d."),
    ),
    _C.DOWNTIME: (
        _("Days out of service in this warranty year: %(done)d, more than the %(needed)d that the law allows."),
        "",
        _("Days out of service in this warranty year: %(done)d; the law allows %(needed)d."),
    ),
    _C.REPAIR_LIMIT: (
        _("A repair lasted longer than the law allows: it was due on %(day)s."),
        _("The repair under way must be done by %(day)s."),
        _("No repair with such a limit is under way."),
    ),
    _C.LOANER: (
        _("The car has been in the workshop longer than %(day)s, the day that the figure gives."),
        _("The car is in the workshop: not before %(day)s."),
        _("The car is not in the workshop."),
    ),
    _C.REPAIR_AGAIN: (
        _("A repair failed again within the time that the law gives, on %(day)s."),
        _("It holds until %(day)s, should the trouble come back."),
        _NO_REPAIR,
    ),
    _C.REPAIR_GUARANTEE: (_("The last repair is guaranteed until %(day)s."), "", _NO_REPAIR),
    _C.REJECT: (_("A faulty car can be returned until %(day)s."), "", ""),
    _C.BURDEN: (_("Until %(day)s, a defect is presumed to have been there on delivery."), "", ""),
}


def said_remedy(remedy: Remedy) -> str:
    """What was counted, and what the figure asks for."""
    when_open, with_day, without = _WORDS[_C(remedy.right.code)]
    values = {
        "done": remedy.done,
        "needed": remedy.needed,
        "day": said_day(remedy.day) if remedy.day else "",
    }
    if remedy.state is State.OPEN:
        return str(when_open) % values
    if remedy.state is State.OVER:
        return str(_ENDED) % values
    return str((with_day if remedy.day else without) or without or when_open) % values


#: The tone and words of each state's badge.
BADGES = {
    State.OPEN: ("ok", _("Open today")),
    State.COUNTING: ("neutral", _("Not yet")),
    State.OVER: ("neutral", _("Over")),
    State.UNSURE: ("warn", _("To be confirmed")),
}
