"""Keys of what was sent: the same thing sent twice is done once and answered alike.

Three things are sent with a key: a step of a case, something new (an order, a claim), and any writing request of the
API. All of them stand in one table.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.db.bites import delete_in_bites
from apps.core.errors import Conflict
from apps.organizations.scope import Actor, system_scope

from .actors import record_of
from .models import ActorRecord, StepKey

#: Whoever sends a step again does so within minutes; after this, the state of the case is what hinders it.
KEPT_FOR = timedelta(days=90)
#: Answers hold what people wrote: they are kept for as long as a program may try again.
ANSWERS_KEPT = timedelta(days=7)
_REQUEST = "request"


def claim(key: str, *, actor: ActorRecord, kind: str, digest: str, at: datetime) -> StepKey | None:
    """Take a key for a step that begins; None when that very step was taken before.

    Somebody who sends the same key at the same moment waits here until the first is through. Raises Conflict (code
    ``key_reused``) when the key was used for another content.
    """
    found = _taken(key, actor=actor, kind=kind, digest=digest, at=at)
    return found if found.event_id is None else None


def keep(key: StepKey, event_id: int) -> None:
    """Remember what came of the step."""
    key.event_id = event_id
    with system_scope("keep the key of a step"):
        key.save(update_fields=["event_id"])


def same_content(key: str, *, by: Actor, kind: str, content: Mapping[str, Any], at: datetime) -> None:
    """Remember what something new is made of; called when it is made and whenever its key comes again.

    The key is one for the whole firm, or the owner. Raises Conflict (code ``key_reused``) for another content.
    """
    name, digest = _named(kind, key), _digest([kind, content])
    with system_scope("content of something new"):
        whose = {"actor__organization_id": by.organization_id} if by.organization_id else {"actor__user_id": by.user_id}
        known = StepKey.objects.filter(key=name, kind=kind, **whose).first()
        if known is None:
            mine = StepKey(actor=record_of(by), key=name, digest=digest, kind=kind, taken_at=at)
            StepKey.objects.bulk_create([mine], ignore_conflicts=True)
            known = StepKey.objects.get(actor=mine.actor, key=name)
    if known.digest != digest:
        raise Conflict(
            _("This was sent before with other answers: open the form anew, or send a key of its own."),
            code="key_reused",
        )


def claim_request(key: str, *, by: Actor, digest: str, at: datetime) -> StepKey:
    """Take a key for a request of the API; its ``status`` is set when the very same one was answered before.

    Waits and raises as :func:`claim` does.
    """
    name = _named(_REQUEST, key)
    return _taken(name, actor=record_of(by), kind=_REQUEST, digest=digest, at=at, shown=key)


def keep_answer(key: StepKey, *, status: int, answer: str) -> None:
    """Remember what a request was answered."""
    key.status, key.answer = status, answer
    with system_scope("keep the answer to a request"):
        key.save(update_fields=["status", "answer"])


def forget_old(*, at: datetime) -> int:
    """Delete keys of steps taken long ago, and answers given a while ago; returns how many."""
    old = Q(taken_at__lt=at - KEPT_FOR) | Q(taken_at__lt=at - ANSWERS_KEPT, kind=_REQUEST)
    rows = partial(StepKey.objects.filter, old)
    return delete_in_bites(rows, scope=partial(system_scope, "keys of steps that are old enough to be forgotten"))


def digest_of(*, kind: str, case: int, verb: str, note: str, values: Mapping[str, Any]) -> str:
    """What stands for a step's content, the same on every machine."""
    return _digest([kind, case, verb, note, values])


def _taken(key: str, *, actor: ActorRecord, kind: str, digest: str, at: datetime, shown: str = "") -> StepKey:
    mine = StepKey(actor=actor, key=key, digest=digest, kind=kind, taken_at=at)
    with system_scope("take the key of a step"):
        StepKey.objects.bulk_create([mine], ignore_conflicts=True)
        found = StepKey.objects.get(actor=actor, key=key)
    if found.digest != digest:
        raise _reused(shown or key)
    return found


def _reused(key: str) -> Conflict:
    return Conflict(
        _("The key “%(key)s” was used for another step or other words: send a key of its own with each step.")
        % {"key": key},
        field="key",
        code="key_reused",
    )


def _named(kind: str, key: str) -> str:
    """A key of any length, apart from equal keys of other kinds."""
    return hashlib.sha256(f"{kind} {key}".encode()).hexdigest()


def _digest(content: list[Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, cls=DjangoJSONEncoder).encode()).hexdigest()
