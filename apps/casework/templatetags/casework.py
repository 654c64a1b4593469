"""Words and badges of cases, read from their tables."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from apps.casework.kinds import kind_named, kind_of
from apps.casework.models import CaseEvent
from apps.core.templatetags.face import status_badge

register = template.Library()


@register.simple_tag
def event_words(event: CaseEvent) -> str:
    """``{% event_words event %}``: what happened, in the reader's language."""
    return kind_of(event).words(event.kind, event.values)


@register.simple_tag
def case_badge(case: Any) -> SafeString:
    """``{% case_badge claim %}``: the state of a case in words and tone."""
    return status_badge(kind_of(case).tone(case.status), case.get_status_display())


@register.simple_tag
def state_badge(kind: str, row: Any) -> SafeString:
    """``{% state_badge "order" line %}``: the same for a row that has the states of a kind."""
    return status_badge(kind_named(kind).tone(row.status), row.get_status_display())
