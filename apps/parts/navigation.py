"""Orders, stock and catalogue in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core.navigation import NavItem, Room
from apps.organizations.requests import ScopedRequest, organization_of
from apps.organizations.scope import Side

from .selectors.asking import answers_waiting
from .sides import FIRMS, READERS


def to_answer(request: ScopedRequest) -> int:
    """Requests of other dealers, and offers to one's own, that wait for the dealer's answer."""
    return answers_waiting(organization_of(request.actor))


ITEMS = [
    NavItem(
        sides=READERS,
        label=_("Spare-parts orders"),
        url_name="parts:orders",
        icon="truck",
        order=40,
        room=Room.PARTS,
    ),
    NavItem(
        sides=READERS,
        label=_("Backorders"),
        url_name="parts:backorders",
        icon="clock",
        order=40,
        room=Room.PARTS,
    ),
    NavItem(
        sides=READERS,
        label=_("Returns of parts"),
        url_name="parts:returns",
        icon="sort",
        order=40,
        room=Room.PARTS,
    ),
    NavItem(
        sides=FIRMS,
        label=pgettext_lazy("parts", "Cores"),
        url_name="parts:cores",
        icon="sort",
        order=40,
        room=Room.PARTS,
    ),
    NavItem(sides=(Side.DEALER,), label=_("Stock"), url_name="parts:stock", icon="box", order=41, room=Room.PARTS),
    NavItem(
        sides=(Side.MANUFACTURER,),
        label=_("Stock at dealers"),
        url_name="parts:stock",
        icon="box",
        order=41,
        room=Room.PARTS,
    ),
    NavItem(
        sides=(Side.DEALER,),
        label=_("Requests between dealers"),
        url_name="parts:partrequests",
        icon="people",
        order=42,
        badge=to_answer,
        room=Room.PARTS,
    ),
    NavItem(
        sides=(Side.DEALER,),
        label=_("Suggested orders"),
        url_name="parts:suggested",
        icon="plus",
        order=42,
        room=Room.PARTS,
    ),
    NavItem(
        sides=FIRMS, label=_("Parts catalogue"), url_name="parts:catalogue", icon="document", order=43, room=Room.PARTS
    ),
]
