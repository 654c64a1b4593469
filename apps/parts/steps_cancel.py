"""Rows of the table of orders: who may cancel lines, and until when."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from apps.casework.steps import Grounds, Notice, Step
from apps.organizations.scope import Side

from .models import OrderLine

_S = OrderLine.Status
_OPEN = (_S.SUBMITTED, _S.CONFIRMED)


def _cancel(sources: tuple[str, ...], side: Side, fact: str | None, *notices: Notice) -> Step:
    return Step(
        "cancel",
        _("Cancel lines"),
        sources,
        _S.CANCELLED,
        (side,),
        words=_("Lines cancelled"),
        grounds=Grounds("note", _("In a few words"), most=200),
        form="apps.parts.forms_lines.CancelForm",
        data="apps.parts.order_input.CancelData",
        service="apps.parts.services.cancel_lines",
        fact=fact,
        notices=notices,
        tone="neutral",
        done=_("The lines are cancelled."),
    )


CANCEL_STEPS = (
    _cancel((_S.DRAFT,), Side.DEALER, None),
    _cancel(
        _OPEN,
        Side.DEALER,
        "cancelled_by_dealer",
        Notice("manufacturer", gettext_noop("Order %(number)s: the dealer took parts of it back")),
    ),
    _cancel(
        _OPEN,
        Side.MANUFACTURER,
        "cancelled_by_manufacturer",
        Notice("dealer", gettext_noop("Order %(number)s: the manufacturer cancelled parts of it")),
    ),
)
