"""The repair queue: its orders, and that people keep views of it."""

from django.utils.translation import gettext_lazy as _

from apps.core.list_orders import ListOrder
from apps.desks.lists import DeskList

QUEUE = DeskList(
    "workshop:queue",
    (
        ListOrder("due", _("Due"), ("next_due_at", "id")),
        # The open requests of one workshop are few: read by the index of what is due, and sorted.
        ListOrder("filed", _("Filed"), ("filed_at", "id")),
    ),
)
LISTS = [QUEUE]
