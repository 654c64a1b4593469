"""The evaluation finds who lags, leaves the innocent alone, and can be run again on any day with the same result."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from apps.compliance import runs, tallies
from apps.compliance.evaluation import evaluate_manufacturer
from apps.compliance.models import Evaluation, Flag, FlagEvent, FlagEvidence, Judgement, State, TouchedCell
from apps.duties.models import Clock
from apps.organizations.models import Appointment
from apps.organizations.scope import acting_as, system_scope
from tests.cast import Cast
from tests.compliance.conftest import AS_OF, History

GOOD = [0.95] * 60
DROPPED = [0.95] * 48 + [0.70] * 12


def sweep(*args: str) -> list[dict[str, object]]:
    out = StringIO()
    call_command("compliance_sweep", *args, "--format", "json", stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def states(maker: int) -> dict[tuple[str, str], str]:
    rows = Judgement.objects.filter(manufacturer_id=maker).values_list("scope_kind", "scope_code", "state")
    return {(kind, code): state for kind, code, state in rows}


def test_a_lagging_manufacturer_is_flagged_and_a_good_one_is_not(cast: Cast, history: History) -> None:
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=DROPPED)
    history(cast.maker_lanting.pk, "KE", weekly=20, kept=GOOD)
    sweep("--as-of", "2026-09-30")
    with system_scope("test"):
        assert states(cast.maker_hanhai.pk)["country", "KE"] == State.LAGGING
        assert states(cast.maker_lanting.pk)["country", "KE"] == State.COMPLIANT
        assert set(Flag.objects.values_list("manufacturer_id", flat=True)) == {cast.maker_hanhai.pk}


def test_nobody_is_flagged_on_two_claims(cast: Cast, history: History) -> None:
    history(cast.maker_hanhai.pk, "KE", weekly=2, kept=[0.0])
    sweep("--as-of", "2026-09-30")
    with system_scope("test"):
        assert set(states(cast.maker_hanhai.pk).values()) == {State.NOT_ENOUGH_DATA}
        assert not Flag.objects.exists()


def test_one_open_flag_a_cell_however_often_it_is_judged(cast: Cast, history: History) -> None:
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=DROPPED)
    for _ in range(3):
        sweep("--as-of", "2026-09-30")
    with system_scope("test"):
        flag = Flag.objects.get(scope_kind="country")
        assert flag.evidence.count() == 1
        assert flag.due == len(flag.evidence.get().clock_ids)


def test_a_flag_clears_when_the_share_is_back_and_its_evidence_stays(cast: Cast, history: History) -> None:
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=[0.95] * 40 + [0.6] * 10 + [1.0] * 30)
    sweep("--as-of", "2026-03-10")
    with system_scope("test"):
        assert Flag.objects.filter(ended_at=None).exists()
    sweep("--as-of", "2026-09-30")
    with system_scope("test"):
        assert not Flag.objects.filter(ended_at=None).exists()
        assert set(Flag.objects.values_list("status", flat=True)) == {Flag.Status.CLEARED}
        assert FlagEvidence.objects.count() >= 2


@pytest.mark.parametrize(
    ("ends_on", "ending"),
    [(None, Flag.Status.LAPSED), ("2026-10-02", Flag.Status.LAPSED), ("2026-10-01", Flag.Status.LEFT)],
)
def test_a_flag_without_new_cases_says_whether_its_manufacturer_left(
    cast: Cast, history: History, ends_on: str | None, ending: str
) -> None:
    """Nothing fell due for a year: the share is not back, and nobody says so."""
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=[0.95] * 40 + [0.6] * 10, last_day=date(2025, 5, 31))
    sweep("--as-of", "2025-06-01")
    with system_scope("test"):
        Appointment.objects.filter(manufacturer=cast.maker_hanhai).exclude(country="KE").delete()
        Appointment.objects.filter(manufacturer=cast.maker_hanhai).update(ends_on=ends_on)
    sweep("--as-of", "2026-09-30")
    with system_scope("test"):
        assert set(Flag.objects.values_list("status", flat=True)) == {ending}
        assert FlagEvent.objects.filter(kind=ending).count() == Flag.objects.count()


def test_a_flag_is_void_when_its_cases_no_longer_count(cast: Cast, history: History) -> None:
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=DROPPED)
    sweep("--as-of", "2026-09-29")
    with system_scope("test"):
        assert Flag.objects.filter(ended_at=None).exists()
        Clock.objects.update(counts=False)
        tallies.rebuild()
    sweep("--as-of", "2026-09-30")
    with system_scope("test"):
        flag = Flag.objects.get(scope_kind="country")
        assert (flag.status, flag.recovered_at is not None) == (Flag.Status.VOID, True)
        assert flag.events.order_by("-id").first().kind == "void"


def test_a_past_day_gives_the_same_result_in_any_order(cast: Cast, history: History) -> None:
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=DROPPED)
    days = ["2026-08-15", "2026-09-30", "2026-06-30"]
    first = {day: sweep("--as-of", day) for day in days}
    again = {day: sweep("--as-of", day) for day in reversed(days)}
    assert first == again
    with system_scope("test"):
        assert set(Judgement.objects.values_list("as_of", flat=True)) == {AS_OF}


def test_one_failing_manufacturer_stops_no_other(cast: Cast, history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=GOOD)
    history(cast.maker_lanting.pk, "KE", weekly=20, kept=GOOD)

    def fail_for_hanhai(maker: int, **kwargs: object) -> object:
        if maker == cast.maker_hanhai.pk:
            raise ZeroDivisionError
        return evaluate_manufacturer(maker, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(runs, "evaluate_manufacturer", fail_for_hanhai)
    with pytest.raises(SystemExit):
        sweep("--as-of", "2026-09-30")
    with system_scope("test"):
        run = Evaluation.objects.get()
        assert run.status == Evaluation.Status.FAILED
        assert [error["manufacturer"] for error in run.errors] == [cast.maker_hanhai.pk]
        assert states(cast.maker_lanting.pk)


def test_two_timetables_begin_one_nightly_run(cast: Cast, history: History) -> None:
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=GOOD)
    at = datetime(2026, 10, 1, 1, 15, tzinfo=UTC)
    first, fresh = runs.begin_nightly(at=at)
    second, fresh_again = runs.begin_nightly(at=at + timedelta(minutes=1))
    assert (first.pk, fresh, fresh_again) == (second.pk, True, False)
    assert runs.do_part(first.pk, cast.maker_hanhai.pk, at=at) is not None
    assert runs.do_part(first.pk, cast.maker_hanhai.pk, at=at) is None
    with system_scope("test"):
        first.refresh_from_db()
        assert (first.status, first.done) == (Evaluation.Status.DONE, 1)


def test_an_interrupted_run_is_handed_out_again(cast: Cast, history: History) -> None:
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=GOOD)
    at = datetime(2026, 10, 1, 1, 15, tzinfo=UTC)
    run, _fresh = runs.begin_nightly(at=at)
    assert runs.stale_parts(at=at + timedelta(minutes=1)) == []
    assert runs.stale_parts(at=at + timedelta(minutes=11)) == [(run.pk, cast.maker_hanhai.pk)]


def test_touched_cells_are_judged_once(cast: Cast, history: History) -> None:
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=DROPPED)
    with system_scope("test"):
        TouchedCell.objects.create(
            manufacturer=cast.maker_hanhai, country="KE", obligation_id="repair", touched_at=AS_OF
        )
    assert runs.take_touched(at=AS_OF) == [cast.maker_hanhai.pk]
    runs.evaluate_touched(cast.maker_hanhai.pk, at=AS_OF)
    assert runs.take_touched(at=AS_OF) == []
    with system_scope("test"):
        assert Flag.objects.filter(scope_kind="country", country="KE").count() == 1


def test_a_clock_missed_by_mere_passing_of_time_counts_at_once(cast: Cast, history: History) -> None:
    history(cast.maker_hanhai.pk, "KE", weekly=7, kept=[1.0] * 6)
    noon = datetime(2026, 9, 30, 12, tzinfo=UTC)
    with system_scope("test"):
        before = evaluate_manufacturer(cast.maker_hanhai.pk, as_of=noon, at=noon)
        after = evaluate_manufacturer(cast.maker_hanhai.pk, as_of=noon + timedelta(seconds=1), at=noon)
    due = [next(f.judged.due for f in o.findings if f.cell.scope_kind == "country") for o in (before, after)]
    assert due == [41, 42]


def test_walls_stand_around_judgements_and_flags(cast: Cast, history: History) -> None:
    history(cast.maker_hanhai.pk, "KE", weekly=20, kept=DROPPED)
    sweep("--as-of", "2026-09-30")
    seen = {
        name: _flag_scopes(cast, name)
        for name in ("regulator_ke", "regulator_kz", "authority", "maker_hanhai", "maker_lanting", "dealer_nairobi")
    }
    everything = {"country", "region", "overall"}
    assert seen == {
        "regulator_ke": {"country"},
        "regulator_kz": set(),
        "authority": everything,
        "maker_hanhai": everything,
        "maker_lanting": set(),
        "dealer_nairobi": set(),
    }


def _flag_scopes(cast: Cast, name: str) -> set[str]:
    with acting_as(cast.scope(getattr(cast, name))):
        return set(Flag.objects.values_list("scope_kind", flat=True))
