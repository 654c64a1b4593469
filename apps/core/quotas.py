"""How many rows somebody may make in a time: counted in the rows themselves, so that no cache is needed.

How many is a setting, ``QUOTAS``; limits by address are in the cache (:mod:`apps.core.limits`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .db.turns import take_turn
from .errors import TooMany


def count_alone(name: str, maker: int | None) -> None:
    """Let nobody else count what ``maker`` made until this transaction ends: two at once would both find room.

    A service that looks for what was sent before calls it first, so that the same form twice, at once, is one.
    """
    take_turn(f"quota {name}", maker)


def refuse_many(
    name: str, rows: QuerySet[Any], made_at: str, *, maker: int | None, at: datetime, field: str = ""
) -> None:
    """Raise TooMany when ``rows`` of one maker hold as many of the last hours as the quota ``name`` has.

    ``made_at`` is the column of the moment. The words name the quota and when to try again. Whoever counts for the
    same maker at the same moment waits until this transaction ends.
    """
    most, seconds = settings.QUOTAS[name]
    if not most:
        return
    count_alone(name, maker)
    window = timedelta(seconds=seconds)
    lately = rows.filter(**{f"{made_at}__gt": at - window, f"{made_at}__lte": at}).order_by(f"-{made_at}")
    moments = list(lately.values_list(made_at, flat=True)[:most])
    if len(moments) == most:
        again = moments[-1] + window
        raise TooMany(
            _("%(most)d in %(hours)d hours is the most that one person can send: try again after %(moment)s.")
            % {
                "most": most,
                "hours": seconds // 3600,
                "moment": date_format(timezone.localtime(again), "DATETIME_FORMAT"),
            },
            field=field,
            wait=int((again - at).total_seconds()) + 1,
        )
