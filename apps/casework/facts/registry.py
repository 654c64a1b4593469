"""Which tables keep all versions of their rows, and which views are derived from them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps


@cache
def recorded_tables() -> tuple[str, ...]:
    """Names of the tables that the apps' policies list as ``RECORDED``, in order."""
    return tuple(sorted(table for module in _policies() for table in getattr(module, "RECORDED", ())))


@cache
def derived_views() -> dict[str, str]:
    """Table → query over ``known`` that says what it would have held (``DERIVED``): projections are not recorded."""
    return {table: query for module in _policies() for table, query in getattr(module, "DERIVED", {}).items()}


def _policies() -> Iterator[ModuleType]:
    for config in apps.get_app_configs():
        name = f"{config.name}.policies"
        if config.name.startswith("apps.") and find_spec(name) is not None:
            yield import_module(name)
