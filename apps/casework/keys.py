"""Keys of steps: the same step sent twice acts once and is answered alike."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext_lazy as _

from apps.core.db.bites import delete_in_bites
from apps.core.errors import Conflict
from apps.organizations.scope import system_scope

from .models import ActorRecord, StepKey

#: Whoever sends a step again does so within minutes; after this, the state of the case is what hinders it.
KEPT_FOR = timedelta(days=90)


def claim(key: str, *, actor: ActorRecord, kind: str, digest: str, at: datetime) -> StepKey | None:
    """Take a key for a step that begins; None when that very step was taken before.

    Somebody who sends the same key at the same moment waits here until the first is through. Raises Conflict (code
    ``key_reused``) when the key was used for another content.
    """
    mine = StepKey(actor=actor, key=key, digest=digest, kind=kind, taken_at=at)
    with system_scope("take the key of a step"):
        StepKey.objects.bulk_create([mine], ignore_conflicts=True)
        found = StepKey.objects.get(actor=actor, key=key)
    if found.digest != digest:
        raise Conflict(
            _("The key “%(key)s” was used for another step or other words: send a key of its own with each step.")
            % {"key": key},
            field="key",
            code="key_reused",
        )
    return found if found.event_id is None else None


def keep(key: StepKey, event_id: int) -> None:
    """Remember what came of the step."""
    key.event_id = event_id
    with system_scope("keep the key of a step"):
        key.save(update_fields=["event_id"])


def forget_old(*, at: datetime) -> int:
    """Delete keys of steps taken long ago; returns how many."""
    rows = partial(StepKey.objects.filter, taken_at__lt=at - KEPT_FOR)
    return delete_in_bites(rows, scope=partial(system_scope, "keys of steps that are old enough to be forgotten"))


def digest_of(*, kind: str, case: int, verb: str, note: str, values: Mapping[str, Any]) -> str:
    """What stands for a step's content, the same on every machine."""
    content = json.dumps([kind, case, verb, note, values], sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(content.encode()).hexdigest()
