"""From somebody acting to the row that names them for good."""

from __future__ import annotations

from apps.organizations.scope import Actor, Side, system_scope

from .models import ActorRecord


def record_of(actor: Actor) -> ActorRecord:
    """The row of ``actor`` as they are called now, made on first use; inside the caller's transaction."""
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


def _kind(actor: Actor) -> str:
    if actor.side is Side.SYSTEM:
        return ActorRecord.Kind.SYSTEM
    return ActorRecord.Kind.KEY if actor.key_id is not None else ActorRecord.Kind.PERSON
