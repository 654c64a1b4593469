"""Evidence stands up: it is computed again from what is stored, and tells when anything was altered."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from apps.compliance.models import Flag, FlagEvidence
from apps.duties.models import Clock
from apps.organizations.scope import acting_as, system_scope
from tests.behind import altered_behind_the_back
from tests.cast import Cast
from tests.compliance.conftest import History


@pytest.fixture
def flag(cast: Cast, history: History) -> Flag:
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=[0.95] * 48 + [0.70] * 12)
    call_command("compliance_sweep", "--as-of", "2026-09-15", stdout=StringIO())
    call_command("compliance_sweep", "--as-of", "2026-09-30", stdout=StringIO())
    with system_scope("test"):
        return Flag.objects.get(scope_kind="country")


def explain(flag: Flag) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("flag_explain", flag.number, stdout=out)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_untouched_evidence_is_identical(flag: Flag) -> None:
    code, text = explain(flag)
    assert code == 0
    assert text.count("identical") == 2


def test_links_are_chained(flag: Flag) -> None:
    with system_scope("test"):
        first, second = flag.evidence.order_by("sequence")
        assert second.previous_digest == first.digest


@pytest.mark.django_db(transaction=True)
def test_altered_counts_are_found(flag: Flag) -> None:
    changed = altered_behind_the_back(
        "compliance_flagevidence",
        "UPDATE compliance_flagevidence SET content = jsonb_set(content, '{judgement,met}', '1') "
        "WHERE flag_id = %s AND sequence = 1",
        flag.pk,
    )
    assert changed == 1
    code, text = explain(flag)
    assert code == 1
    assert "altered" in text


def test_a_clock_that_changed_afterwards_is_told(flag: Flag) -> None:
    with system_scope("test"):
        link = flag.evidence.order_by("sequence").last()
        assert link is not None
        Clock.objects.filter(pk=link.clock_ids[0]).update(counts=False)
    code, text = explain(flag)
    assert code == 1
    assert "clocks were counted" in text


def test_nobody_on_any_side_may_change_evidence(flag: Flag, cast: Cast) -> None:
    for who in (cast.maker_hanhai, cast.regulator_ke, cast.authority):
        with pytest.raises(Exception, match="permission denied"), acting_as(cast.scope(who)):
            FlagEvidence.objects.update(digest="0")
    with acting_as(cast.scope(cast.regulator_ke)), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM compliance_flagevidence")
        assert cursor.fetchone()[0] == 2


def test_an_unknown_number_is_told(db: None) -> None:
    with pytest.raises(CommandError, match="F-NONE"):
        call_command("flag_explain", "F-NONE")
