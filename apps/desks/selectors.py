"""Reads of kept views."""

from __future__ import annotations

from django.db.models import QuerySet

from apps.organizations.requests import organization_of, person_of
from apps.organizations.scope import Actor

from .lists import DeskList
from .models import SavedView


def views_of(actor: Actor, listed: DeskList) -> QuerySet[SavedView]:
    """What the person keeps of a list for whom they act now, by name (1 query, index savedview_name_once)."""
    return SavedView.objects.filter(user_id=person_of(actor), organization_id=organization_of(actor), list=listed.route)
