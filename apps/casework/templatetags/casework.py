"""Words and badges of cases, read from their tables."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.casework.kinds import kind_named, kind_of
from apps.casework.models import CaseEvent
from apps.core.markup import format_html
from apps.core.templatetags.face import status_badge
from apps.core.templatetags.formats import local_time

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


@register.simple_tag
def recorded_later(event: CaseEvent) -> str:
    """``{% recorded_later event %}``: when it was recorded and why so late, of what was told afterwards."""
    if "told_of" not in event.values:
        return ""
    moment, why = local_time(event.recorded_at), event.values.get("why_late", "")
    said = format_html(_("(recorded {moment})"), moment=moment)
    return format_html(" {}: <bdi>{}</bdi>", said, why) if why else format_html(" {}", said)
