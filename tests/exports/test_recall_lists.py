"""The list of a recall from files: unknown cars are kept and told by row, the same file twice changes nothing."""

from __future__ import annotations

import pytest

from apps.casework import imports
from apps.casework.models import ImportRow, Job
from apps.exports.models import Recall, RecallCar
from apps.exports.services.recall_files import RECALL_LIST, rule_as_json, rule_from
from apps.exports.services.recall_lists import CarRule
from apps.organizations.models import Organization
from apps.organizations.scope import acting_as, system_scope
from tests.cast import NOW, Cast
from tests.exports.recalls import DAY_ONE, draft, order, step
from tests.factories import LANTING_WMI, make_maker_codes, make_vehicle, make_vin
from tests.imports import again, send, told

KNOWN, UNKNOWN = range(1, 6), range(6, 8)


def sent(cast: Cast, recall: Recall, vins: list[str], *, who: Organization | None = None, **more: object) -> Job:
    content = "\n".join(["vin,note", *(f"{vin},x" for vin in vins)]).encode()
    return send(cast, who or cast.maker_hanhai, RECALL_LIST, content, about={"recall": recall.number}, **more)


def counts(job: Job) -> tuple[int, int, int]:
    assert job.status == "done", job.message
    return job.result["new"], job.result["same"], job.result["refused"]


@pytest.fixture
def made(cast: Cast) -> Recall:
    make_maker_codes(cast)
    for serial in KNOWN:
        make_vehicle(cast.maker_hanhai, serial=serial)
    return draft(cast)


def test_unknown_cars_are_kept_and_told_by_row_and_nothing_is_lost(cast: Cast, made: Recall) -> None:
    vins = [make_vin(serial) for serial in (*KNOWN, *UNKNOWN)]
    job = sent(cast, made, [*vins, vins[0].lower(), make_vin(1, wmi=LANTING_WMI), "TOO SHORT"])
    assert counts(job) == (7, 1, 2)
    rows = {line: (outcome, message) for line, outcome, _column, message in told(job)}
    assert sorted(rows) == [7, 8, 10, 11]
    assert "is not known" not in rows[7][1] and "does not know this car yet" in rows[7][1]
    assert rows[7][0] == rows[8][0] == "new"
    assert "another maker" in rows[10][1]
    assert job.result["warned"] == 2
    assert counts(sent(cast, made, vins)) == (0, 7, 0)
    with system_scope("test"):
        assert sorted(RecallCar.objects.values_list("vin", flat=True)) == sorted(vins)
        assert list(made.events.filter(kind="listed").values_list("values", flat=True)) == [
            {"cars": 7, "how": "file.csv"}
        ]


def test_a_checked_list_is_taken_over_and_undone_until_it_is_published(cast: Cast, made: Recall) -> None:
    checked = sent(cast, made, [make_vin(1), make_vin(6)], only_check=True)
    assert counts(checked) == (2, 0, 0)
    by = {"by": cast.actor(cast.maker_hanhai), "at": NOW}
    with acting_as(cast.scope(cast.maker_hanhai)):
        assert not RecallCar.objects.exists()
        taken = imports.take_over(job=checked, **by)
        assert RecallCar.objects.count() == 2
        undone = imports.undo(job=again(checked), **by)
    assert (again(taken).status, again(undone).status, again(undone).result["removed"]) == ("done", "done", 2)
    second = sent(cast, made, [make_vin(2)])
    step(cast, made, "publish")
    with acting_as(cast.scope(cast.maker_hanhai)):
        refused = imports.undo(job=second, **by)
    assert (again(refused).status, "is published" in again(refused).message) == ("failed", True)
    with system_scope("test"):
        assert RecallCar.objects.count() == 1
        assert ImportRow.objects.filter(job=second, outcome="new").count() == 1


def test_whoever_ordered_sends_a_list_and_others_do_not(cast: Cast, made: Recall) -> None:
    make_vehicle(cast.maker_hanhai, serial=9, country="KZ")
    ordered = order(cast, who=cast.regulator_ke, country="KE")
    job = sent(cast, ordered, [make_vin(1), make_vin(6), make_vin(9)], who=cast.regulator_ke)
    assert counts(job) == (2, 0, 1)
    for recall, who in ((made, cast.regulator_ke), (made, cast.maker_lanting), (ordered, cast.regulator_kz)):
        assert sent(cast, recall, [make_vin(2)], who=who).status == "failed"
    step(cast, made, "withdraw")
    closed = sent(cast, made, [make_vin(2)])
    assert (closed.status, "takes no more cars" in closed.message) == ("failed", True)


def test_a_rule_is_the_same_after_it_was_kept() -> None:
    rule = CarRule(models=("Sea 5",), plant="B", built_from=DAY_ONE)
    assert rule_from(rule_as_json(rule)) == rule
