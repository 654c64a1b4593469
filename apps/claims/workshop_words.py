"""A workshop as one line to choose it by: name, where, how near, how it keeps its time."""

from __future__ import annotations

from typing import Any, Final

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.markup import format_html
from apps.core.wording import percent_text

from .contact import place_words
from .nearness import Nearness
from .workshops import Workshop

NEAR: Final = {
    Nearness.CITY: gettext_lazy("In your city"),
    Nearness.COUNTRY: gettext_lazy("In your country"),
    Nearness.ELSEWHERE: gettext_lazy("No service point in your country"),
}
_MOST_POINTS: Final = 2


def workshop_label(row: Workshop) -> SafeString:
    """For the list of radio buttons."""
    return format_html(
        '<span><bdi class="strong">{}</bdi><br><span class="meta">{}</span><br><span class="meta">{}</span></span>',
        row.dealer.name,
        format_html_join(" · ", "<bdi>{}</bdi>", [(NEAR[row.near],), *_points(row)]),
        record_words(row.kept),
    )


def record_words(kept: float | None) -> Any:
    """How a workshop keeps its time; None: too few cases to say."""
    if kept is None:
        return _("Too few cases last year to say how it keeps its time")
    return _("Answers and repairs in time, last 12 months: %(share)s") % {"share": percent_text(kept, 0)}


def _points(row: Workshop) -> list[tuple[str]]:
    """The nearest service points, each isolated: addresses are written in any script."""
    return [(f"{point.address}, {place_words(point.city, str(point.country))}",) for point in row.points[:_MOST_POINTS]]
