"""A manufacturer's open lines as a file, and its answers: told by row, done once, never over what changed meanwhile."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from apps.organizations.scope import system_scope
from apps.parts import services
from apps.parts.models import Consignment, OrderLine, PartsOrder
from apps.parts.services.desk_files import DESK
from tests.cast import NOW
from tests.imports import send, told
from tests.parts.conftest import Shop, SignIn, sound
from tests.parts.saying import another
from tests.parts.test_api import Keyed

DAY = timedelta(days=1)
LATER = "2026-03-20"


def taken(shop: Shop, sign_in: SignIn) -> list[dict[str, str]]:
    """The list of open lines as it is taken now."""
    answer = sign_in(shop.cast.maker_hanhai).get("/parts/orders/many/lines.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def written(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    sheet = csv.DictWriter(out, rows[0].keys())
    sheet.writeheader()
    sheet.writerows(rows)
    return out.getvalue().encode()


def sent(shop: Shop, rows: list[dict[str, str]], **how: Any) -> Any:
    job = send(shop.cast, shop.cast.maker_hanhai, DESK, written(rows), **how)
    assert job.status == "done", job.message
    return job


def lines_of(order: PartsOrder) -> list[tuple[str, int, str, str]]:
    with system_scope("test"):
        rows = OrderLine.objects.filter(order=order).order_by("part__number", "id")
        return [
            (row.part.number, row.quantity, row.status, str(row.promised_on)) for row in rows.select_related("part")
        ]


def test_what_was_taken_is_answered_and_the_same_file_twice_acts_once(shop: Shop, sign_in: SignIn) -> None:
    first, second = shop.submitted((shop.pads, 4), (shop.filter, 10)), shop.submitted((shop.pump, 2))
    shop.submitted((shop.lamp, 1))  # another maker's
    rows = taken(shop, sign_in)
    assert sorted((row["order"], row["part"], row["pieces"]) for row in rows) == sorted(
        [(first.number, shop.pads.number, "4"), (first.number, shop.filter.number, "10"),
         (second.number, shop.pump.number, "2")]
    )  # fmt: skip
    assert sent(shop, rows).result["same"] == 3, "an untouched list says nothing"
    for row in rows:
        row["promised_on"] = LATER
        if row["part"] == shop.pads.number:
            row |= {"ready": "1", "price": "41.50", "currency": "usd"}
        if row["part"] == shop.pump.number:
            row |= {"consignment": "AWB 176", "carrier": "Kestrel Air", "sent": "1"}
    checked = sent(shop, rows, only_check=True)
    assert (checked.result["changed"], lines_of(first)[0][2]) == (3, "submitted")
    for count in ({"changed": 3, "same": 0}, {"changed": 0, "same": 3}):
        job = sent(shop, rows)
        assert {name: job.result[name] for name in count} == count, told(job)
        assert lines_of(first) == [
            (shop.filter.number, 10, "confirmed", LATER), (shop.pads.number, 4, "confirmed", LATER)
        ]  # fmt: skip
        assert [row[1:3] for row in lines_of(second)] == [(1, "confirmed"), (1, "dispatched")]
        with system_scope("test"):
            left = Consignment.objects.get(order=second)
            assert (left.number, left.carrier) == ("AWB 176", "Kestrel Air")
            assert first.events.filter(kind="confirm").count() == 1
            said = OrderLine.objects.get(order=first, part=shop.pads)
            assert (said.promises.get().ready, str(said.prices.get().money.amount)) == (1, "41.500")


def test_an_order_changed_meanwhile_is_told_and_not_touched(shop: Shop, sign_in: SignIn) -> None:
    still, changed = shop.submitted((shop.pads, 4)), shop.submitted((shop.pump, 2), (shop.filter, 1))
    rows = taken(shop, sign_in)
    with system_scope("test"):
        gone = changed.lines.get(part=shop.filter).pk
    shop.as_dealer(services.cancel_lines, order=changed, line_ids=[gone], reason="mistake", at=NOW)
    job = sent(shop, [row | {"promised_on": LATER} for row in rows])
    assert {(column, "changed since this list was written" in words) for *_row, column, words in told(job)} == {
        ("version", True)
    }
    assert [row[2] for row in lines_of(changed)] == ["cancelled", "submitted"]
    assert lines_of(still)[0][2:] == ("confirmed", LATER)


def test_each_wrong_row_is_told_and_hinders_no_other(shop: Shop, sign_in: SignIn) -> None:
    order = shop.submitted(
        (shop.pads, 4), (shop.filter, 10), (shop.pump, 2), *((another(shop, f"X-{n}"), 1) for n in range(5))
    )
    answers = [
        ({"promised_on": "2026-01-05"}, "promised_on", "is past"),
        ({"promised_on": LATER, "ready": "99"}, "ready", "cannot lie ready"),
        ({"promised_on": LATER, "price": "1,234", "currency": "KES"}, "price", "1,234"),
        ({"promised_on": LATER, "price": "12"}, "currency", "currency of the price"),
        ({"consignment": "AWB 1", "sent": "99"}, "sent", "cannot be"),
        ({"sent": "1"}, "consignment", "number it leaves"),
        ({"order": "PO-NONE", "promised_on": LATER}, "line", "no such line"),
        ({"promised_on": LATER}, "", ""),
    ]
    rows = [row | answer for row, (answer, *_told) in zip(taken(shop, sign_in), answers, strict=True)]
    for only_check in (True, False):
        job = sent(shop, rows, only_check=only_check)
        found = {line: (column, words) for line, _outcome, column, words in told(job)}
        for n, (_answer, column, words) in enumerate(answers, start=2):
            assert found.get(n, ("", ""))[0] == column and words in found.get(n, ("", ""))[1], (n, found.get(n))
    assert sorted(row[2] for row in lines_of(order)) == ["confirmed", *["submitted"] * 7]


def test_a_stranger_answers_nobody_elses_lines(shop: Shop, sign_in: SignIn) -> None:
    order = shop.submitted((shop.pads, 4))
    rows = [row | {"promised_on": LATER} for row in taken(shop, sign_in)]
    job = send(shop.cast, shop.cast.maker_lanting, DESK, written(rows))
    assert [(column, "no such line" in words) for *_row, column, words in told(job)] == [("line", True)]
    assert lines_of(order)[0][2] == "submitted"


def test_on_the_page_and_over_the_api(shop: Shop, sign_in: SignIn) -> None:
    order, browser = shop.submitted((shop.pads, 4)), sign_in(shop.cast.maker_hanhai)
    assert "/parts/orders/many/lines.csv" in sound(browser.get("/parts/orders/many/"))
    assert "Promised day" in sound(browser.get("/parts/orders/many/import/"))
    content = written([row | {"promised_on": "2027-03-20"} for row in taken(shop, sign_in)])
    file = SimpleUploadedFile("lines.csv", content, content_type="text/csv")
    page = sound(browser.post("/parts/orders/many/import/", {"file": file, "only_check": "on"}, follow=True))
    assert "Answered" in page and lines_of(order)[0][2] == "submitted"
    file.seek(0)
    answer = Keyed(shop.cast.maker_hanhai).client.post("/api/v1/orders/file/", {"file": file})
    assert (answer.status_code, answer.json()["result"]["changed"]) == (202, 1)
    assert lines_of(order)[0][2:] == ("confirmed", "2027-03-20")
    assert sign_in(shop.cast.dealer_nairobi).get("/parts/orders/many/lines.csv").status_code in (302, 403, 404)
