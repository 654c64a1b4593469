"""Words of rules: ``{% load duties %}``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import template

from apps.core.db.words import column_words
from apps.core.wording import NOTHING

from ..calendars import hours_text
from ..models import RuleChange, RuleEvent
from ..steps import KIND

register = template.Library()


@register.filter
def changed_values(values: dict[str, list[Any]]) -> Iterator[tuple[str, str, str]]:
    """What each value is called, what it was and what it became."""
    for name, (before, after) in values.items():
        yield str(column_words(RuleChange, name)), _shown(name, before), _shown(name, after)


@register.simple_tag
def rule_event(event: RuleEvent) -> str:
    """What happened to a change, in words."""
    return KIND.words(event.kind, {})


@register.filter
def week_text(shifts: list[Any]) -> list[str]:
    """Hours of each day of a week (Monday first), or of the one day that there is."""
    days = shifts if len(shifts) == 7 else [shifts]
    return [hours_text(day) or NOTHING for day in days]


def _shown(name: str, value: Any) -> str:
    if name == "shifts":
        return " | ".join(week_text(value)) if value else NOTHING
    return NOTHING if value in (None, "") else str(value)
