"""Whoever has proven an address finds the invitations sent to it: as notices, when they come and when one is made."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from allauth.account.signals import email_confirmed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.notifications.models import Notice
from apps.organizations.scope import system_scope

from .addresses import proven_by
from .models import Invitation

_KEY = "invitation.invited/owner"
#: One notice for an invitation, however often somebody comes.
_NAMES = uuid.UUID("6c0f7d86-3f0c-4f0e-9f0a-0b1f3d2c5a71")


def greet(user_id: int, *, at: datetime) -> None:
    """Bind open invitations to the person who proved their addresses, and tell them; safe to run twice."""
    addresses = proven_by(user_id)
    with system_scope("invitations sent to somebody's addresses"):
        rows = Invitation.objects.filter(email__in=addresses, status=Invitation.Status.OPEN, expires_at__gt=at)
        found = list(rows.select_related("organization"))
        rows.exclude(invitee_id=user_id).update(invitee_id=user_id)
        Notice.objects.bulk_create([_notice(row, user_id) for row in found], ignore_conflicts=True)


def _notice(invitation: Invitation, user_id: int) -> Notice:
    return Notice(
        user_id=user_id,
        event_id=uuid.uuid5(_NAMES, invitation.number),
        key=_KEY,
        values={"number": invitation.number, "organization_name": invitation.organization.name},
        url=reverse("organizations:invitation", args=[invitation.number]),
        created_at=invitation.created_at,
    )


@receiver(user_logged_in)
def _on_sign_in(sender: Any, user: User, **kwargs: Any) -> None:
    greet(user.pk, at=timezone.now())


@receiver(email_confirmed)
def _on_proof(sender: Any, email_address: Any, **kwargs: Any) -> None:
    greet(email_address.user_id, at=timezone.now())
