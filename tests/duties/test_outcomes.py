"""Met, missed, pending, void: the pure rule, the queryset and the SQL say the same of every clock."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.duties import outcomes
from apps.duties.models import Clock, ObligationVersion
from apps.organizations.scope import system_scope
from tests.cast import NOW, Cast

HOUR = timedelta(hours=1)
MOMENTS = st.one_of(st.none(), st.integers(0, 6).map(lambda n: NOW + n * HOUR))


@pytest.mark.parametrize(
    ("due", "stopped", "ending", "said"),
    [
        (3, 3, "done", "met"),  # at the very instant is in time
        (3, 4, "done", "missed"),
        (3, None, "", "missed"),
        (9, None, "", "pending"),
        (None, None, "", "pending"),
        (None, 2, "done", "met"),
        (3, 2, "fell_away", "void"),
        (3, 4, "fell_away", "missed"),
        (5, None, "", "pending"),  # the very instant that is asked for is still in time
        (9, 5, "done", "met"),  # and what happens at it is known
        (9, 8, "done", "pending"),  # what happens after the moment asked for is left out
    ],
)
def test_the_rule_in_examples(due: int | None, stopped: int | None, ending: str, said: str) -> None:
    at = NOW + 5 * HOUR

    def moment(hours: int | None) -> datetime | None:
        return None if hours is None else NOW + hours * HOUR

    assert outcomes.outcome(due_at=moment(due), stopped_at=moment(stopped), ending=ending, at=at) == said


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(due=MOMENTS, stopped=MOMENTS, ending=st.sampled_from(["done", "fell_away"]), counts=st.booleans())
def test_queryset_and_sql_agree_with_the_rule(
    cast: Cast, due: datetime | None, stopped: datetime | None, ending: str, counts: bool
) -> None:
    at = NOW + 10 * HOUR
    with system_scope("test"):
        Clock.objects.all()._raw_delete("default")
        version = ObligationVersion.objects.filter(obligation_id="repair").order_by("pk").first()
        Clock.objects.create(
            obligation_id="repair", version=version, subject_kind="claim", subject_id=1, subject_label="C-1",
            responsible="dealer", counts=counts, started_at=NOW, due_at=due, stopped_at=stopped,
            ending=ending if stopped else "", manufacturer=cast.maker_hanhai, dealer=cast.dealer_nairobi, country="KE",
        )  # fmt: skip
        said = outcomes.outcome(due_at=due, stopped_at=stopped, ending=ending if stopped else "", at=at)
        stands = counts and due is not None and said != "void"
        rows = Clock.objects.filter(outcomes.counted())
        assert rows.exists() == stands
        assert rows.filter(outcomes.met()).exists() == (stands and said == "met")
        assert rows.filter(outcomes.missed()).exists() == (stands and said == "missed")
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*), count(*) FILTER (WHERE {outcomes.MET_SQL}), "
                f"count(*) FILTER (WHERE {outcomes.MISSED_SQL}) FROM duties_clock WHERE {outcomes.COUNTED_SQL}"
            )
            assert cursor.fetchone() == (stands, stands and said == "met", stands and said == "missed")
