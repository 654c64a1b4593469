"""What every page of a signed-in person shows around its content: menu, notices, organisations."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import groupby
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts import second_factor
from apps.core.navigation import NavItem, Room
from apps.notifications.selectors import unread_count
from apps.organizations.identity import AS_OWNER, Identity
from apps.organizations.scope import Actor, Side

#: A menu of more entries than this is read by its rooms.
_MUCH = 10


@cache
def menu_items() -> tuple[NavItem, ...]:
    """The entries that the apps offer in their ``navigation.py``, by room and order."""
    found: list[NavItem] = []
    for config in apps.get_app_configs():
        name = f"{config.name}.navigation"
        if config.name.startswith("apps.") and find_spec(name) is not None:
            # The module of core only says what an entry is.
            found += getattr(import_module(name), "ITEMS", [])
    return tuple(sorted(found, key=lambda item: (item.room, item.order)))


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``navigation`` and ``shell`` as docs/face.md describes them."""
    actor: Actor | None = getattr(request, "actor", None)
    who: Identity | None = getattr(request, "identity", None)
    if actor is None or who is None:
        return {"navigation": [], "shell": {}}
    return {"actor": actor, "navigation": _menu(request, actor), "shell": _shell(request, who)}


def _menu(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    """The rooms of a side's menu with their entries; a short menu is one, without a name."""
    mine = [item for item in menu_items() if actor.side.value in item.sides]
    rooms = groupby(mine, key=lambda item: item.room if len(mine) > _MUCH else Room.DESK)
    return [{"room": room.label, "entries": [_entry(request, item) for item in items]} for room, items in rooms]


def _entry(request: HttpRequest, item: NavItem) -> dict[str, Any]:
    url = reverse(item.url_name)
    return {
        "label": item.label,
        "url": url,
        "icon": item.icon,
        "current": request.path == url,
        "badge": item.badge(request) if item.badge else 0,
    }


def _shell(request: HttpRequest, who: Identity) -> dict[str, Any]:
    chosen = who.actor.organization_id or AS_OWNER
    choices = [*who.choices, (AS_OWNER, _("My own vehicles"))] if who.choices else []
    return {
        "notices_url": reverse("notifications:notices"),
        "notices_unread": unread_count(),
        "factor_due": None if request.session.get(second_factor.SESSION_KEY) else who.factor_due,
        "organization": who.actor.organization_name,
        "base": "base.html" if who.actor.side is Side.OWNER else "desk.html",
        "organizations": [{"id": pk, "name": name, "current": pk == chosen} for pk, name in choices],
        "switch_url": reverse("organizations:switch"),
        "account_items": [
            {"label": _("My profile"), "url": reverse("accounts:profile")},
            {"label": _("Organisations I act for"), "url": reverse("organizations:mine")},
        ],
    }
