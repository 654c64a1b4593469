"""The badge of a licence: ``{% load exports %}``."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.casework.templatetags.casework import case_badge
from apps.core.templatetags.face import status_badge

from ..models import Licence

register = template.Library()


@register.simple_tag
def licence_badge(licence: Licence, on: date) -> SafeString:
    """``{% licence_badge licence today %}``: its state, unless its days are over or lie ahead."""
    if licence.is_over(on):
        return status_badge("neutral", _("Expired"))
    if licence.begins_later(on):
        return status_badge("info", _("Begins later"))
    return case_badge(licence)
