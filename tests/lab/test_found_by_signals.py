"""In the simulation's known truth whoever hides is found: whoever pauses, denies, cancels or sends in pieces."""

from __future__ import annotations

from datetime import UTC, datetime

from apps.lab.simulation.industry import Plan, build
from apps.organizations.scope import system_scope
from apps.oversight import signals
from apps.oversight.models import Signal

AS_OF = datetime(2026, 10, 1, tzinfo=UTC)
#: What shows each of them.
SHOWN = {
    "pausing": "paused_share",
    "denying": "denial_rate",
    "cancelling": "cancellation_rate",
    "splitting": "split_rate",
}


def test_known_truth_and_signals_agree(db: None) -> None:
    truth = build(Plan(seed=7, months=5, clocks=8_000, as_of=AS_OF, makers=10))
    signals.look(as_of=AS_OF, at=AS_OF)
    kinds = {maker.slug: maker.kind for maker in truth}
    with system_scope("test"):
        rows = Signal.objects.filter(country="").values_list("manufacturer__slug", "measure")
        found = {(kinds[slug], measure) for slug, measure in rows}
    assert found == set(SHOWN.items())
