"""The desk's list of cars: its orders, and that people keep views of it."""

from django.utils.translation import gettext_lazy as _

from apps.core.list_orders import LETTERS, ListOrder
from apps.desks.lists import DeskList

from .masked_vins import NEED_IT

VEHICLES = DeskList(
    "vehicles:list",
    (
        ListOrder("recorded", _("Recorded"), ("created_at", "id"), falls_first=True),
        # Only for those who see VINs whole: an order, and the mark of a page, would tell what is masked.
        ListOrder("vin", _("VIN"), ("vin",), words=LETTERS, sides=tuple(NEED_IT)),
    ),
)
LISTS = [VEHICLES]
