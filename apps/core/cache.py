"""The cache when it cannot be reached: nothing is remembered, and nobody is kept waiting for it."""

from __future__ import annotations

from typing import Any

from django_redis.cache import RedisCache, omit_exception


class ForgetfulCache(RedisCache):
    """``add`` that Redis does not answer counts as done, as if the value had been forgotten at once.

    The limits of tries take a lock by ``add``: an answer of “not added” would make everybody wait, and lock them out
    (docs/decisions/0019-redis-may-be-away.md). What must happen once is kept in PostgreSQL.
    """

    @omit_exception(return_value=True)  # type: ignore[untyped-decorator]
    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self.client.add(*args, **kwargs)
