"""A house with clocks gets the new duties from a later day; what runs keeps its rule, and what ended stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections

from apps.duties import names
from apps.duties.models import ObligationVersion
from apps.duties.selectors import rule_in_force, version_in_force
from apps.organizations.scope import system_scope
from tests.cast import NOW, build_cast

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
#: Back by steps: what records the rows follows the columns that are left after each.
BACK = (
    ("warranty", "0007_rights_held_again"),
    ("duties", "0008_waits_and_records_have_an_end"),
    ("duties", "0005_one_index_for_each_order"),
)


@pytest.fixture
def clock(transactional_db: None) -> Iterator[dict[str, Any]]:
    """A repair that ran in Brazil before the duties came, as it stood then."""
    cast = build_cast()
    for app, name in BACK:
        call_command("migrate", app, name, verbosity=0, interactive=False)
    sides = {"dealer_id": cast.dealer_nairobi.pk, "manufacturer_id": cast.maker_hanhai.pk, "country": "BR"}
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('app.step', 'test', false)")
        cursor.execute(
            "INSERT INTO duties_obligationversion (obligation_id, country, unit, amount, target_share, effective_from,"
            " basis, source, set_by, set_at) VALUES ('repair', 'BR', 'calendar_days', 30, 0.9, '1990-01-01', 'law',"
            " 'Lei 8.078/1990', 'Sanbao, first settings', now()) RETURNING id"
        )
        version = cursor.fetchone()[0]
    with system_scope("test"):
        before = _insert_clock(version_id=version, **sides)
    call_command("migrate", verbosity=0, interactive=False)
    yield before


def _insert_clock(**values: Any) -> dict[str, Any]:
    """A running repair, written with the columns of that version; returns its row."""
    values |= {
        "obligation_id": names.REPAIR, "subject_kind": "claim", "subject_id": 1, "subject_label": "C-1",
        "responsible": "dealer", "counts": True, "powertrain": "", "ending": "", "started_at": NOW,
        "due_at": NOW + timedelta(days=30),
    }  # fmt: skip
    marks = ", ".join(["%s"] * len(values))
    with connections["default"].cursor() as cursor:
        cursor.execute(f"INSERT INTO duties_clock ({', '.join(values)}) VALUES ({marks})", list(values.values()))
    return _row_of_clock()


def _row_of_clock() -> dict[str, Any]:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT * FROM duties_clock")
        return dict(zip((column.name for column in cursor.description), cursor.fetchone(), strict=True))


def test_no_clock_changes_and_the_new_duties_begin_later(clock: dict[str, Any]) -> None:
    today = datetime.now(UTC).date()
    later = today + timedelta(days=2)
    with system_scope("test"):
        assert _row_of_clock() | clock == _row_of_clock()
    for name in (names.PARTS_ARRIVAL, names.PARTS_BOOKING, names.OWNER_ANSWER, names.LATE_RECORD):
        assert rule_in_force(name, country="KE", on=today) is None, name
        assert version_in_force(name, country="KE", on=later).effective_from == later, name
    assert rule_in_force(names.LEGAL_LIMIT, country="BR", on=today) is None
    assert version_in_force(names.LEGAL_LIMIT, country="BR", on=later).amount == 30
    # The workshop's own time was the law's until then.
    assert version_in_force(names.REPAIR, country="BR", on=today).amount == 30
    assert version_in_force(names.REPAIR, country="BR", on=later).unit == "working_days"
    assert ObligationVersion.objects.get(pk=clock["version_id"]).effective_from == date(1990, 1, 1)
