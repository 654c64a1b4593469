"""All walls of the project, gathered from each app's ``policies.py``; and the doors."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps

from .model import Open, Wall

#: Tables of Django and libraries that the unprivileged runtime role itself reads and writes, outside any scope:
#: sign-in happens before anybody is known. No side can reach them.
SIGN_IN_APPS = ("auth", "contenttypes", "sessions", "admin", "account", "mfa", "usersessions")
SIGN_IN_TABLES = ("accounts_user_groups", "accounts_user_user_permissions")


@cache
def all_walls() -> dict[str, Wall | Open]:
    """Every listed table by name; raises ValueError when one is listed twice."""
    listed: dict[str, Wall | Open] = {}
    for module in _policies():
        for wall in module.WALLS:
            if wall.table in listed:
                raise ValueError(f"table {wall.table} is listed twice, last in {module.__name__}")
            listed[wall.table] = wall
    return listed


@cache
def all_doors() -> dict[str, str]:
    """Every step that the door is opened for, with what it is for; raises ValueError when one is named twice."""
    named: dict[str, str] = {}
    for module in _policies():
        for step, words in getattr(module, "DOORS", {}).items():
            if step in named:
                raise ValueError(f"the door {step} is named twice, last in {module.__name__}")
            named[step] = words
    return named


def _policies() -> Iterator[ModuleType]:
    for config in apps.get_app_configs():
        name = f"{config.name}.policies"
        if config.name.startswith("apps.") and find_spec(name) is not None:
            yield import_module(name)


def sign_in_tables() -> list[str]:
    """Tables of the libraries that handle signing in."""
    tables = [
        model._meta.db_table
        for label in SIGN_IN_APPS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]
    return sorted([*tables, *SIGN_IN_TABLES])


def unlisted_tables() -> list[str]:
    """Tables of our own models that no policy lists; the tests keep this empty."""
    ours = {
        model._meta.db_table
        for config in apps.get_app_configs()
        if config.name.startswith("apps.")
        for model in config.get_models(include_auto_created=True)
    }
    return sorted(ours - set(all_walls()) - set(SIGN_IN_TABLES))
