"""Links of evidence that hold their cases in whole stay as they are, and their cases become rows that can be listed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from apps.compliance.evidence import digest_of
from apps.compliance.explaining import explain_flag
from apps.compliance.frozen.keeping import listed
from apps.compliance.frozen.telling import Frozen
from apps.compliance.models import Flag, FlagEvidence
from apps.compliance.seals.signing import sign
from apps.organizations.scope import system_scope
from tests.as_owner import connect_as_owner
from tests.cast import build_cast
from tests.histories import write_history

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
FIRST, LATER = date(2026, 9, 23), date(2026, 9, 30)


@pytest.fixture
def before(transactional_db: None) -> Iterator[dict[int, list[Frozen]]]:
    """The cases of a flag's two links, by sequence: the first is of the version before, the second was made since."""
    cast = build_cast()
    write_history(cast, cast.maker_hanhai.pk, "KE", weekly=20, kept=[0.95] * 48 + [0.7] * 12, last_day=LATER)
    call_command("compliance_sweep", "--as-of", str(FIRST), stdout=StringIO())
    with system_scope("test"):
        cases = {link.pk: listed(link) for link in FlagEvidence.objects.all()}
        flag = Flag.objects.get(scope_kind="country")
        told = {1: cases[flag.evidence.get().pk]}
    call_command("migrate", "compliance", "0009", verbosity=0, interactive=False)
    for pk, whole in cases.items():
        _as_of_before(pk, whole)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("compliance_sweep", "--as-of", str(LATER), stdout=StringIO())
    with system_scope("test"):
        told[2] = listed(flag.evidence.get(sequence=2))
    yield told


def _as_of_before(pk: int, cases: list[Frozen]) -> None:
    """Make a link what the version before wrote: its cases in whole, covered by digest and signature."""
    with system_scope("test"):
        link = FlagEvidence.objects.get(pk=pk)
    link.cases = cases
    del link.content["cases"]
    digest = digest_of(link)
    with connect_as_owner() as owner:
        owner.execute("ALTER TABLE compliance_flagevidence NO FORCE ROW LEVEL SECURITY")
        owner.execute(
            "UPDATE compliance_flagevidence SET cases = %s::jsonb, content = content - 'cases', digest = %s, "
            "signature = %s WHERE id = %s",
            [json.dumps(cases), digest, sign(digest), pk],
        )
        owner.execute("ALTER TABLE compliance_flagevidence FORCE ROW LEVEL SECURITY")


def test_old_links_are_listed_and_verified_and_new_ones_write_what_changed(before: dict[int, list[Frozen]]) -> None:
    with system_scope("test"):
        flag = Flag.objects.get(scope_kind="country")
        first, second = flag.evidence.order_by("sequence")
        assert (first.cases, listed(first)) == (before[1], before[1])
        assert (second.cases, len(before[2])) == (None, second.content["cases"]["count"])
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT sequence, count(*) FROM compliance_frozencase WHERE flag_id = %s GROUP BY 1 ORDER BY 1",
                [flag.pk],
            )
            assert cursor.fetchall() == [(1, len(before[1])), (2, 20)]
        explained, wrong = explain_flag(flag)
        assert ([link.differences for link in explained], wrong) == ([[], []], [])
