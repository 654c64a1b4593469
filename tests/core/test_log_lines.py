"""The logs of a running site: who asked what can be followed, and nobody is named."""

from __future__ import annotations

import logging
import uuid

import pytest
from django_guid import clear_guid, set_guid

from apps.core.log_lines import OncePerWhile
from tests.cast import Cast
from tests.factories import make_owned_vehicle
from tests.pages import browser


def test_a_request_is_one_line_without_personal_data(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    car = make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi)
    mine = uuid.uuid4().hex
    with caplog.at_level(logging.INFO, logger="sanbao.access"):
        answer = browser(cast, cast.amina).get(f"/vehicles/{car.vin}/?text=Amina", headers={"X-Request-ID": mine})
        browser(cast).get("/no/such/page/amina@example.org/")
        browser(cast).get("/healthz")
    assert answer["X-Request-ID"] == mine
    lines = [record.getMessage() for record in caplog.records if record.name == "sanbao.access"]
    assert [line.partition(" ms")[0].rsplit(" ", 1)[0] for line in lines] == ["GET vehicles:detail 200", "GET - 404"]
    assert lines[0].endswith(" owner")
    assert lines[1].endswith(" nobody")
    assert not any(word in line for line in lines for word in (car.vin, "Amina", "amina"))


def test_an_id_that_is_none_is_not_taken_over(cast: Cast) -> None:
    answer = browser(cast).get("/", headers={"X-Request-ID": "x\tforged line"})
    assert uuid.UUID(answer["X-Request-ID"])


def test_a_worker_says_the_same_once_and_a_request_each_time() -> None:
    once = OncePerWhile(seconds=0.2)

    def said(text: str) -> str | None:
        record = logging.LogRecord("sanbao.scope", logging.INFO, "", 1, "system scope: %s", (text,), None)
        return record.getMessage() if once.filter(record) else None

    assert [said("outbox relay"), said("outbox relay"), said("another")] == [
        "system scope: outbox relay", None, "system scope: another",
    ]  # fmt: skip
    set_guid(uuid.uuid4().hex)
    try:
        assert said("outbox relay") == said("outbox relay") == "system scope: outbox relay"
    finally:
        clear_guid()
    once._seen = {line: (at - 1, left_out) for line, (at, left_out) in once._seen.items()}
    assert said("outbox relay") == "system scope: outbox relay (and 1 times since)"
