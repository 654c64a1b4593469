"""From a clock to the page of its case."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from apps.core.markup import format_html
from apps.duties.models import Clock

register = template.Library()

_PAGES = {
    Clock.Subject.CLAIM: "claims:detail",
    Clock.Subject.ORDER_LINE: "parts:order",
    Clock.Subject.FLAG: "oversight:flag",
    Clock.Subject.RECALL: "exports:recall",
    Clock.Subject.FINDING: "exports:finding",
    Clock.Subject.OWNERSHIP: "vehicles:registration",
    Clock.Subject.OBJECTION: "disputes:objection",
    Clock.Subject.ESTIMATE: "settlements:estimate",
    Clock.Subject.SETTLEMENT: "settlements:settlement",
    Clock.Subject.RETURN: "parts:return",
    Clock.Subject.CORE: "parts:core",
}


@register.simple_tag
def subject_link(clock: Clock) -> SafeString:
    """``{% subject_link clock %}``: the number of the case that it runs on, with its page."""
    # An order line is labelled with its order's number and its part; the page is the order's.
    number = clock.subject_label.split(" ")[0]
    url = reverse(_PAGES[Clock.Subject(clock.subject_kind)], args=[number])
    return format_html('<a href="{}"><code class="mono"><bdi>{}</bdi></code></a>', url, clock.subject_label)
