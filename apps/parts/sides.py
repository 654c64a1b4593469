"""Who has to do with spare parts."""

from __future__ import annotations

from apps.organizations.scope import Side

#: Who orders, sends, stocks and returns them.
FIRMS = (Side.DEALER, Side.MANUFACTURER)
#: Those who watch read along.
READERS = (*FIRMS, Side.REGULATOR, Side.AUTHORITY)
