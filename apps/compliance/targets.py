"""Which share of a duty must be kept in time, by country and day, as the obligation versions say."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from apps.duties.models import ObligationVersion

MILLION = 1_000_000
Ordinals = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Span:
    """A version's target in millionths from one day (ordinal) up to, not including, another."""

    start: int
    end: int
    millionths: int
    version_id: int


class Targets:
    """All versions with a share to be judged against, read once.

    A country without a rule of its own follows the one for every country.
    """

    def __init__(self) -> None:
        self._spans: dict[tuple[str, str], list[Span]] = defaultdict(list)
        for version in ObligationVersion.objects.filter(target_share__isnull=False).order_by("effective_from"):
            end = version.effective_to or date.max
            self._spans[version.obligation_id, str(version.country)].append(
                Span(
                    version.effective_from.toordinal(),
                    end.toordinal(),
                    int((version.target_share or 0) * MILLION),
                    version.pk,
                )
            )

    def spans(self, obligation: str, country: str) -> list[Span]:
        """Spans in order of precedence, weakest first: everybody's, then the country's own."""
        return [*self._spans[obligation, ""], *(self._spans[obligation, country] if country else [])]

    def on(self, obligation: str, country: str, day: date) -> Span:
        """The span in force on a day. Raises LookupError when the settings have none."""
        ordinal = day.toordinal()
        fitting = [s for s in self.spans(obligation, country) if s.start <= ordinal < s.end]
        if not fitting:
            raise LookupError(f"no version of {obligation!r} for {country!r} on {day}")
        return fitting[-1]

    def of_days(self, obligation: str, country: str, days: Ordinals) -> Ordinals:
        """Targets in millionths of many days at once; 0 where no version is in force."""
        result = np.zeros(len(days), dtype=np.int64)
        for span in self.spans(obligation, country):
            result[(days >= span.start) & (days < span.end)] = span.millionths
        return result
