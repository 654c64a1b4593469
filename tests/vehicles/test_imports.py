"""A manufacturer's file of exported vehicles."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterable
from datetime import date

import pytest

from apps.core.errors import Refused
from apps.notifications import relay
from apps.notifications.models import OutboxEvent
from apps.organizations.scope import acting_as, system_scope
from apps.vehicles.models import ExportImport, Vehicle
from apps.vehicles.services import imports
from tests.cast import NOW, Cast
from tests.factories import LANTING_WMI, make_vehicle, make_vin

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


def load(cast: Cast, lines: Iterable[str], heading: str = HEADING) -> imports.Outcome:
    with acting_as(cast.scope(cast.maker_hanhai)):
        return imports.import_exports(
            manufacturer_id=cast.maker_hanhai.pk,
            lines=(f"{text}\n" for text in [heading, *lines]),
            by=cast.actor(cast.maker_hanhai),
            at=NOW,
        )


def counts(outcome: imports.Outcome) -> tuple[int, int, int, int]:
    return outcome.total, outcome.created, outcome.unchanged, outcome.refused


def report(outcome: imports.Outcome) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(outcome.report.getvalue())))


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
    refused = {(int(row["line"]), row["column"]) for row in report(outcome)}
    assert refused >= {
        (3, "vin"), (4, "country"), (5, "powertrain"), (6, "built_on"), (7, "exported_on"), (8, "model_year"),
        (9, "model_name"), (10, "vin"), (13, "vin"), (14, "model_name"), (15, "vin"), (16, "vin"), (17, "country"),
    }  # fmt: skip
    assert all(row["message"] for row in report(outcome))
    assert not any(row["vin"].startswith("=") for row in report(outcome))


def test_a_bad_check_digit_is_kept_with_a_warning(makers: Cast) -> None:
    vin = make_vin(1)
    wrong = vin[:8] + ("0" if vin[8] != "0" else "1") + vin[9:]
    outcome = load(makers, [line(1, vin=wrong)])
    assert (outcome.created, outcome.warned, outcome.refused) == (1, 1, 0)
    assert report(outcome)[0]["level"] == "warning"


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_and_a_byte_order_mark(makers: Cast, separator: str) -> None:
    heading = "\ufeff" + HEADING.replace(",", separator)
    assert load(makers, [line(1).replace(",", separator)], heading).created == 1


@pytest.mark.parametrize("heading", ["", "vin,country", "hello", "\0\0\0"])
def test_a_file_without_the_columns_is_refused_whole(makers: Cast, heading: str) -> None:
    with pytest.raises(Refused) as caught:
        load(makers, [line(1)], heading)
    assert caught.value.field == "file"


def send(cast: Cast, content: bytes, key: str = "k1") -> ExportImport:
    with acting_as(cast.scope(cast.maker_hanhai)):
        return imports.upload(
            manufacturer_id=cast.maker_hanhai.pk,
            file_name="export.csv",
            content=content,
            by=cast.actor(cast.maker_hanhai),
            at=NOW,
            request_key=key,
        )


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00\x01", b"MZ\x90\x00" * 100, b'vin,"country', b"x" * 10_000])
def test_what_is_no_table_is_refused_in_words(makers: Cast, content: bytes) -> None:
    job = send(makers, content)
    assert (job.status, job.created) == ("refused", 0)
    assert job.message


def test_bytes_that_are_no_text_after_good_lines_leave_nothing_half_written(makers: Cast) -> None:
    content = "\n".join([HEADING, *(line(n) for n in range(2_000))]).encode() + b"\n\xff\xfe\n"
    assert send(makers, content).status == "refused"
    with system_scope("test"):
        assert not Vehicle.objects.exists()


def test_the_same_form_twice_is_one_import(makers: Cast) -> None:
    content = "\n".join([HEADING, line(1)]).encode()
    assert send(makers, content).pk == send(makers, content).pk


def test_other_makers_do_not_see_the_import(makers: Cast) -> None:
    send(makers, "\n".join([HEADING, line(1)]).encode())
    with acting_as(makers.scope(makers.maker_lanting)):
        assert not ExportImport.objects.exists()


def test_a_large_file_is_read_by_a_worker_once(makers: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "READ_AT_ONCE", 10)
    job = send(makers, "\n".join([HEADING, line(1)]).encode())
    assert job.status == "waiting"
    with system_scope("test"):
        event = OutboxEvent.objects.get(topic="vehicles.file_sent")
        assert [relay.consume("vehicles.read_file", event.pk, at=NOW) for _ in range(2)] == [True, False]
        job.refresh_from_db()
        assert (job.status, job.created, job.content) == ("done", 1, None)


def test_ten_thousand_lines_twice(makers: Cast) -> None:
    lines = [line(n) for n in range(10_000)] + [line(5, vin="nonsense")] * 3
    begun = time.perf_counter()
    assert counts(load(makers, lines)) == (10_003, 10_000, 0, 3)
    assert counts(load(makers, lines)) == (10_003, 0, 10_000, 3)
    assert time.perf_counter() - begun < 20
