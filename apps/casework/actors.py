"""From somebody acting to the row that names them for good."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.db.once import once
from apps.core.errors import Refused
from apps.organizations.identity import AS_OWNER, actor_of_key, of_person, scope_of_organization
from apps.organizations.models import ApiKey
from apps.organizations.scope import SYSTEM_ACTOR, Actor, Scope, Side, acting_as, system_scope

from .models import ActorRecord


def record_of(actor: Actor) -> ActorRecord:
    """The row of ``actor`` as they are called now, made on first use; inside the caller's transaction.

    Asked for by each fact that names them: read once in a transaction.
    """
    return once((ActorRecord, actor), partial(_record_of, actor))


def _record_of(actor: Actor) -> ActorRecord:
    values = {
        "kind": _kind(actor),
        "side": actor.side.name.lower(),
        "role": actor.role,
        "name": actor.name,
        "user_id": actor.user_id,
        "api_key_id": actor.key_id,
        "organization_id": actor.organization_id,
        "organization_name": actor.organization_name,
    }
    with system_scope("name an actor for the record"):
        found = ActorRecord.objects.filter(**values).first()
        if found is None:
            # Somebody else may write the same row at this moment: then theirs is the one.
            ActorRecord.objects.bulk_create([ActorRecord(**values)], ignore_conflicts=True)
            found = ActorRecord.objects.get(**values)
        return found


def acting_again(record: ActorRecord, *, at: datetime) -> tuple[Actor, Scope]:
    """Somebody who acted before, acting again later through a job, with the rights they have now.

    Raises Refused when they may not any more: a leaver, somebody made a viewer, a revoked key.
    """
    found = _again(record, at)
    if found is None or not found[0].may_write:
        raise Refused(_("%(name)s may no longer do this.") % {"name": record.name}, code="no_longer")
    return found


def _again(record: ActorRecord, at: datetime) -> tuple[Actor, Scope] | None:
    if record.kind == ActorRecord.Kind.SYSTEM:
        return SYSTEM_ACTOR, Scope(Side.SYSTEM)
    if record.kind == ActorRecord.Kind.KEY:
        return _key(record, at)
    with system_scope("look up who asked for a job"):
        user = User.objects.filter(pk=record.user_id or 0, is_active=True).first()
    if user is None:
        return None
    who = of_person(user, record.organization_id or AS_OWNER)
    if who.actor.organization_id != record.organization_id or who.actor.side.name.lower() != record.side:
        return None
    return who.actor, who.scope


def _key(record: ActorRecord, at: datetime) -> tuple[Actor, Scope] | None:
    with acting_as(Scope(Side.GATE)):
        keys = ApiKey.objects.select_related("organization").in_force(at)
        key = keys.filter(pk=record.api_key_id or 0).first()
    if key is None:
        return None
    scope = scope_of_organization(key.organization)
    return actor_of_key(key, scope), scope


def _kind(actor: Actor) -> str:
    if actor.side is Side.SYSTEM:
        return ActorRecord.Kind.SYSTEM
    return ActorRecord.Kind.KEY if actor.key_id is not None else ActorRecord.Kind.PERSON
