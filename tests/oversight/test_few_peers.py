"""What a manufacturer is told of its peers when there are hardly any."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from apps.lab.simulation.industry import Plan, build
from apps.organizations.models import Organization
from apps.organizations.scope import system_scope
from apps.oversight.measures import denial_rate
from apps.oversight.measures.span import Span

UNTIL = date(2026, 9, 30)
PLAN = Plan(seed=5, months=16, clocks=1_500, as_of=datetime(2026, 10, 1, tzinfo=UTC), makers=3)


def test_below_four_manufacturers_nothing_is_told_of_the_peers(db: None) -> None:
    """With two peers, a maker could work out what the others deny."""
    build(PLAN)
    with system_scope("test"):
        for maker in Organization.objects.filter(kind=Organization.Kind.MANUFACTURER):
            found = denial_rate.denials(Span(UNTIL - timedelta(days=364), UNTIL, maker.pk))
            assert found.decided > 0
            assert (found.peers, found.limits, found.place) == (2, None, None)
