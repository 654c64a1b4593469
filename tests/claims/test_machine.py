"""The table of steps: any walk through it leaves clocks and statuses that agree; the picture shows the table."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.claims import machine, services
from apps.claims.models import Claim
from apps.core.errors import Refused
from apps.duties.models import Clock
from apps.organizations.scope import acting_as, system_scope
from tests.cast import NOW, Cast
from tests.claims.conftest import File

ROOT = Path(__file__).resolve().parents[2]
_TEXT = "a reason that is long enough for everybody"
ARGUMENTS: dict[str, dict[str, Any]] = {
    "respond": {"message": _TEXT},
    "start_repair": {},
    "ask_owner": {"message": _TEXT},
    "complete": {"cause": _TEXT, "correction": _TEXT},
    "hand_back": {},
    "close": {},
    "reopen": {"message": _TEXT},
    "deny": {"reason": "wear", "explanation": _TEXT},
    "reinstate": {"message": _TEXT},
    "withdraw": {},
    "message": {"message": _TEXT},
}
SERVICES = {
    **{verb: getattr(services, verb) for verb in ARGUMENTS if hasattr(services, verb)},
    "complete": services.complete_repair,
    "message": services.add_message,
}
ACTORS = ("amina", "dealer_nairobi", "maker_hanhai")
WALK = st.lists(st.tuples(st.sampled_from(sorted(ARGUMENTS)), st.sampled_from(ACTORS), st.integers(0, 20)), max_size=14)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=WALK, key=st.uuids())
def test_any_walk_leaves_clocks_and_status_in_agreement(
    cast: Cast, file: File, walk: list[tuple[str, str, int]], key: Any
) -> None:
    claim, at = file(request_key=str(key)), NOW
    for verb, name, days in walk:
        at += timedelta(days=days)
        who = getattr(cast, name)
        try:
            with acting_as(cast.scope(who)):
                SERVICES[verb](claim=claim, by=cast.actor(who), at=at, **ARGUMENTS[verb])
        except Refused:
            continue
    with system_scope("test"):
        claim.refresh_from_db()
        running = Clock.objects.filter(subject_kind="claim", subject_id=claim.pk, stopped_at=None)
        codes = set(running.values_list("obligation_id", flat=True))
    owed = {
        Claim.Status.FILED: {"first_response"},
        Claim.Status.RESPONDED: {"repair"},
        Claim.Status.IN_REPAIR: {"repair"},
    }
    assert codes == owed.get(Claim.Status(claim.status), set())
    assert (claim.closed_at is not None) == (claim.status in machine.OVER)


def test_every_step_has_a_service() -> None:
    assert {step.verb for step in machine.STEPS} - {"order_parts"} == set(SERVICES)


def test_the_documentation_shows_the_table() -> None:
    assert machine.picture() in (ROOT / "docs" / "claims.md").read_text()
