"""The worker's side of letters: try, try again later, give up."""

from __future__ import annotations

import logging
import smtplib
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from allauth.account.forms import default_token_generator
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.utils import user_pk_to_url_str
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from .addresses import one_form
from .models import Letter, User

logger = logging.getLogger("sanbao.letters")
#: A link is worth another try for so long.
TRIED_FOR = timedelta(days=2)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)


def send_waiting(*, at: datetime) -> int:
    """Send what waits, each letter in a transaction of its own; returns how many were dealt with. Safe to run twice."""
    dealt_with = 0
    while _one(at):
        dealt_with += 1
    return dealt_with


@transaction.atomic
def _one(at: datetime) -> bool:
    """Deal with the oldest that is due. A worker killed between sending and committing sends it twice."""
    rows = Letter.objects.select_for_update(skip_locked=True).filter(next_at__lte=at)
    letter = rows.order_by("next_at", "id").first()
    if letter is None:
        return False
    try:
        for message in _messages(letter):
            message.send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused) as error:
        logger.warning("the mail server refuses letter %s for good: %s", letter.pk, error.args[:1])
    except (OSError, smtplib.SMTPException) as error:
        if at - letter.created_at < TRIED_FOR:
            _later(letter, at)
            return True
        logger.warning("letter %s is given up: %s", letter.pk, error)
    letter.delete()
    return True


def _later(letter: Letter, at: datetime) -> None:
    letter.next_at = at + min(FIRST_WAIT * 2 ** min(letter.tries, 10), LONGEST_WAIT)
    letter.tries += 1
    letter.save(update_fields=["tries", "next_at"])


def _messages(letter: Letter) -> list[EmailMessage]:
    if letter.kind == Letter.Kind.READY:
        return [EmailMessage(letter.subject, letter.body, to=[letter.address])]
    with translation.override(letter.language):
        accounts = _accounts_of(letter.address)
        return [_reset(letter, user, one_of=len(accounts)) for user in accounts]


def _accounts_of(address: str) -> list[User]:
    """Who signs in with an address. Of some mailboxes there are two accounts, from before addresses had one form: the
    other one is found by its old form.
    """
    found: list[User] = filter_users_by_email(address, is_active=True, prefer_verified=True, for_login=True)
    if "@" not in address or "xn--" not in address:
        return found
    old = User.objects.filter(is_active=True, email__startswith=address.partition("@")[0], email__regex="[^[:ascii:]]")
    return [*found, *(user for user in old if one_form(user.email) == address)]


def _reset(letter: Letter, user: User, *, one_of: int) -> EmailMessage:
    """The link to choose a new password: one for each account of the mailbox."""
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)},
    )
    told = {
        "site_domain": urlsplit(letter.site).netloc,
        "password_reset_url": f"{letter.site}{path}",
        "made_on": user.date_joined if one_of > 1 else None,
    }
    subject = " ".join(render_to_string("account/email/password_reset_key_subject.txt", told).split())
    body = render_to_string("account/email/password_reset_key_message.txt", told).strip()
    return EmailMessage(subject, body, to=[letter.address])
