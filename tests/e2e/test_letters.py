"""Somebody at an office abroad, with a phone and a letter in hand: by its code, by its number, by the file."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from tests.axe import violations
from tests.cast import Cast, build_cast
from tests.exports.making import issue, pdf_of, register, seal_all
from tests.factories import make_maker_codes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build_cast()


def _seal() -> None:
    seal_all()
    connections.close_all()


def test_a_letter_is_verified_on_a_phone_without_scripts(
    chromium: Any, live_server: Any, cast: Cast, tmp_path: Path
) -> None:
    make_maker_codes(cast)
    register(cast)
    letter = issue(cast, 1)
    with ThreadPoolExecutor(1) as worker:  # the browser's driver keeps an event loop in this thread
        worker.submit(_seal).result()
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    context.add_cookies([{"name": "django_language", "value": "ar", "url": live_server.url}])
    page = context.new_page()
    for path in (f"/letters/{letter.number}/", "/letters/CL-00000000/", "/letters/"):
        page.goto(f"{live_server.url}{path}")
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    context.close()

    plain = chromium.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = plain.new_page()
    page.goto(f"{live_server.url}/letters/")
    page.fill("[name=number]", letter.number.lower())
    page.locator("form[method=get] button").click()
    assert page.url.endswith(f"/letters/{letter.number}/")
    file = tmp_path / "letter.pdf"
    for content, words in ((pdf_of(letter), "byte for byte"), (pdf_of(letter)[:-1], "not the one that was sealed")):
        file.write_bytes(content)
        page.goto(f"{live_server.url}/letters/")
        page.set_input_files("[name=file]", file)
        page.locator("form[enctype] button").click()
        assert words in page.locator("main").inner_text()
    plain.close()
