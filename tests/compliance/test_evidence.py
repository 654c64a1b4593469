"""Evidence stands up: it is computed again from what is stored, and tells when anything was altered."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.models import F

from apps.compliance import due_process
from apps.compliance.evidence import digest_of
from apps.compliance.models import Flag, FlagEvidence
from apps.duties.models import Clock
from apps.organizations.scope import Scope, Side, acting_as, system_scope
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


def behind_the_back(statement: str, *values: object) -> None:
    """Change rows as somebody with the system's rights and an SQL prompt would: outside of any step."""
    with system_scope("test"), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.step', '', true), set_config('app.recorded_at', '', true)")
        cursor.execute(statement, values)


def counted(flag: Flag) -> list[int]:
    with system_scope("test"):
        link = flag.evidence.order_by("sequence").last()
        assert link is not None
        return link.clock_ids


@pytest.mark.parametrize("change", ["counts = false", "stopped_at = started_at", "due_at = due_at + interval '1 year'"])
def test_a_row_changed_behind_the_applications_back_is_told(flag: Flag, change: str) -> None:
    behind_the_back(f"UPDATE duties_clock SET {change} WHERE id = %s", counted(flag)[0])
    code, text = explain(flag)
    assert code == 1
    assert f"clock {counted(flag)[0]} was altered outside of the application" in text


def test_the_record_itself_can_be_written_by_nobody(flag: Flag, cast: Cast) -> None:
    scopes = [cast.scope(who) for who in (cast.amina, cast.dealer_nairobi, cast.maker_hanhai, cast.regulator_ke)]
    for scope in [*scopes, Scope(Side.AUTHORITY), Scope(Side.SYSTEM)]:
        for statement in ("UPDATE facts.duties_clock SET counts = true", "DELETE FROM facts.duties_clock"):
            with pytest.raises(DatabaseError, match="permission denied"), acting_as(scope):
                connection.cursor().execute(statement)


@pytest.mark.django_db(transaction=True)
def test_a_broken_chain_is_noticed(flag: Flag) -> None:
    gone = altered_behind_the_back(
        "compliance_flagevidence", "DELETE FROM compliance_flagevidence WHERE flag_id = %s AND sequence = 1", flag.pk
    )
    assert gone == 1
    code, text = explain(flag)
    assert code == 1
    assert "the chain is broken" in text


@pytest.mark.django_db(transaction=True)
def test_a_link_written_anew_with_its_digest_breaks_the_chain(flag: Flag) -> None:
    """Whoever can compute digests can make one link agree with itself; the next one still names the old digest."""
    with system_scope("test"):
        first = flag.evidence.order_by("sequence")[0]
    first.content["written"] = "anew"
    altered_behind_the_back(
        "compliance_flagevidence",
        "UPDATE compliance_flagevidence SET content = content || %s::jsonb, digest = %s WHERE id = %s",
        '{"written": "anew"}',
        digest_of(first),
        first.pk,
    )
    code, text = explain(flag)
    assert code == 1
    assert "the chain is broken: the digest before is another one" in text
    assert "the digest is not that of the content" not in text


def test_an_upheld_dispute_leaves_honest_evidence_identical(flag: Flag, cast: Cast) -> None:
    """What was known stays as it was; what was decided since is told beside it."""
    with system_scope("test"):
        missed = Clock.objects.filter(pk__in=counted(flag), stopped_at__gt=F("due_at")).order_by("id").first()
        assert missed is not None
    later = datetime(2026, 12, 1, 9, tzinfo=UTC)
    with time_machine.travel(later), acting_as(cast.scope(cast.maker_hanhai)):
        raised = due_process.dispute(
            flag=flag, clock_id=missed.pk, by=cast.actor(cast.maker_hanhai), at=later, reason="The owner was abroad."
        )
    with time_machine.travel(later), acting_as(cast.scope(cast.regulator_ke)):
        due_process.decide_dispute(
            dispute=raised, upheld=True, by=cast.actor(cast.regulator_ke), at=later, note="Shown by the passport."
        )
    code, text = explain(flag)
    assert code == 0, text
    assert f"since then 1 cases were taken out by decision {flag.number}/{raised.pk}, with that" in text
    with system_scope("test"):
        exclusion = missed.exclusions.get()
        assert exclusion.actor.name == cast.actor(cast.regulator_ke).name
        assert exclusion.grounds == "Shown by the passport."
        assert Clock.objects.get(pk=missed.pk).counts is False


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
