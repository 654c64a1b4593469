"""Letters from a file: a line a car, a letter a licence, all lines of a licence or none."""

from __future__ import annotations

import csv
import io
from typing import Any

from apps.casework import imports
from apps.casework.models import Job
from apps.exports.letter_columns import LETTER_COLUMNS
from apps.exports.models import Letter, LetterLine
from apps.exports.services.letter_imports import LETTERS
from apps.exports.services.sealing import SEALING
from apps.organizations.scope import acting_as, system_scope
from tests.cast import NOW
from tests.exports.conftest import Firms
from tests.exports.making import centre, issue, seal_all
from tests.factories import LANTING_WMI, make_vin
from tests.imports import again, told
from tests.imports import send as send_file
from tests.pages import browser

COLUMNS = [column.name for column in LETTER_COLUMNS]
NAIROBI = "Savanna Motors Nairobi"


def line(serial: int, licence: str = "26-1", **changes: Any) -> list[str]:
    values = {
        "licence_number": licence, "vin": make_vin(serial), "country": "KE", "service_centre": NAIROBI, "maker": "",
        "reason": "", **changes,
    }  # fmt: skip
    return [str(values[name]) for name in COLUMNS]


def send(firms: Firms, rows: list[list[str]], **more: Any) -> Job:
    firms.cast.make_admin(firms.cast.maker_hanhai)
    file = io.StringIO()
    csv.writer(file).writerows([COLUMNS, *rows])
    job = send_file(firms.cast, firms.cast.maker_hanhai, LETTERS, file.getvalue().encode(), **more)
    assert job.status == "done", job.message
    return job


def counts(job: Job) -> tuple[int, int, int]:
    return job.result["new"], job.result["same"], job.result["refused"]


def standing() -> list[tuple[str, int]]:
    with system_scope("test"):
        return [
            (letter.licence_number, letter.lines.count())
            for letter in Letter.objects.filter(status="issued").order_by("licence_number")
        ]


def test_each_licence_becomes_one_letter_and_the_same_file_changes_nothing(firms: Firms) -> None:
    rows = [line(1), line(2), line(3, "26-2", country="KZ", service_centre=centre(firms.cast, "KZ").pk)]
    assert counts(send(firms, rows, only_check=True)) == (3, 0, 0)
    assert standing() == []
    sent = send(firms, rows)
    assert counts(sent) == (3, 0, 0)
    assert standing() == [("26-1", 2), ("26-2", 1)]
    assert counts(send(firms, rows)) == (0, 3, 0)
    assert standing() == [("26-1", 2), ("26-2", 1)]
    seal_all()
    with system_scope("test"):
        job = Job.objects.get(kind=SEALING.name)
        assert (job.done, job.parent_id) == (2, sent.pk) and job.output is not None
        assert not Letter.objects.filter(seal=None).exists()


def test_a_line_is_what_the_form_issues(firms: Firms) -> None:
    issue(firms.cast, 1, licence_number="26-1")
    assert counts(send(firms, [line(1, service_centre=NAIROBI.upper(), country="ke")])) == (0, 1, 0)


def test_what_was_checked_is_taken_over(firms: Firms) -> None:
    checked = send(firms, [line(1)], only_check=True)
    cast = firms.cast
    with acting_as(cast.scope(cast.maker_hanhai)):
        taken = imports.take_over(job=checked, by=cast.actor(cast.maker_hanhai), at=NOW)
    assert again(taken).status == "done", again(taken).message
    assert standing() == [("26-1", 1)]


def test_one_wrong_line_keeps_its_whole_licence_back_and_no_other(firms: Firms) -> None:
    job = send(
        firms,
        [
            line(1),
            line(2, vin=make_vin(2, wmi=LANTING_WMI)),
            line(3, "26-2"),
            line(4, "26-3"),
            line(5, "26-3", service_centre="Steppe Auto Almaty"),
            line(6, "26-4", vin="ABC"),
            line(7, "26-4"),
            line(3, "26-5"),
        ],
    )
    assert standing() == [("26-2", 1)]
    messages = {line: (column, message) for line, _outcome, column, message in told(job)}
    assert sorted(messages) == [2, 3, 5, 6, 7, 8, 9]
    assert messages[2] == ("licence_number", "Line 3 of this licence is refused: mend it, a letter names all its cars.")
    assert "not on record as yours" in messages[3][1]
    assert "is in Kazakhstan, and the car goes to Kenya" in messages[6][1]
    assert "Line 7 " in messages[8][1]
    assert "stands in line 4 already" in messages[9][1]


def test_another_letter_for_a_licence_needs_its_reason(firms: Firms) -> None:
    first = issue(firms.cast, 1, licence_number="26-1")
    job = send(firms, [line(1), line(2)])
    assert counts(job) == (0, 0, 2) and first.number in told(job)[0][3]
    assert counts(send(firms, [line(1, reason="A second car came"), line(2)])) == (2, 0, 0)
    with system_scope("test"):
        first.refresh_from_db()
        assert (first.status, first.replaced_by.lines.count()) == ("replaced", 2)
        assert first.events.get(kind="replace").note == "A second car came"
        promised = LetterLine.objects.get(letter__replaces=first, vin=make_vin(1))
        assert promised.promised_at == NOW


def test_letters_of_a_file_are_revoked_and_not_undone(firms: Firms) -> None:
    assert not imports.sending.may_undo(send(firms, [line(1)]))


def test_staff_may_not_send_a_file(firms: Firms) -> None:
    cast = firms.cast
    file = io.StringIO()
    csv.writer(file).writerows([COLUMNS, line(1)])
    job = send_file(cast, cast.maker_hanhai, LETTERS, file.getvalue().encode())
    assert (job.status, standing()) == ("failed", []) and "administrators" in job.message
    assert browser(cast, cast.maker_hanhai).get("/exports/letters/files/").status_code == 403
    assert browser(cast, cast.authority).get("/exports/letters/files/").status_code == 403


def test_the_page_takes_a_file(firms: Firms) -> None:
    firms.cast.make_admin(firms.cast.maker_hanhai)
    office = browser(firms.cast, firms.cast.maker_hanhai)
    empty = b"".join(office.get("/exports/letters/files/template.csv").streaming_content).decode("utf-8-sig")
    assert empty.strip() == ",".join(COLUMNS)
    file = io.BytesIO("\n".join([empty.strip(), ",".join(line(1))]).encode())
    file.name = "letters.csv"
    sent = office.post("/exports/letters/files/", {"file": file})
    assert sent.status_code == 302 and standing() == [("26-1", 1)]
    seal_all()
    page = office.get("/exports/letters/files/").content.decode()
    assert "letters.csv" in page and "Sealing of one letter" in page
