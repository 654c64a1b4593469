"""A manufacturer's file of exported vehicles."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import date

import pytest

from apps.casework import imports
from apps.casework.jobs import run_job
from apps.casework.models import Job
from apps.core.errors import Conflict, Refused
from apps.organizations.scope import acting_as, system_scope
from apps.vehicles.models import Registration, Vehicle
from apps.vehicles.services.imports import EXPORTS
from tests.cast import NOW, Cast
from tests.factories import LANTING_WMI, make_vehicle, make_vin
from tests.imports import again, errors_file, told
from tests.imports import send as send_file

HEADING = "vin,country,model_name,model_year,powertrain,built_on,exported_on"


def line(serial: int, **changes: str) -> str:
    values = {
        "vin": make_vin(serial),
        "country": "KE",
        "model_name": "Sea 5",
        "model_year": "2025",
        "powertrain": "bev",
        "built_on": "2025-11-03",
        "exported_on": "2026-01-12",
    }
    return ",".join({**values, **changes}.values())


def load(cast: Cast, lines: Iterable[str], heading: str = HEADING) -> Job:
    return send(cast, "\n".join([heading, *lines, ""]).encode())


def send(cast: Cast, content: bytes, key: str = "") -> Job:
    return send_file(cast, cast.maker_hanhai, EXPORTS, content, key=key)


def counts(job: Job) -> tuple[int, int, int, int]:
    assert job.status == "done", job.message
    return job.result["rows"], job.result["new"] + job.result["changed"], job.result["same"], job.result["refused"]


def test_it_works_and_again_changes_nothing(makers: Cast) -> None:
    assert counts(load(makers, [line(1), line(2)])) == (2, 2, 0, 0)
    assert counts(load(makers, [line(1), line(2)])) == (2, 0, 2, 0)
    with acting_as(makers.scope(makers.maker_hanhai)):
        vehicle = Vehicle.objects.get(vin=make_vin(2))
    assert (vehicle.maker_name, vehicle.model_year, vehicle.exported_on) == ("Hanhai Motor", 2025, date(2026, 1, 12))


def test_a_row_equals_what_the_form_records(makers: Cast) -> None:
    load(makers, [line(1)])
    assert counts(load(makers, [line(1, vin=f"{make_vin(1)[:9].lower()} {make_vin(1)[9:]}", country="ke")])) == (
        1,
        0,
        1,
        0,
    )


def test_bad_lines_are_told_by_line_and_column_and_stop_no_other(makers: Cast) -> None:
    make_vehicle(makers.maker_lanting, vin=make_vin(50, wmi="L0Z"))
    load(makers, [line(40)])
    outcome = load(
        makers,
        [
            line(1),
            line(2, vin="L0H"),
            line(3, country="XX"),
            line(4, powertrain="steam"),
            line(5, built_on="03.11.2025"),
            line(6, exported_on="2027-01-01"),
            line(7, model_year="twenty"),
            line(8, model_name=""),
            line(9, vin=make_vin(9, wmi=LANTING_WMI)),
            "",
            line(1),
            line(1, country="KZ"),
            line(40, model_name="Sea 6"),
            line(50, vin=make_vin(50, wmi="L0Z")),
            line(11, vin="=cmd|x"),
            make_vin(12),
        ],
    )
    assert counts(outcome) == (15, 1, 1, 13)
    refused = {(line, column) for line, level, column, _said in told(outcome) if level == "refused"}
    assert refused >= {
        (3, "vin"), (4, "country"), (5, "powertrain"), (6, "built_on"), (7, "exported_on"), (8, "model_year"),
        (9, "model_name"), (10, "vin"), (13, "vin"), (14, "model_name"), (15, "vin"), (16, "vin"), (17, "country"),
    }  # fmt: skip
    assert all(message for _line, _level, _column, message in told(outcome))


def test_refused_rows_come_back_as_a_file_to_mend(makers: Cast) -> None:
    job = load(makers, [line(1), line(2, country="XX"), line(3, vin="=cmd|x", model_name="Sea, 5")])
    head, second, third = errors_file(job)
    assert head == [*HEADING.split(","), "line of the file", "what became of it", "why"]
    assert second[:2] == [make_vin(2), "XX"]
    assert second[-3:-1] == ["3", "refused"]
    assert "country: “XX” is no country" in second[-1]
    assert third[0] == "'=cmd|x"
    assert third[-1].startswith("vin: ")
    # Mended, the same file is taken; what stands beside it is told and passed over.
    mended = ",".join(["KE" if cell == "XX" else cell for cell in second])
    assert counts(load(makers, [mended], ",".join(head))) == (1, 1, 0, 0)


def test_a_bad_check_digit_is_kept_with_a_warning(makers: Cast) -> None:
    vin = make_vin(1)
    wrong = vin[:8] + ("0" if vin[8] != "0" else "1") + vin[9:]
    outcome = load(makers, [line(1, vin=wrong)])
    assert (outcome.result["new"], outcome.result["warned"], outcome.result["refused"]) == (1, 1, 0)
    assert errors_file(outcome)[1][-2] == "warning"


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_and_a_byte_order_mark(makers: Cast, separator: str) -> None:
    heading = "\ufeff" + HEADING.replace(",", separator)
    assert load(makers, [line(1).replace(",", separator)], heading).result["new"] == 1


@pytest.mark.parametrize("heading", ["", "vin,country", "hello", "\0\0\0"])
def test_a_file_without_the_columns_is_refused_whole(makers: Cast, heading: str) -> None:
    job = load(makers, [line(1)], heading)
    assert job.status == "failed"
    assert "heading" in job.message


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00\x01", b"MZ\x90\x00" * 100, b'vin,"country', b"x" * 10_000])
def test_what_is_no_table_is_refused_in_words(makers: Cast, content: bytes) -> None:
    job = send(makers, content)
    assert (job.status, job.result) == ("failed", {})
    assert job.message


def test_bytes_that_are_no_text_after_good_lines_leave_nothing_half_written(makers: Cast) -> None:
    content = "\n".join([HEADING, *(line(n) for n in range(2_000))]).encode() + b"\n\xff\xfe\n"
    assert send(makers, content).status == "failed"
    with system_scope("test"):
        assert not Vehicle.objects.exists()


def test_the_same_form_twice_is_one_import(makers: Cast) -> None:
    content = "\n".join([HEADING, line(1)]).encode()
    assert send(makers, content, "k1").pk == send(makers, content, "k1").pk
    with pytest.raises(Conflict, match="another file"):
        send(makers, content + b"\n", "k1")


def test_other_makers_do_not_see_the_import(makers: Cast) -> None:
    send(makers, "\n".join([HEADING, line(1)]).encode())
    with acting_as(makers.scope(makers.maker_lanting)):
        assert not Job.objects.exists()


def test_a_large_file_is_left_to_a_worker_that_reads_it_once(makers: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.imports.run_job", lambda *_arguments, **_options: False)
    monkeypatch.setattr("apps.casework.imports.sending.READ_AT_ONCE", {"text": 10})
    job = send(makers, "\n".join([HEADING, line(1)]).encode())
    assert job.status == "waiting"
    assert [run_job(job.pk, now=lambda: NOW) for _twice in range(2)] == [True, False]
    job = again(job)
    assert (job.status, job.result["new"]) == ("done", 1)


def test_a_worker_knows_whose_code_a_vin_begins_with(makers: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.imports.run_job", lambda *_arguments, **_options: False)
    monkeypatch.setattr("apps.casework.imports.sending.READ_AT_ONCE", {"text": 10})
    job = send(makers, "\n".join([HEADING, line(1, vin=make_vin(1, wmi=LANTING_WMI))]).encode())
    run_job(job.pk, now=lambda: NOW)
    assert counts(again(job)) == (1, 0, 0, 1)


def test_ten_thousand_lines_twice(makers: Cast) -> None:
    lines = [line(n) for n in range(10_000)] + [line(5, vin="nonsense")] * 3
    begun = time.perf_counter()
    assert counts(load(makers, lines)) == (10_003, 10_000, 0, 3)
    assert counts(load(makers, lines)) == (10_003, 0, 10_000, 3)
    assert time.perf_counter() - begun < 20


# -- what spreadsheets do to files -----------------------------------------------------------------------------


def row_of(job: Job) -> Vehicle:
    assert counts(job) == (1, 1, 0, 0)
    with system_scope("test"):
        return Vehicle.objects.get()


@pytest.mark.parametrize(
    ("built", "exported"),
    [
        ("2025/11/3", "2026/1/12"),
        ("2025-11-03 00:00:00", "2026年1月12日"),
        ("3 Nov 2025", "٢٠٢٦/١/١٢"),
    ],
)
def test_days_with_one_reading_are_taken(makers: Cast, built: str, exported: str) -> None:
    vehicle = row_of(load(makers, [line(1, built_on=built, exported_on=exported)]))
    assert (vehicle.built_on, vehicle.exported_on) == (date(2025, 11, 3), date(2026, 1, 12))


def test_a_spreadsheets_day_number_is_called_so(makers: Cast) -> None:
    job = load(makers, [line(1, built_on="45964", exported_on="46034")])
    assert ["day number" in message for *_where, message in told(job)] == [True, True]


def test_chinese_excel_saves_gb18030(makers: Cast) -> None:
    content = "\n".join([HEADING, line(1, model_name="沙丘 X")]).encode("gb18030")
    job = send(makers, content)
    assert row_of(job).model_name == "沙丘 X"
    assert "GB18030" in job.result["notes"][0]


def test_a_title_above_the_heading(makers: Cast) -> None:
    row_of(send(makers, "\n".join(["Export list April 2026,,,,,,", ",,,,,,", HEADING, line(1)]).encode()))


def test_a_heading_twice_is_refused(makers: Cast) -> None:
    job = send(makers, f"vin,{HEADING}\n{make_vin(1)},{line(2)}\n".encode())
    assert job.status == "failed"
    assert "“vin” stands twice" in job.message


@pytest.mark.parametrize("dress", ["'{}", '"=""{}"""', "{}*", "*{}*", " {} ", "​{}"])
def test_what_stands_round_a_vin_is_taken_off(makers: Cast, dress: str) -> None:
    assert row_of(load(makers, [line(1, vin=dress.format(make_vin(1)))])).vin == make_vin(1)


@pytest.mark.parametrize("between", ["\n", "\0", "\t", "\x07"])
def test_signs_that_cannot_be_printed_become_blanks(makers: Cast, between: str) -> None:
    assert row_of(load(makers, [line(1, model_name=f'"Dune{between}X"')])).model_name == "Dune X"


def test_headings_and_words_of_other_languages(makers: Cast) -> None:
    heading = "车架号,出口国,车型,年款,动力类型,生产日期,出口日期"
    vehicle = row_of(load(makers, [line(1, powertrain="纯电动")], heading))
    assert (vehicle.vin, vehicle.powertrain) == (make_vin(1), "bev")


# -- check, take over, undo ---------------------------------------------------------------------------------------


def only_checked(cast: Cast, lines: list[str]) -> Job:
    content = "\n".join([HEADING, *lines]).encode()
    return send_file(cast, cast.maker_hanhai, EXPORTS, content, only_check=True)


def follow(cast: Cast, verb: object, job: Job) -> Job:
    with acting_as(cast.scope(cast.maker_hanhai)):
        return again(verb(job=job, by=cast.actor(cast.maker_hanhai), at=NOW))  # type: ignore[operator]


def vehicles() -> int:
    with system_scope("test"):
        return Vehicle.objects.count()


def test_a_check_changes_nothing_and_says_what_would(makers: Cast) -> None:
    job = only_checked(makers, [line(1), line(2), line(3, country="XX")])
    assert counts(job) == (3, 2, 0, 1)
    assert vehicles() == 0


def test_a_checked_file_is_taken_over_once(makers: Cast) -> None:
    job = only_checked(makers, [line(1), line(2)])
    load(makers, [line(2)])
    taken = follow(makers, imports.take_over, job)
    assert counts(taken) == (2, 1, 1, 0)
    assert vehicles() == 2
    with pytest.raises(Refused, match="nothing to take over"):
        follow(makers, imports.take_over, job)


def test_an_import_is_undone_while_nothing_hangs_on_it(makers: Cast) -> None:
    make_vehicle(makers.maker_hanhai, serial=9)
    job = load(makers, [line(1), line(2), line(9)])
    undone = follow(makers, imports.undo, job)
    assert (undone.status, undone.result) == ("done", {"removed": 2, "restored": 0})
    assert vehicles() == 1
    with pytest.raises(Refused, match="nothing to undo"):
        follow(makers, imports.undo, job)
    assert counts(load(makers, [line(1)])) == (1, 1, 0, 0)


def test_an_import_stays_when_something_hangs_on_it(makers: Cast) -> None:
    job = load(makers, [line(1), line(2)])
    with system_scope("test"):
        vehicle = Vehicle.objects.get(vin=make_vin(1))
        Registration.objects.create(
            vehicle=vehicle, owner=makers.amina, delivered_on=date(2026, 2, 1), odometer_km=1, registered_at=NOW
        )
    refused = follow(makers, imports.undo, job)
    assert refused.status == "failed"
    assert "Registrations: 1" in refused.message
    assert vehicles() == 2


def test_an_import_stays_when_its_rows_were_changed_since(makers: Cast) -> None:
    job = load(makers, [line(1)])
    with system_scope("test"):
        Vehicle.objects.update(model_name="Sea 6")
    refused = follow(makers, imports.undo, job)
    assert "one row was changed" in refused.message
    assert vehicles() == 1


def test_what_completed_an_owners_car_is_not_undone(makers: Cast) -> None:
    make_vehicle(None, serial=1, exported_on=None, model_name="", owner=makers.amina)
    job = load(makers, [line(1)])
    assert (job.result["new"], job.result["changed"]) == (0, 1)
    assert "completed 1 rows" in follow(makers, imports.undo, job).message
