"""Keys for an organisation's own software. Only the digest of a key is kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused

from ..door import door
from ..identity import new_secret
from ..models import ApiKey
from ..scope import Actor
from .guard import require_admin

#: More keys than programs is a sign of keys that nobody revokes.
MOST_KEYS = 20


@transaction.atomic
@door("organizations.keys")
def create_key(*, name: str, may_write: bool, by: Actor, at: datetime) -> tuple[ApiKey, str]:
    """Make a key; returns its row and the whole key, which can never be shown again."""
    organization_id = require_admin(by)
    if ApiKey.objects.filter(organization_id=organization_id, revoked_at=None).count() >= MOST_KEYS:
        raise Refused(_("%(most)s keys are in use: revoke one first.") % {"most": MOST_KEYS}, code="too_many_keys")
    whole, prefix, digest = new_secret()
    key = ApiKey.objects.create(
        organization_id=organization_id,
        name=name.strip(),
        prefix=prefix,
        digest=digest,
        may_write=may_write,
        created_by_id=by.user_id,
        created_by_name=by.name,
        created_at=at,
    )
    return key, whole


@transaction.atomic
@door("organizations.keys")
def revoke_key(*, key: ApiKey, by: Actor, at: datetime) -> ApiKey:
    """End a key from the next request on; revoking twice keeps the first moment."""
    require_admin(by)
    if key.revoked_at is None:
        key.revoked_at = at
        key.save(update_fields=["revoked_at"])
    return key
