"""The description of the API in a real browser, under the policy that every page has."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def test_the_api_is_described_and_asks_nobody_else(live_server: Any, chromium: Any) -> None:
    page = chromium.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/api/redoc/")
    page.locator(".opblock").first.wait_for(timeout=60_000)
    assert page.url == f"{live_server.url}/api/docs/"
    seen = _scrolled(page)
    assert "/api/v1/claims/" in seen
    assert len(seen) > 100
    assert [text for text in said if "Content Security Policy" in text] == []
    assert {url.split("/")[2] for url in asked if url.startswith("http")} == {live_server.url.split("/")[2]}
    page.close()


def _scrolled(page: Any) -> set[str]:
    """Paths that are seen on the way down: only those in view are on the page."""
    seen: set[str] = set()
    page.mouse.move(400, 400)
    at, before = 0, -1
    while at != before:
        seen |= {text.replace("\u200b", "") for text in page.locator(".opblock-summary-path").all_inner_texts()}
        page.mouse.wheel(0, 500)
        page.wait_for_timeout(60)
        at, before = page.evaluate("scrollY"), at
    return seen
