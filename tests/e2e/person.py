"""Somebody who walks through the site in a real browser."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress

from apps.accounts.models import User
from apps.organizations.scope import system_scope
from tests.cast import PASSWORD


def prove(email: str) -> None:
    """Let somebody of the cast have confirmed their address, long ago."""
    with system_scope("e2e"):
        user = User.objects.get(email=email)
        EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})


class Person:
    """Somebody at a browser of their own."""

    def __init__(self, chromium: Any, base: str, size: tuple[int, int], email: str) -> None:
        prove(email)
        self.base = base
        self.context = chromium.new_context(viewport={"width": size[0], "height": size[1]})
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text) if message.type == "error" else None)
        self.go("/accounts/login/")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url(lambda url: "/accounts/" not in url)

    def go(self, path: str) -> None:
        answer = self.page.goto(self.base + path)
        assert answer is not None
        assert answer.status == 200, (path, answer.status)
        self.fits()

    def fits(self) -> None:
        """Nothing scrolls sideways and the browser has nothing to complain of."""
        assert self.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert self.said == []

    def step(self, number: str, verb: str, **fields: str) -> None:
        """Fill in and send the form of a step on a claim."""
        self.go(f"/claims/{number}/")
        form = self.page.locator(f'form[action="/claims/{number}/{verb}/"]')
        if not form.is_visible():
            self.page.locator("details", has=form).locator("summary").click()
        for name, value in fields.items():
            form.locator(f'[name="{verb}-{name}"]').fill(value)
        form.locator("button[type=submit]").click()
        self.page.wait_for_load_state()
        self.fits()

    def close(self) -> None:
        self.context.close()
