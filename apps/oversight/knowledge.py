"""Figures as they were known on a day, and whether they are known otherwise today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import wraps
from typing import Any, TypeVar

from django.utils import timezone

from apps.casework.facts import as_known
from apps.organizations.requests import ScopedRequest

from .filters import Selection, known_day
from .league import Share, figures

R = TypeVar("R")
#: Later than anything is recorded.
_TODAY = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Knowledge:
    """The share of a selection as it was known at the end of a day, and as it is known today."""

    on: date
    then: Share
    today: Share

    @property
    def differs(self) -> bool:
        return self.then != self.today


def end_of(day: date) -> datetime:
    """The moment a day is over (UTC)."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def as_known_then(view: Callable[..., R]) -> Callable[..., R]:
    """Let a page that only reads show what was known at the end of the day in ``?known=``."""

    @wraps(view)
    def seen(request: ScopedRequest, *args: Any, **kwargs: Any) -> R:
        day = _asked(request)
        if day is None:
            return view(request, *args, **kwargs)
        with as_known(end_of(day)):
            return view(request, *args, **kwargs)

    return seen


def _asked(request: ScopedRequest) -> date | None:
    try:
        day = date.fromisoformat(request.GET.get("known", ""))
    except ValueError:
        return None
    return known_day(day, at=timezone.now())


def knowledge_of(selection: Selection) -> Knowledge | None:
    """How a period is known: as on the day asked for, or when it was just over; None while it is the running one.

    A night's judgement looks at a period on the day after its last one (2 queries).
    """
    if selection.known is None and not selection.pinned:
        return None
    on = selection.known or selection.last + timedelta(days=1)
    with as_known(end_of(on)):
        then = figures(selection).total
    with as_known(_TODAY):
        return Knowledge(on, then, figures(selection).total)
