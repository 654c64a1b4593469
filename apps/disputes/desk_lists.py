"""Lists of objections and of cases at the authority: their orders, and that people keep views of them."""

from django.utils.translation import gettext_lazy as _

from apps.core.list_orders import ListOrder
from apps.desks.lists import DeskList

#: What waits longest comes first.
OBJECTIONS = DeskList("disputes:objections", (ListOrder("filed", _("Filed"), ("filed_at", "id")),))
ESCALATIONS = DeskList("disputes:escalations", (ListOrder("brought", _("Brought"), ("filed_at", "id")),))

LISTS = [OBJECTIONS, ESCALATIONS]
