"""What is looked at each night: figures against clocks, rows against their records, records against their seals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from apps.casework.facts.check import unrecorded
from apps.casework.facts.projections import differing
from apps.core.today import day_of_figures
from apps.notifications.alarms import sound
from apps.organizations.scope import system_scope

from . import tallies
from .models import Head
from .seals import auditing, making

#: How far back seals are compared each night; ``manage.py audit`` compares all.
RECENT = timedelta(days=8)
_TOLD = 20


def publish_head(*, at: datetime) -> Head:
    """The head of the day (UTC) of ``at``, made and published once."""
    with system_scope("head of the day"):
        return making.make_head(day_of_figures(at), at=at)


def check_books(*, at: datetime) -> int:
    """Sound an alarm for each kind of difference, with the first of them; returns how many there are in all."""
    total = 0
    with system_scope("nightly checks"):
        for kind, found in (("tallies", _tallies()), ("facts", _facts()), ("seals", _seals(at))):
            problems = list(found)
            total += len(problems)
            if problems:
                sound("check", kind, f"{len(problems)} differences:\n" + "\n".join(islice(problems, _TOLD)), at=at)
    return total


def _tallies() -> Iterator[str]:
    for found in tallies.differences():
        yield f"{found.day}: tallied due/met {found.tallied}, clocks say {found.counted}"


def _facts() -> Iterator[str]:
    for found in (*unrecorded(), *differing()):
        yield f"{found.table} {found.key}: {found.problem}"


def _seals(at: datetime) -> Iterator[str]:
    yield from auditing.audit(since=at - RECENT)
