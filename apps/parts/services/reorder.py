"""Each night: what workshops will need of each part, and how much of it to keep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
from django.db import transaction

from apps.organizations.door import door
from apps.organizations.models import Organization

from ..demand import choice, levels
from ..models import Part, ReorderAdvice
from ..selectors.critical import is_critical
from ..selectors.demand import History, LeadTime, history_of, lead_times, newest_advice

#: Orders are looked over once a month at least: what is kept lasts until the next look, and until its order is there.
REVIEW_DAYS: Final = 30
#: As large as demand was in these last months.
_SIZES: Final = 24
#: What makes an advice another one.
_SAME: Final = ("method", "lead_days", "critical", "level")


@dataclass(frozen=True)
class Advised:
    """What is worked out for one part, by the names of the columns."""

    part: Part
    columns: dict[str, Any]


def advise(*, dealer: Organization, at: datetime) -> int:
    """Work out what a workshop should have of each part that was asked for in three years; returns how many changed.

    From the whole months before ``at``. A constant number of queries; the same night twice writes once.
    """
    history = history_of(dealer_id=dealer.pk, at=at)
    if not history.parts:
        return 0
    found = _worked_out(history, lead_times(dealer=dealer, at=at))
    known = newest_advice(dealer_id=dealer.pk, at=at)
    changed = [row for row in found if _differs(row, known.get(row.part.pk))]
    with transaction.atomic(), door("parts.reorder"):
        ReorderAdvice.objects.bulk_create(
            (
                ReorderAdvice(
                    part=row.part, made_at=at, first_month=history.first_month, dealer=dealer,
                    manufacturer_id=row.part.manufacturer_id, country=dealer.country, **row.columns,
                )
                for row in changed
            ),
            ignore_conflicts=True,
        )  # fmt: skip
    return len(changed)


def _worked_out(history: History, leads: dict[int, LeadTime]) -> list[Advised]:
    found = choice.forecast(history.demand)
    rows = []
    for place, part in enumerate(history.parts):
        rate = float(np.nan_to_num(found.rates[place, -1]))
        lead, critical = leads[part.manufacturer_id], is_critical(part)
        sizes = history.demand[place, -_SIZES:]
        month, step = levels.month_of(sizes[~np.isnan(sizes)], rate)
        total = levels.over(month, (lead.days + REVIEW_DAYS) / levels.DAYS_A_MONTH)
        kept = levels.level(total, levels.CRITICAL if critical else levels.USUAL)
        columns = {
            "months": [None if np.isnan(pieces) else int(pieces) for pieces in history.demand[place]],
            "method": choice.NAMES[found.chosen[place, -1]],
            "rate": round(rate, 4),
            "lead_days": lead.days,
            "lead_known": lead.known,
            "critical": critical,
            "level": kept * step,
            "kept": round(min(levels.kept(total, kept), 1.0), 6),
        }
        rows.append(Advised(part, columns))
    return rows


def _differs(row: Advised, known: ReorderAdvice | None) -> bool:
    return known is None or any(getattr(known, name) != row.columns[name] for name in _SAME)
