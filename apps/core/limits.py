"""How often something may be done: counters in the cache, by whoever does it, in windows of a fixed length.

The cache may be away: then nothing is counted and everybody passes (docs/decisions/0019-redis-may-be-away.md). How
often is a setting, ``LIMITS``.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Count:
    """How one limit stands for one asker. ``used`` of ``most`` in ``window`` seconds, which end after ``left``."""

    name: str
    most: int
    window: int
    used: int
    left: int

    @property
    def over(self) -> bool:
        return self.used > self.most

    @property
    def words(self) -> str:
        """What somebody who is over a limit is told: value, and when to come again."""
        return _("More than %(most)d in %(window)d seconds: try again in %(left)d seconds.") % {
            "most": self.most,
            "window": self.window,
            "left": self.left,
        }

    def tell(self, answer: HttpResponse) -> HttpResponse:
        """Add the headers of draft-ietf-httpapi-ratelimit-headers; with 429 also ``Retry-After``."""
        answer["RateLimit-Policy"] = f'"{self.name}";q={self.most};w={self.window}'
        answer["RateLimit"] = f'"{self.name}";r={max(0, self.most - self.used)};t={self.left}'
        if answer.status_code == 429:
            answer["Retry-After"] = str(self.left)
        return answer


def count(name: str, who: str, *, at: float | None = None) -> Count | None:
    """Count one more by ``who`` and say how it stands; None when nobody counts. KeyError for a limit of no name."""
    most, window = settings.LIMITS[name]
    if not most:
        return None
    now = time.time() if at is None else at
    number, passed = divmod(int(now), window)
    place = f"limit:{name}:{who}:{number}"
    cache.add(place, 0, timeout=window + 1)
    try:
        used = cache.incr(place)
    except ValueError:  # it ran out, or the cache is away
        return None
    return None if used is None else Count(name, most, window, used, window - passed)
