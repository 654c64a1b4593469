"""Menu entries of exports."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.core.navigation import NavItem, Room
from apps.organizations.scope import Side

READERS = (Side.MANUFACTURER, Side.AUTHORITY)

#: Regulators see what was exported to their countries, and no licences.
RECORD_READERS = (Side.MANUFACTURER, Side.REGULATOR, Side.AUTHORITY)

#: Who reads reports of cars that nobody on record exported.
ORPHAN_READERS = (Side.REGULATOR, Side.AUTHORITY)

#: Workshops read what is published, since its cars come in for something else.
RECALL_READERS = (Side.DEALER, *RECORD_READERS)

ITEMS = [
    NavItem((Side.OWNER,), _("Check a VIN"), "check:form", "search", 65),
    NavItem(RECALL_READERS, _("Recalls"), "exports:recalls", "bell", 46, room=Room.CARS),
    NavItem(READERS, _("Export licences"), "exports:licences", "shield", 47, room=Room.CARS),
    NavItem(RECORD_READERS, _("Confirmation letters"), "exports:letters", "document", 47, room=Room.CARS),
    NavItem(RECORD_READERS, _("Export records"), "exports:records", "truck", 48, room=Room.CARS),
    NavItem(READERS, _("Registration certificates"), "exports:certificates", "document", 48, room=Room.CARS),
    NavItem(RECORD_READERS, _("Findings on exports"), "exports:findings", "search", 49, room=Room.CARS),
    NavItem(ORPHAN_READERS, _("Cars without a record"), "exports:orphans", "alert", 50, room=Room.CARS),
    NavItem((Side.MANUFACTURER,), _("Reports on your cars"), "exports:orphan-counts", "alert", 50, room=Room.CARS),
    NavItem(READERS, _("Conduct log"), "exports:conduct", "document", 50, room=Room.CARS),
]
