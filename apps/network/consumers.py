"""What follows an invitation: the mail, and the notice for whoever is known by the address."""

from __future__ import annotations

from datetime import datetime

from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.notifications.models import OutboxEvent
from apps.notifications.relay import consumer

from .addresses import person_of_address
from .greeting import greet
from .links import link_of
from .models import Invitation


@consumer("invitations", "invitation.invited")
def send(event: OutboxEvent, at: datetime) -> None:
    """Write to the address, unless the invitation is over meanwhile. Mail servers know no transactions: see ``mail``
    of the notifications.
    """
    rows = Invitation.objects.select_related("organization").filter(pk=event.payload["invitation"])
    invitation = rows.filter(status=Invitation.Status.OPEN).first()
    if invitation is None:
        return
    known = person_of_address(invitation.email)
    if known is not None:
        greet(known, at=at)
    _message(invitation).send()


def _message(invitation: Invitation) -> EmailMessage:
    """In the language that the firm chose. Nothing of it was written by the one who invites."""
    with translation.override(invitation.language):
        told = {
            "firm": invitation.organization.name,
            "role": invitation.get_role_display(),
            "url": link_of(invitation.number),
            "day": date_format(invitation.expires_at),
        }
        subject = _("%(firm)s invites you to act for it on Sanbao") % told
        body = (
            _(
                "%(firm)s asks you to act for it on Sanbao. Your role would be: %(role)s.\n\n"
                "Look at the invitation, and accept or decline it, here: %(url)s\n\n"
                "It is open until %(day)s. Sign in or sign up with this e-mail address. Nothing happens unless you "
                "accept. If you do not know %(firm)s, leave this mail alone.\n\nSanbao"
            )
            % told
        )
        return EmailMessage(subject=subject, body=body, to=[invitation.email])
