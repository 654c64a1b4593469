"""Migrating in a fraction of the time: after each operation Django would make classes anew of every related model.

Firms and people are related to nearly everything here, so that is each model for each operation: nine tenths of the
time of ``migrate``. Most operations look at no more than their own model and the tables that it points to. Those that
follow what points to their model, and code of migrations, get all classes fresh, as Django itself gives code those
that it has put off (``ProjectState.is_delayed``). Decision 47.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.db.migrations.operations import AlterField, RenameModel
from django.db.migrations.operations.special import RunPython
from django.db.migrations.state import ProjectState


@contextmanager
def quick_states() -> Iterator[None]:
    """Make anew, while the block runs, only the model that an operation changes, and its heirs."""
    swapped: tuple[tuple[Any, str, Any], ...] = (
        (ProjectState, "_find_reload_model", _itself),  # Django's own; its version is pinned to the LTS
        (AlterField, "database_forwards", _fresh(AlterField.database_forwards, when=_may_be_pointed_to)),
        (RenameModel, "database_forwards", _fresh(RenameModel.database_forwards)),
        (RunPython, "database_backwards", _fresh(RunPython.database_backwards)),  # forwards Django does it itself
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


def _may_be_pointed_to(operation: AlterField) -> bool:
    return operation.field.primary_key or operation.field.unique


def _fresh(method: Callable[..., None], *, when: Callable[[Any], bool] = lambda operation: True) -> Callable[..., None]:
    """The same with all classes of both states made anew before."""

    @wraps(method)
    def with_fresh_classes(operation: Any, app_label: str, editor: Any, before: Any, after: Any) -> None:
        if when(operation):
            before.clear_delayed_apps_cache()
            after.clear_delayed_apps_cache()
        method(operation, app_label, editor, before, after)

    return with_fresh_classes
