"""Whoever rewrites the past, the owner of the database included, is told by the seals, the heads or the evidence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from apps.casework.books import recorded_at
from apps.compliance.evidence import digest_of
from apps.compliance.models import Flag, FlagEvent, FlagEvidence, Head, Seal
from apps.compliance.seals.auditing import audit
from apps.compliance.seals.making import digest_of_head, digest_of_seal, make_head, publish
from apps.compliance.seals.signing import sign
from apps.duties.models import Clock
from apps.organizations.scope import system_scope
from tests.as_owner import connect_as_owner
from tests.cast import Cast
from tests.compliance.conftest import History
from tests.pages import browser

pytestmark = pytest.mark.django_db(transaction=True)
DAY, AT = date(2026, 9, 30), datetime(2026, 9, 30, 4, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def files_of_its_own(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    yield


@pytest.fixture
def flag(cast: Cast, history: History) -> Flag:
    """A flag with two links, sealed twice, and the head of the last day."""
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=[0.95] * 48 + [0.70] * 12)
    for day in ("2026-09-15", "2026-09-30"):
        call_command("compliance_sweep", "--as-of", day, stdout=StringIO())
    with system_scope("test"):
        make_head(DAY, at=AT)
        return Flag.objects.get(scope_kind="country")


def run(*words: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command(*words, stdout=out)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    return 0, out.getvalue()


def as_owner(*statements: tuple[str, list[Any]]) -> None:
    """An attacker who owns the schema: past walls, and past the triggers that keep versions."""
    tables = (
        "compliance_flagevidence", "compliance_frozencase", "compliance_flagevent", "compliance_flag",
        "compliance_seal", "duties_clock",
    )  # fmt: skip
    with connect_as_owner() as owner:
        for table in tables:
            owner.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
            owner.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        for statement, values in statements:
            assert owner.execute(statement, values).rowcount > 0
        for table in tables:
            owner.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
            owner.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')


def test_what_nobody_touched_is_as_it_was_sealed(flag: Flag) -> None:
    assert run("audit") == (0, "2 seals, 1 heads: all is as it was sealed\n")
    assert run("flag_explain", "--all")[0] == 0


def test_content_edited_with_its_digest_rewritten(flag: Flag) -> None:
    with system_scope("test"):
        link = flag.evidence.order_by("sequence").last()
        assert link is not None
        link.content["judgement"]["met"] += 1
        digest = digest_of(link)
    as_owner(
        (
            "UPDATE compliance_flagevidence SET content = jsonb_set(content, '{judgement,met}', to_jsonb(%s::int)), "
            "digest = %s WHERE id = %s",
            [link.content["judgement"]["met"], digest, link.pk],
        )
    )
    assert "the signature is not ours" in run("flag_explain", flag.number)[1]
    code, said = run("audit")
    assert (code, "compliance_flagevidence" in said) == (1, True)


def test_evidence_deleted(flag: Flag) -> None:
    as_owner(("DELETE FROM compliance_flagevidence WHERE flag_id = %s", [flag.pk]))
    assert "its evidence is gone" in run("flag_explain", "--all")[1]
    assert "compliance_flagevidence held" in run("audit")[1]


def test_a_frozen_case_edited_and_another_deleted(flag: Flag) -> None:
    with system_scope("test"):
        edited, gone = flag.frozen_cases.order_by("due_at", "id").values_list("clock_id", flat=True)[:2]
    as_owner(
        ("UPDATE compliance_frozencase SET due_at = due_at + interval '1 hour' WHERE clock_id = %s", [edited]),
        ("DELETE FROM compliance_frozencase WHERE clock_id = %s", [gone]),
    )
    code, said = run("flag_explain", "--all")
    assert (code, "the frozen cases are not those that were digested: altered" in said) == (1, True)
    assert f"case {edited}: frozen as" in said
    assert f"case {gone}: frozen as None" in said


def test_the_chain_cut_at_its_end(flag: Flag) -> None:
    as_owner(("DELETE FROM compliance_flagevidence WHERE flag_id = %s AND sequence = 2", [flag.pk]))
    assert "the chain was cut at its end: cases were frozen after link 1" in run("flag_explain", "--all")[1]
    code, said = run("audit")
    assert (code, "compliance_flagevidence held" in said) == (1, True)


def test_the_row_of_the_flag(flag: Flag) -> None:
    as_owner(("UPDATE compliance_flag SET met = due WHERE id = %s", [flag.pk]))
    code, said = run("flag_explain", "--all")
    assert (code, "the flag is not what its record says" in said) == (1, True)


def test_the_row_of_the_flag_with_its_record(flag: Flag) -> None:
    with connect_as_owner() as owner:
        owner.execute("UPDATE facts.compliance_flag SET severity = 'low', met = due WHERE id = %s", [flag.pk])
    as_owner(("UPDATE compliance_flag SET severity = 'low', met = due WHERE id = %s", [flag.pk]))
    assert run("flag_explain", "--all")[0] == 0
    assert "facts.compliance_flag held" in run("audit")[1]


def test_an_event_of_the_flag(flag: Flag) -> None:
    as_owner(("UPDATE compliance_flagevent SET happened_at = happened_at - interval '30 days'", []))
    assert "compliance_flagevent held" in run("audit")[1]


def test_met_and_missed_changed_places(flag: Flag) -> None:
    with connection.cursor() as cursor, system_scope("test"):
        cursor.execute("SELECT id FROM duties_clock WHERE stopped_at <= due_at ORDER BY due_at DESC LIMIT 1")
        kept = cursor.fetchone()[0]
        cursor.execute("SELECT id FROM duties_clock WHERE stopped_at > due_at ORDER BY due_at DESC LIMIT 1")
        late = cursor.fetchone()[0]
    swap = (
        "UPDATE duties_clock a SET stopped_at = a.due_at + (b.stopped_at - b.due_at) FROM duties_clock b "
        "WHERE (a.id, b.id) IN ((%s, %s), (%s, %s))"
    )
    as_owner((swap, [kept, late, late, kept]))
    code, said = run("flag_explain", "--all")
    assert (code, "is not what its record says: altered" in said) == (1, True)


PROVE = "UPDATE {} SET unproven = true WHERE id = (SELECT min(id) FROM duties_clock)"


def test_a_car_called_unproven_past_the_triggers(flag: Flag) -> None:
    as_owner((PROVE.format("duties_clock"), []))
    code, said = run("audit")
    assert (code, ": not as recorded" in said) == (1, True)


def test_a_car_called_unproven_with_a_record_of_it(flag: Flag) -> None:
    with connect_as_owner() as owner:
        owner.execute("ALTER TABLE duties_clock NO FORCE ROW LEVEL SECURITY")
        owner.execute(PROVE.format("duties_clock"))
        owner.execute("ALTER TABLE duties_clock FORCE ROW LEVEL SECURITY")
    code, said = run("audit")
    assert (code, "altered outside of the application" in said) == (1, True)


def test_what_a_case_weighs_changed_with_its_record(flag: Flag) -> None:
    """Seals from before these columns were sealed stay what they were; the next one sums up all of them."""
    with system_scope("test"), transaction.atomic():
        recorded_at(flag.manufacturer_id, timezone.now(), "test")
        pk = Clock.objects.latest("due_at").pk
        Clock.objects.filter(pk=pk).update(unit="C-1")
    call_command("compliance_sweep", "--as-of", "2026-10-01", stdout=StringIO())
    assert _made_as_before() == [0, 0, 1]
    assert run("audit")[0] == 0
    call_command("compliance_sweep", "--as-of", "2026-10-15", stdout=StringIO())
    assert run("audit")[0] == 0
    prove = "UPDATE {} SET unproven = true WHERE id = %s"
    with connect_as_owner() as owner:
        owner.execute(prove.format("facts.duties_clock"), [pk])
    as_owner((prove.format("duties_clock"), [pk]))
    code, said = run("audit")
    assert (code, f"{UNITS} held 1 new rows then; now 1, and not the same" in said) == (1, True)


UNITS = "facts.duties_clock (unit, unproven)"


def _made_as_before() -> list[int]:
    """Take the newer sum out of all seals and heads, as they were made before; returns how many clocks each held."""
    with system_scope("test"):
        seals, (head,) = list(Seal.objects.order_by("sequence")), Head.objects.all()
    held, last = [seal.content.pop(UNITS)["rows"] for seal in seals], ""
    for seal in seals:
        seal.previous_digest = last
        seal.digest = last = digest_of_seal(seal)
    head.seals = [[seals[-1].manufacturer_id, seals[-1].sequence, last]]
    head.digest = digest_of_head(head)
    with connect_as_owner() as owner:
        owner.execute("ALTER TABLE compliance_seal NO FORCE ROW LEVEL SECURITY")
        for seal in seals:
            owner.execute(
                "UPDATE compliance_seal SET content = %s, digest = %s, previous_digest = %s, signature = %s "
                "WHERE id = %s",
                [json.dumps(seal.content), seal.digest, seal.previous_digest, sign(seal.digest), seal.pk],
            )
        owner.execute("ALTER TABLE compliance_seal FORCE ROW LEVEL SECURITY")
        owner.execute(
            "UPDATE compliance_head SET seals = %s, digest = %s, signature = %s",
            [json.dumps(head.seals), head.digest, sign(head.digest)],
        )
    head.signature = sign(head.digest)
    default_storage.delete(f"heads/{DAY}.txt")
    publish(head)
    return held


def test_seals_made_anew_lack_the_key(flag: Flag, settings: Any) -> None:
    settings.SEAL_KEYS = {"local": "k" * 40}
    code, said = run("audit")
    assert (code, said.count("the signature is not ours")) == (1, 3)
    settings.SEAL_KEYS = {"other": "k" * 40}
    assert "put it back into SANBAO_SEAL_KEYS" in run("audit")[1]


def test_the_last_seal_and_its_head_deleted(flag: Flag) -> None:
    as_owner(("DELETE FROM compliance_seal WHERE sequence = 2", []))
    assert "seal 2 of manufacturer" in run("audit")[1]
    with connect_as_owner() as owner:
        owner.execute("DELETE FROM compliance_head")
    assert f"head of {DAY}: it was published, and is not on record any more" in run("audit")[1]


def test_a_copy_that_a_reader_kept(flag: Flag, tmp_path: Path) -> None:
    with system_scope("test"):
        line = Head.objects.get().line
    copy = tmp_path / "kept.txt"
    copy.write_text(f"{line}\n")
    assert run("audit", "--heads", str(copy))[0] == 0
    copy.write_text(f"{line.replace(str(DAY), '2026-09-29')}\n")
    assert "head of 2026-09-29: it was published" in run("audit", "--heads", str(copy))[1]
    copy.write_text("yesterday 1 2 3\n")
    with pytest.raises(CommandError, match="line 1: 'yesterday 1 2 3' does not begin with a day"):
        run("audit", "--heads", str(copy))


def test_a_head_is_made_and_published_once(flag: Flag) -> None:
    with system_scope("test"):
        again = make_head(DAY, at=AT.replace(hour=9))
        assert (Head.objects.count(), again.made_at) == (1, AT)
        assert default_storage.open(f"heads/{DAY}.txt").read().decode() == f"{again.line}\n"
        assert again.seals == [[s.manufacturer_id, s.sequence, s.digest] for s in Seal.objects.filter(sequence=2)]


def test_anybody_may_keep_the_heads(flag: Flag) -> None:
    with system_scope("test"):
        head = Head.objects.get()
    page = Client().get("/compliance/heads/")
    assert (page.status_code, head.digest in page.content.decode()) == (200, True)
    assert Client().get("/compliance/heads.txt").content.decode() == f"{head.line}\n"


def test_the_page_of_a_flag_tells_that_its_row_was_altered(flag: Flag, cast: Cast) -> None:
    as_owner(("UPDATE compliance_flag SET met = due WHERE id = %s", [flag.pk]))
    page = browser(cast, cast.staff[cast.regulator_ke.pk]).get(f"/compliance/flags/{flag.number}/?recompute=1")
    assert "This flag is not as it was recorded" in page.content.decode()


def test_what_comes_after_a_seal_breaks_none(flag: Flag, cast: Cast, history: History) -> None:
    call_command("compliance_sweep", "--as-of", "2026-10-15", stdout=StringIO())
    assert run("audit")[0] == 0
    with system_scope("test"):
        assert Seal.objects.count() == 3
        assert not FlagEvidence.objects.filter(signature="").exists()
        assert FlagEvent.objects.filter(flag=flag).exists()


def test_a_published_file_that_is_gone_is_told_as_far_back_as_was_asked(flag: Flag) -> None:
    default_storage.delete(f"heads/{DAY}.txt")
    assert f"head of {DAY}: its published file is gone" in run("audit")[1]
    with system_scope("test"):
        assert list(audit(since=AT)) == [f"head of {DAY}: its published file is gone"]
        assert not list(audit(since=AT.replace(month=10)))


def test_the_last_link_of_a_flag_that_ended_is_missed(cast: Cast, history: History) -> None:
    """Whatever it ended as: cleared, or lapsed for want of cases."""
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=[0.95] * 40 + [0.6] * 10, last_day=date(2025, 5, 31))
    for day in ("2025-06-01", "2026-09-30"):
        call_command("compliance_sweep", "--as-of", day, stdout=StringIO())
    with system_scope("test"):
        ended = Flag.objects.get(scope_kind="country", status=Flag.Status.LAPSED)
    as_owner(("DELETE FROM compliance_flagevidence WHERE flag_id = %s AND sequence = 2", [ended.pk]))
    assert "the chain was cut at its end" in run("flag_explain", ended.number)[1]
