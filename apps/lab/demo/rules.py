"""Rules of the demo that are about to change: one published, Ramadan hours, and a draft that waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from apps.accounts.models import User
from apps.casework import engine
from apps.duties.calendars import write_week
from apps.duties.national_days import names_of
from apps.duties.proposals import Proposal
from apps.duties.rules import draft_change
from apps.duties.selectors import calendar_of
from apps.organizations.identity import scope_of_organization
from apps.organizations.models import Organization
from apps.organizations.scope import Actor, acting_as

DAY = timedelta(days=1)


def change_some(authority: Organization, first: Actor, second: User, now: datetime) -> None:
    """Draft by the first person, publish by the second."""
    other = replace(first, name=second.display_name, user_id=second.pk)
    answer = _answer(now)
    with acting_as(scope_of_organization(authority)):
        for proposal in (answer, _ramadan(now)):
            change = draft_change(proposal=proposal, by=first, at=now - 2 * DAY)
            engine.take(change, "publish", by=other, at=now - DAY)
        draft_change(proposal=replace(answer, country="KZ", amount=10), by=first, at=now - DAY)


def _answer(now: datetime) -> Proposal:
    return Proposal(
        kind="obligation",
        obligation_id="first_response",
        country="KE",
        unit="working_hours",
        amount=12,
        target_share=Decimal("0.900"),
        basis="policy",
        effective_from=(now + 45 * DAY).date(),
        instrument="Notice 4 on after-sales service (demo)",
        article="item 2",
        reason="Owners wait for an answer for two days and more.",
    )


def _ramadan(now: datetime) -> Proposal:
    """Six hours a day in Saudi Arabia from 30 days before the next Eid al-Fitr up to its eve."""
    feast = next(day for day in _feasts(now.year) if day > (now + 40 * DAY).date())
    worked = [["10:00", "16:00"]]
    return Proposal(
        kind="week",
        country="SA",
        name="Ramadan",
        effective_from=feast - 30 * DAY,
        effective_to=feast - DAY,
        shifts=[worked if day else [] for day in write_week(calendar_of("SA").shifts)],
        instrument="Labour Law",
        article="art. 98",
        reason="Six hours a day in Ramadan.",
    )


def _feasts(year: int) -> list[date]:
    """First days of Eid al-Fitr of this year and the next."""
    named = {**names_of("SA", year), **names_of("SA", year + 1)}
    days = sorted(day for day, name in named.items() if name.startswith("Eid al-Fitr") and "observed" not in name)
    return [day for day in days if day - DAY not in days]
