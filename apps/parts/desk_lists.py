"""Lists of spare parts: their orders, and that people keep views of them."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core.list_orders import FIGURES, LETTERS, ListOrder
from apps.desks.lists import DeskList
from apps.organizations.scope import Side

CATALOGUE = DeskList(
    "parts:catalogue",
    (
        ListOrder("number", _("Part"), ("number", "id"), words=LETTERS),
        # Chinese and Arabic names stand in columns of their own.
        ListOrder("name", _("Name"), ("name", "id"), words=LETTERS, not_in=("zh-hans", "ar")),
    ),
)
STOCK = DeskList(
    "parts:stock",
    (
        ListOrder("number", _("Part"), ("part_number", "id"), words=LETTERS),
        ListOrder("on_hand", _("On hand"), ("on_hand", "id"), words=FIGURES),
    ),
)
ORDERS = DeskList(
    "parts:orders",
    (
        ListOrder("ordered", _("Ordered"), ("created_at", "id"), falls_first=True),
        ListOrder(
            "due",
            _("Due"),
            ("next_due_at", "id"),
            only=Q(next_due_at__isnull=False),
            note=_("Orders of which nothing is due are not shown."),
        ),
    ),
    # A manufacturer's queue.
    begins={Side.MANUFACTURER: "due"},
)
#: Of groups that are counted anew: no index, and no pages. The worst first, then those that were waited for longest.
BACKORDERS = DeskList(
    "parts:backorders",
    (
        ListOrder("still", _("Off road"), ("still", "-since", "part_id"), words=FIGURES, falls_first=True),
        ListOrder("number", _("Part"), ("part__number", "part_id"), words=LETTERS),
        ListOrder("cars", _("Repairs"), ("cars", "part_id"), words=FIGURES, falls_first=True),
        ListOrder("units", _("Pieces"), ("units", "part_id"), words=FIGURES, falls_first=True),
        ListOrder("days", _("Days"), ("-since", "part_id"), words=FIGURES, falls_first=True),
    ),
)
TRANSFERS = DeskList("parts:transfers", (ListOrder("sent", _("Sent"), ("sent_at", "id"), falls_first=True),))
REQUESTS = DeskList(
    "parts:partrequests",
    (ListOrder("asked", pgettext_lazy("request between dealers", "Asked"), ("asked_at", "id"), falls_first=True),),
)
RETURNS = DeskList("parts:returns", (ListOrder("asked", _("Asked"), ("asked_at", "id"), falls_first=True),))
#: The day by which it is owed tells apart only what is still owed: indexes core_…_due.
CORES = DeskList(
    "parts:cores",
    (
        ListOrder("owed", _("Owed since"), ("owed_at", "id"), falls_first=True),
        ListOrder(
            "due",
            _("Due"),
            ("due_on", "id"),
            only=Q(status="owed"),
            note=_("Used parts that are no longer owed are not shown."),
        ),
    ),
)

LISTS = [
    CATALOGUE,
    STOCK,
    ORDERS,
    DeskList("parts:order-desk"),
    BACKORDERS,
    TRANSFERS,
    REQUESTS,
    RETURNS,
    CORES,
]
