"""The badge of a licence, and what waits for a car: ``{% load exports %}``."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.casework.templatetags.casework import case_badge
from apps.core.templatetags.face import status_badge

from ..models import Licence
from ..recall_selectors import CarOfRecall, recalls_of_car

register = template.Library()


@register.simple_tag
def licence_badge(licence: Licence, on: date) -> SafeString:
    """``{% licence_badge licence today %}``: its state, unless its days are over or lie ahead."""
    if licence.is_over(on):
        return status_badge("neutral", _("Expired"))
    if licence.begins_later(on):
        return status_badge("info", _("Begins later"))
    return case_badge(licence)


@register.simple_tag
def recalls_waiting(vin: str, beside: str | None = None) -> list[CarOfRecall]:
    """``{% recalls_waiting vehicle.vin as waiting %}``: recalls whose remedy waits for a car (2 queries).

    ``beside``: the number of one that the page is about already.
    """
    rows = recalls_of_car(vin, at=timezone.now())
    return [row for row in rows if row.is_open and row.recall.number != beside]
