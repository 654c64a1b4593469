"""Lists of estimates, settlements and batches: their orders, and that people keep views of them."""

from django.utils.translation import gettext_lazy as _

from apps.core.list_orders import ListOrder
from apps.desks.lists import DeskList

_BEGUN = ListOrder("begun", _("Begun"), ("drafted_at", "id"), falls_first=True)

SETTLEMENTS = DeskList("settlements:settlements", (_BEGUN,))
ESTIMATES = DeskList("settlements:estimates", (_BEGUN,))
BATCHES = DeskList("settlements:batches", (ListOrder("gathered", _("Gathered"), ("made_at", "id"), falls_first=True),))

LISTS = [
    SETTLEMENTS,
    DeskList("settlements:queue"),
    ESTIMATES,
    DeskList("settlements:estimate-queue"),
    BATCHES,
]
