"""Migrating in a fraction of the time: after each operation Django would make classes anew of every related model.

Firms and people are related to nearly everything here, so that is each model for each operation: nine tenths of the
time of ``migrate``. No operation on tables looks at more than its own model and the tables that it points to; what
does is code of migrations, and that gets all classes fresh, as Django itself gives it those that it has put off
(``ProjectState.is_delayed``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.operations.special import RunPython
from django.db.migrations.state import ProjectState

_backwards = RunPython.database_backwards


@contextmanager
def quick_states() -> Iterator[None]:
    """Make anew, while the block runs, only the model that an operation changes, and those that inherit from it."""
    swapped: tuple[tuple[Any, str, Any], ...] = (
        (ProjectState, "_find_reload_model", _itself),  # Django's own; its version is pinned to the LTS
        (RunPython, "database_backwards", _backwards_with_fresh_classes),
    )
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in swapped]
    for owner, name, ours in swapped:
        setattr(owner, name, ours)
    try:
        yield
    finally:
        for owner, name, theirs in before:
            setattr(owner, name, theirs)


def _itself(state: Any, app_label: str, model_name: str, delay: bool = False) -> set[tuple[str, str]]:
    state.is_delayed = True
    name = f"{app_label}.{model_name}"
    heirs = {
        key for key, model in state.models.items() if any(isinstance(b, str) and b.lower() == name for b in model.bases)
    }
    return {(app_label, model_name), *heirs}


def _backwards_with_fresh_classes(operation: RunPython, app_label: str, editor: Any, before: Any, after: Any) -> None:
    # Forwards Django does this itself.
    before.clear_delayed_apps_cache()
    _backwards(operation, app_label, editor, before, after)
