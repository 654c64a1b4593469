"""Lists of exports: their orders, and that people keep views of them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core.list_orders import ListOrder
from apps.desks.lists import DeskList

CONFIRMATIONS = DeskList("exports:letters", (ListOrder("issued", _("Issued"), ("issued_at", "id"), falls_first=True),))
FINDINGS = DeskList("exports:findings", (ListOrder("found", _("Found"), ("found_at", "id"), falls_first=True),))
ORPHANS = DeskList(
    "exports:orphans",
    (
        ListOrder(
            "reported",
            pgettext_lazy("of a car without a record", "Reported"),
            ("reported_at", "id"),
            falls_first=True,
        ),
    ),
)
RECALLS = DeskList("exports:recalls", (ListOrder("began", _("On record since"), ("began_at", "id"), falls_first=True),))
CONDUCT = DeskList("exports:conduct", (ListOrder("entered", _("Entered"), ("entered_at", "id"), falls_first=True),))

LISTS = [
    DeskList("exports:licences"),
    CONFIRMATIONS,
    DeskList("exports:exporters"),
    DeskList("exports:records"),
    DeskList("exports:certificates"),
    FINDINGS,
    DeskList("exports:findings-counted"),
    ORPHANS,
    DeskList("exports:orphan-clusters"),
    RECALLS,
    CONDUCT,
]
