"""Approving several settlements at once: each is a decision of its own, and one that cannot be hinders no other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.organizations.scope import Actor, Side

from ..models import Settlement
from .people import require_firm
from .settlements import decide_settlement

#: As many as a page of the queue shows.
MOST = 50


def read_choice(text: str) -> tuple[str, int]:
    """Number and version as a box of the queue gives them; of anything else a version that no settlement has."""
    number, _colon, version = text.partition(":")
    return number[:12], int(version[:9]) if version.isascii() and version.isdigit() else 0


def approve_all(*, choice: Sequence[tuple[str, int]], by: Actor, at: datetime) -> tuple[int, list[tuple[str, Any]]]:
    """Approve settlements, given by number and the version that was seen; returns how many, and why others were not."""
    require_firm(by, Side.MANUFACTURER, by.organization_id)
    if len(choice) > MOST:
        raise Refused(_("Choose at most %(most)d at once.") % {"most": MOST})
    found = {row.number: row for row in Settlement.objects.filter(number__in=[number for number, _v in choice])}
    done, others = 0, []
    for number, version in choice:
        row = found.get(number)
        if row is None:
            others.append((number, _("There is no such settlement.")))
            continue
        try:
            with transaction.atomic():
                decide_settlement(settlement=row, by=by, at=at, version=version)
            done += 1
        except Refused as refused:
            others.append((number, refused.message))
    return done, others
