"""A change of rule takes effect from a moment on, and what was judged before it stays as it was judged."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta

from apps.compliance.evaluation import evaluate_manufacturer
from apps.compliance.models import Evaluation
from apps.compliance.ruling import rule_in_force
from apps.judgement.version import RULE_2026_1, RULE_2026_2
from apps.organizations.scope import system_scope
from tests.cast import Cast
from tests.compliance.conftest import AS_OF, History

CHANGED = datetime(2026, 9, 15, tzinfo=UTC)
DROPPED = [0.95] * 48 + [0.70] * 12
#: What rule 2026.1 said of ``DROPPED`` as of ``CHANGED`` before 2026.2 was the current one.
JUDGED_THEN = "53669d48c06487c193f40f566cb7a1c29b23e2662174c32dd3f5b75c0a39009b"


def judged_before(as_of: datetime) -> None:
    """A night judged by the rule before."""
    Evaluation.objects.create(
        kind=Evaluation.Kind.NIGHTLY, as_of=as_of, rule_version=RULE_2026_1.id, started_at=as_of, finished_at=as_of
    )


def test_a_house_that_begins_today_has_one_rule(cast: Cast) -> None:
    with system_scope("test"):
        assert rule_in_force(AS_OF) is rule_in_force(CHANGED - timedelta(days=900)) is RULE_2026_2


def test_days_that_were_judged_keep_their_rule(cast: Cast, history: History) -> None:
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=DROPPED)
    maker = cast.maker_hanhai.pk
    with system_scope("test"):
        judged_before(CHANGED)
        rules = {}
        for day in (-30, 0, 1, 15):
            as_of = CHANGED + timedelta(days=day)
            outcome = evaluate_manufacturer(maker, as_of=as_of, at=AS_OF + timedelta(days=day + 30))
            rules[day] = {finding.judged.rule for finding in outcome.findings}
    assert rules == {-30: {"2026.1"}, 0: {"2026.1"}, 1: {"2026.2"}, 15: {"2026.2"}}


def test_a_past_judgement_is_the_same_byte_for_byte(cast: Cast, history: History) -> None:
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=DROPPED)
    with system_scope("test"):
        judged_before(CHANGED)
        outcome = evaluate_manufacturer(cast.maker_hanhai.pk, as_of=CHANGED, at=AS_OF)
    rows = [{name: value for name, value in row.items() if name != "manufacturer"} for row in outcome.rows()]
    assert hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest() == JUDGED_THEN
