"""The desk's list of claims: its orders, and that people keep views of it."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.list_orders import ListOrder
from apps.desks.lists import DeskList

#: Indexes claim_newest and, side by side, claim_…_newest.
FILED = ListOrder("filed", _("Filed"), ("filed_at", "id"), falls_first=True)
#: Of requests that are not over: indexes claim_due, claim_dealer_due, claim_maker_due, claim_country_due.
DUE = ListOrder(
    "due",
    _("Due"),
    ("next_due_at", "id"),
    only=Q(closed_at__isnull=True),
    note=_("Requests that are over are not shown: nothing of them is due."),
)

CLAIMS = DeskList("claims:list", (FILED, DUE))
LISTS = [CLAIMS]
