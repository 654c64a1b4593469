"""Firms are told before a key of theirs ends, once for each key."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils.translation import gettext_noop

from apps.notifications.catalogue import list_notice
from apps.notifications.outbox import emit_once
from apps.organizations.models import ApiKey
from apps.organizations.selectors import keys_ending

_NAMESPACE = uuid.UUID("0f2f5d0c-91c5-4b7a-8a53-5d7f0d5b6e11")

list_notice(
    "key.ends_soon",
    to="administrators",
    text=gettext_noop("The API key “%(name)s” ends on %(day)s: rotate it before, or your program stops"),
    url_name="organizations:keys",
    url_value="",
)


def remind(*, at: datetime) -> int:
    """Say ``key.ends_soon`` for keys that end soon; run in the system's scope. Returns how many were new.

    The event's id is made from the key, so running twice says it once.
    """
    facts = {uuid.uuid5(_NAMESPACE, str(key.pk)): _fact(key) for key in keys_ending(at)}
    return emit_once("key.ends_soon", facts, at=at)


def _fact(key: ApiKey) -> dict[str, object]:
    day = key.expires_on.isoformat() if key.expires_on else ""
    return {"organization": key.organization_id, "name": key.name, "day": day}
