"""A manifest: many lines at once, each as the form would take it."""

from __future__ import annotations

import csv
import io
from typing import Any

from apps.casework import imports
from apps.casework.models import Job
from apps.exports import services
from apps.exports.columns import MANIFEST_COLUMNS
from apps.exports.models import ExportRecord
from apps.exports.services.imports import MANIFEST
from apps.organizations.models import Organization
from apps.organizations.scope import acting_as, system_scope
from tests.cast import NOW
from tests.exports.conftest import Firms
from tests.exports.making import declared, record
from tests.factories import LANTING_WMI, make_vin
from tests.imports import again, told
from tests.imports import send as send_file
from tests.pages import browser

COLUMNS = [column.name for column in MANIFEST_COLUMNS]
REASON = "Read from another car"


def line(serial: int, *, reason: str = "", **changes: Any) -> list[str]:
    values = {**vars(declared(serial)), "reason": reason, **changes}
    return ["" if values[name] is None else str(values[name]) for name in COLUMNS]


def written(rows: list[list[str]], heading: list[str] = COLUMNS) -> bytes:
    file = io.StringIO()
    csv.writer(file).writerows([heading, *rows])
    return file.getvalue().encode()


def send(firms: Firms, rows: list[list[str]], *, who: Organization | None = None, **more: Any) -> Job:
    job = send_file(firms.cast, who or firms.cast.maker_hanhai, MANIFEST, written(rows), **more)
    assert job.status == "done", job.message
    return job


def counts(job: Job) -> tuple[int, int, int]:
    return job.result["new"], job.result["same"], job.result["refused"]


def current() -> list[tuple[str, int]]:
    with system_scope("test"):
        return list(ExportRecord.objects.current().order_by("vin").values_list("vin", "odometer_km"))


def test_a_file_is_taken_over_and_the_same_file_changes_nothing(firms: Firms) -> None:
    rows = [line(serial) for serial in range(1, 6)]
    assert counts(send(firms, rows, only_check=True)) == (5, 0, 0)
    assert current() == []
    assert counts(send(firms, rows)) == (5, 0, 0)
    assert counts(send(firms, rows)) == (0, 5, 0)
    assert len(current()) == 5


def test_a_line_is_what_the_form_records(firms: Firms) -> None:
    made = record(firms.cast, declared(1))
    by_file = line(1, vin=f" {made.vin.lower()}", licence_number="26-100 ", country="ke", condition="新车")
    assert counts(send(firms, [by_file])) == (0, 1, 0)


def test_headings_of_chinese_manifests_are_read(firms: Firms) -> None:
    heading = ["车架号", "车型", "出口企业", "许可证号", "车况", "注册登记日期", "转移待出口日期", "许可证申请日期",
               "里程", "出口日期", "目的国", "进口商"]  # fmt: skip
    content = written([line(1)[:-3]], heading).decode().encode("gb18030")
    job = send_file(firms.cast, firms.cast.maker_hanhai, MANIFEST, content)
    assert counts(job) == (1, 0, 0)


def test_a_reason_puts_a_record_right_and_without_one_the_line_is_refused(firms: Firms) -> None:
    send(firms, [line(1), line(2)])
    job = send(firms, [line(1, odometer_km=90), line(2, odometer_km=91, reason=REASON), line(3, reason=REASON)])
    assert counts(job) == (1, 0, 2)
    assert [(number, column) for number, _outcome, column, _message in told(job)] == [(2, "odometer_km"), (4, "reason")]
    assert "“12”" in told(job)[0][3]
    assert current() == [(make_vin(1), 12), (make_vin(2), 91)]
    assert counts(send(firms, [line(2), line(2, odometer_km=91, reason=REASON)][1:])) == (0, 1, 0)
    assert counts(send(firms, [line(2)])) == (0, 1, 0)


def test_bad_lines_are_told_by_column_and_stop_no_other(firms: Firms) -> None:
    rows = [
        line(1),
        line(2, exporter="瀚海汽车(集团)有限公司"),
        line(3, exporter=firms.used.name),
        line(4, vin=make_vin(4, wmi=LANTING_WMI)),
        line(5, condition="used"),
        line(6, odometer_km="-3"),
        line(7, exported_on="05/06/2026"),
        line(8, importer=""),
        line(1, odometer_km=99),
        line(9, country="Kenya"),
        line(10, vin=make_vin(10, wmi=LANTING_WMI), legal_ground="Court order 12 of 2026"),
    ]
    job = send(firms, rows)
    assert counts(job) == (2, 0, 9)
    found = [(number, column) for number, outcome, column, _message in told(job) if outcome == "refused"]
    assert found == [
        (3, "exporter"), (4, "exporter"), (5, "vin"), (6, "first_registered_on"), (7, "odometer_km"),
        (8, "exported_on"), (9, "importer"), (10, "vin"), (11, "country"),
    ]  # fmt: skip


def test_an_import_is_undone_while_nothing_rests_on_it(firms: Firms) -> None:
    first = send(firms, [line(1), line(2)])
    second = send(firms, [line(1, odometer_km=80, reason=REASON)])
    cast = firms.cast

    def undo(job: Job) -> Job:
        with acting_as(cast.scope(cast.maker_hanhai)):
            return again(imports.undo(job=job, by=cast.actor(cast.maker_hanhai), at=NOW))

    assert "other records refer to its rows" in undo(first).message
    assert undo(second).result["removed"] == 1
    assert current() == [(make_vin(1), 12), (make_vin(2), 12)]
    assert undo(first).result["removed"] == 2
    assert current() == []


def test_what_another_corrected_away_from_a_licence_is_not_brought_back(firms: Firms) -> None:
    made, cast = record(firms.cast, declared(1)), firms.cast
    with acting_as(cast.scope(cast.maker_hanhai)):
        services.correct_record(
            record=made, declared=declared(1, licence_number="26-200"), reason="It left under the other licence",
            by=cast.actor(cast.maker_hanhai), at=NOW,
        )  # fmt: skip
    job = send(firms, [line(1, odometer_km=50)])
    assert [(column, "corrected to another" in said) for _n, _o, column, said in told(job)] == [
        ("licence_number", True)
    ]
    assert counts(send(firms, [line(1), line(1)][:1])) == (0, 1, 0)


def test_the_authority_sends_for_all_and_a_regulator_for_nobody(firms: Firms) -> None:
    used = line(1, exporter=firms.used.name, licence_number="26-U", condition="used", first_registered_on="2025-09-01")
    assert counts(send(firms, [used, line(2)], who=firms.cast.authority)) == (2, 0, 0)
    page = browser(firms.cast, firms.cast.maker_hanhai).get("/exports/manifests/")
    assert "legal_ground" in page.content.decode()
    assert browser(firms.cast, firms.cast.regulator_ke).get("/exports/manifests/").status_code == 403
    template = browser(firms.cast, firms.cast.authority).get("/exports/manifests/template.csv")
    assert b"".join(template.streaming_content).decode("utf-8-sig").strip() == ",".join(COLUMNS)
