"""A report of a delivery with its photos in one call of the API."""

from __future__ import annotations

import json
from typing import Any

import pytest

from apps.organizations.scope import system_scope
from apps.parts.models import OrderPaper
from tests.parts.conftest import Shop
from tests.parts.papers import pdf, photo
from tests.parts.test_api import Keyed
from tests.parts.test_over import FOUND, received
from tests.parts.test_problems import TOLD, piece, sent


@pytest.mark.parametrize("whole", [True, False])
def test_lost_parts_with_a_photo_and_the_waybill(shop: Shop, whole: bool) -> None:
    order = sent(shop, 5)
    lines: Any = [{"line": piece(order, "dispatched").pk, "quantity": 2}]
    told = {"problem": "damaged", "note": TOLD, "files": [photo(), pdf()]}
    told["lines"] = json.dumps(lines) if whole else [json.dumps(line) for line in lines]
    answer = Keyed(shop.cast.dealer_nairobi).client.post(f"/api/v1/orders/{order.number}/report/", told)
    assert answer.status_code == 200, answer.content
    (failed,) = [line for line in answer.json()["lines"] if line["status"] == "reported"]
    assert (failed["quantity"], [paper["kind"] for paper in failed["papers"]]) == (2, ["photo", "other"])


def test_more_than_was_sent_with_a_photo(shop: Shop) -> None:
    order = received(shop, sent(shop, 5))
    told = {
        "lines": json.dumps({"line": piece(order, "received").pk, "more": 3}), "would_keep": "true", "note": FOUND,
        "files": photo(), "key": "one",
    }  # fmt: skip
    dealer = Keyed(shop.cast.dealer_nairobi)
    answer = dealer.client.post(f"/api/v1/orders/{order.number}/report-over/", told)
    assert answer.status_code == 200, answer.content
    (over,) = [line for line in answer.json()["lines"] if line["status"] == "over"]
    assert (over["quantity"], over["problem"]["would_keep"], len(over["papers"])) == (3, True, 1)
    assert [clock["obligation"] for clock in over["clocks"]] == ["over_answer"]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("no json", "“no json” is no line"),
        ("[" * 5000, "is no line"),
        ("7", "Expected a dictionary"),
        ('{"line": "x"}', "valid integer"),
        ('{"line": 1e999}', "valid integer"),
        ("[]", "at least 1"),
    ],
)
def test_lines_that_are_none_keep_no_file(shop: Shop, lines: str, words: str) -> None:
    order = sent(shop, 5)
    told = {"problem": "lost", "note": TOLD, "files": photo(), "lines": lines}
    answer = Keyed(shop.cast.dealer_nairobi).client.post(f"/api/v1/orders/{order.number}/report/", told)
    assert (answer.status_code, words in answer.content.decode()) == (400, True), answer.content
    with system_scope("test"):
        assert not OrderPaper.objects.exists()


def test_as_json_a_file_is_refused(shop: Shop) -> None:
    order = sent(shop, 5)
    told = {"problem": "lost", "note": TOLD, "lines": [{"line": piece(order, "dispatched").pk}]}
    dealer = Keyed(shop.cast.dealer_nairobi)
    refused = dealer.post(f"orders/{order.number}/report/", **told, files=["a text"])
    assert (refused.status_code, refused.json()["files"]) == (400, ["JSON holds no files: send them as a form."])
    assert dealer.post(f"orders/{order.number}/report/", **told).status_code == 200
