"""The letter box: all mail is written down in the transaction that asks for it, and posted by a queue of its own.

No request and no other consumer waits for a mail server, and none learns from it who exists. A letter is deleted once
the server has taken it, since letters hold links that open accounts.
"""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from apps.organizations.scope import system_scope

from .models import Letter, OutboxEvent
from .outbox import emit
from .relay import consumer

QUEUE = "mail"


class LetterBackend(BaseEmailBackend):
    """Django's ``EMAIL_BACKEND`` of this house; ``POST_BACKEND`` is the one that talks to a server."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with transaction.atomic(), system_scope("letters are put into the box"):
            for message in email_messages:
                _write(message, at=timezone.now())
        return len(email_messages)


def _write(message: EmailMessage, *, at: datetime) -> None:
    """One letter of text, perhaps with the same as HTML; raises ValueError for what a letter does not carry."""
    if message.attachments or message.cc or message.bcc:
        raise ValueError("a letter has readers and text, no attachments and no copies")
    letter = Letter(
        to=[*message.to],
        sender=message.from_email,
        subject=" ".join(message.subject.split()),  # a line break in a name would silence the mail
        body=str(message.body),
        html=_html_of(message),
        written_at=at,
    )
    letter.save(force_insert=True)
    emit("letter.written", at=at, letter=letter.pk)


def _html_of(message: EmailMessage) -> str:
    alternatives = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    return next((str(content) for content, kind in alternatives if kind == "text/html"), "")


@consumer("post", "letter.written", queue=QUEUE)
def post(event: OutboxEvent, at: datetime) -> None:
    """Hand the letter to the mail server. A refusal for good is kept for operators; any other failure is tried again.

    Mail servers know no transactions: should the worker die between sending and committing, the letter goes twice.
    """
    letter = Letter.objects.filter(pk=event.payload["letter"], refused_at=None).first()
    if letter is None:
        return
    try:
        get_connection(settings.POST_BACKEND).send_messages([_message(letter)])
    except smtplib.SMTPException as error:
        if not _for_good(error):
            raise
        letter.refused_at, letter.refusal = at, str(error)[:500]
        letter.save(update_fields=["refused_at", "refusal"])
    else:
        letter.delete()


def _message(letter: Letter) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(letter.subject, letter.body, letter.sender, letter.to)
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return message


def _for_good(error: smtplib.SMTPException) -> bool:
    """Whether the server will never take this letter (RFC 5321, 4.2.1: replies that begin with 5)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _text in error.recipients.values())
    # That we may not sign in, or not send at all, is no word about this letter.
    return isinstance(error, smtplib.SMTPDataError | smtplib.SMTPSenderRefused) and 500 <= error.smtp_code < 600
