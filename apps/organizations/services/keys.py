"""Keys for an organisation's own software. Only the digest of a key is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.core.today import day_of_figures

from ..door import door
from ..identity import new_secret
from ..models import ApiKey
from ..scope import Actor
from .guard import require_admin

#: More keys than programs is a sign of keys that nobody revokes.
MOST_KEYS = 20
_LOCKS = 7_302_011  # first key of the advisory locks, one an organisation


@transaction.atomic
@door("organizations.keys")
def create_key(
    *,
    name: str,
    may_write: bool,
    by: Actor,
    at: datetime,
    rooms: Sequence[str] = (),
    expires_on: date | None = None,
) -> tuple[ApiKey, str]:
    """Make a key; returns its row and the whole key, which can never be shown again.

    ``rooms`` none: all of them. ``expires_on``, the first day it no longer works, is the latest possible unless said.
    Raises Refused (field ``expires_on``, or code ``too_many_keys``).
    """
    organization_id = require_admin(by)
    last = day_of_figures(at) + timedelta(days=settings.API_KEY_DAYS)
    expires_on = last if expires_on is None else expires_on
    if not day_of_figures(at) < expires_on <= last:
        raise Refused(
            _("%(day)s: choose a day after today and not after %(last)s.")
            % {"day": expires_on.isoformat(), "last": last.isoformat()},
            field="expires_on",
        )
    _count(organization_id, at)
    return _make(organization_id, name=name, may_write=may_write, rooms=rooms, expires_on=expires_on, by=by, at=at)


@transaction.atomic
@door("organizations.keys")
def rotate_key(*, key: ApiKey, by: Actor, at: datetime) -> tuple[ApiKey, str]:
    """Make a successor with the same rights and a new secret, for as long as a key may last.

    The old key works beside it for ``API_KEY_OVERLAP_HOURS``, unless it had stopped working. Raises Refused (code
    ``rotated``) for a key that was revoked or rotated.
    """
    organization_id = require_admin(by)
    _lock(organization_id)
    key.refresh_from_db(fields=["revoked_at"])
    if key.revoked_at is not None:
        raise Refused(_("“%(name)s” was revoked or rotated: make a new key.") % {"name": key.name}, code="rotated")
    works = ApiKey.objects.in_force(at).filter(pk=key.pk).exists()
    if not works:
        _count(organization_id, at)
    key.revoked_at = at + timedelta(hours=settings.API_KEY_OVERLAP_HOURS if works else 0)
    key.save(update_fields=["revoked_at"])
    last = day_of_figures(at) + timedelta(days=settings.API_KEY_DAYS)
    return _make(
        organization_id, name=key.name, may_write=key.may_write, rooms=key.rooms, expires_on=last, by=by, at=at
    )


@transaction.atomic
@door("organizations.keys")
def revoke_key(*, key: ApiKey, by: Actor, at: datetime) -> ApiKey:
    """End a key from the next request on; revoking twice keeps the first moment."""
    require_admin(by)
    if key.revoked_at is None or key.revoked_at > at:
        key.revoked_at = at
        key.save(update_fields=["revoked_at"])
    return key


def _make(
    organization_id: int,
    *,
    name: str,
    may_write: bool,
    rooms: Sequence[str],
    expires_on: date,
    by: Actor,
    at: datetime,
) -> tuple[ApiKey, str]:
    whole, prefix, digest = new_secret()
    key = ApiKey.objects.create(
        organization_id=organization_id,
        name=name.strip(),
        prefix=prefix,
        digest=digest,
        may_write=may_write,
        rooms=sorted(set(rooms)),
        expires_on=expires_on,
        created_by_id=by.user_id,
        created_by_name=by.name,
        created_at=at,
    )
    return key, whole


def _count(organization_id: int, at: datetime) -> None:
    """Refuse a key too many; whoever makes one at the same moment waits. One that was rotated is counted no more."""
    _lock(organization_id)
    in_use = ApiKey.objects.in_force(at).filter(organization_id=organization_id, revoked_at=None)
    if in_use.count() >= MOST_KEYS:
        raise Refused(_("%(most)s keys are in use: revoke one first.") % {"most": MOST_KEYS}, code="too_many_keys")


def _lock(organization_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCKS, organization_id])
