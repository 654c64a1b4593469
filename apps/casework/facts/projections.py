"""What lists need of facts stands in columns of its own; apps register how such columns are checked.

A check lives in its app's ``projections.py``: a query for the rows whose columns are not what the facts say, as
(key, problem). ``manage.py facts check`` runs them all.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import connection

from .check import Difference


@cache
def _checks() -> dict[str, tuple[str, ...]]:
    """Table → queries of its app's ``PROJECTIONS``."""
    found: dict[str, tuple[str, ...]] = {}
    for config in apps.get_app_configs():
        name = f"{config.name}.projections"
        if config.name.startswith("apps.") and find_spec(name) is not None:
            found |= import_module(name).PROJECTIONS
    return found


def differing(limit: int = 100) -> list[Difference]:
    """Rows whose projected columns are not what their facts say (1 query a check)."""
    found: list[Difference] = []
    with connection.cursor() as cursor:
        for table, queries in _checks().items():
            for query in queries:
                cursor.execute(f"{query} ORDER BY 1 LIMIT %s", [limit])
                found += [Difference(table, str(key), problem) for key, problem in cursor.fetchall()]
    return found
