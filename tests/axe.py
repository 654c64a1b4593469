"""What axe finds against WCAG 2.2 AA on a page; what it passes is not handed over, which would take most time."""

from __future__ import annotations

from typing import Any

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
_RUN = """rules => axe.run({runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})
    .then(found => found.violations.map(rule => [rule.id, rule.nodes.map(node => node.html).join(' ')]))"""


def violations(page: Any, rules: tuple[str, ...] = RULES) -> list[list[str]]:
    """Pairs of a rule and the markup that breaks it; empty where the page keeps all."""
    from axe_playwright_python.sync_playwright import Axe

    page.evaluate(Axe().axe_script)
    found: list[list[str]] = page.evaluate(_RUN, list(rules))
    return found
