"""What mails say, in the language and the zone of their reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.core.today import zone_named

from .catalogue import Words


@dataclass(frozen=True)
class Told:
    """One thing that a person is told: the words of the catalogue, the values they are made of, and when it was."""

    words: Words
    values: Mapping[str, Any]
    occurred_at: datetime


def message(person: User, told: Sequence[Told]) -> EmailMessage:
    """A mail of one thing, or of several that came close together, the oldest first."""
    with _as_read_by(person):
        sentences = [each.words.say(each.values) for each in told]
        blocks = ["\n".join([sentence, *_details(each)]) for sentence, each in zip(sentences, told, strict=True)]
        footer = "\n\n".join([_how_often(), str(settings.SITE_NAME)])
        return EmailMessage(subject=_subject(sentences), body="\n\n".join([*blocks, footer]), to=[person.email])


def _subject(sentences: Sequence[str]) -> str:
    more = len(sentences) - 1
    if not more:
        return sentences[0]
    return ngettext("%(first)s, and %(n)d more", "%(first)s, and %(n)d more", more) % {"first": sentences[0], "n": more}


def _details(told: Told) -> list[str]:
    """Number and moment, what happens next, and where to look."""
    here = timezone.localtime(told.occurred_at)
    lines = [_("When: %(moment)s (%(zone)s)") % {"moment": date_format(here, "DATETIME_FORMAT"), "zone": here.tzinfo}]
    if told.values.get("number"):
        lines.insert(0, _("Number: %(number)s") % told.values)
    following = told.words.next_words(told.values) if told.words.next_words else ""
    address = _absolute(told.words.url(told.values))
    return [*lines, *filter(None, [following]), _("Open it here: %(url)s") % {"url": address}]


def _how_often() -> str:
    return _("How often such mails come you choose in your profile: %(url)s") % {
        "url": _absolute(reverse("accounts:profile"))
    }


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{path}"


@contextmanager
def _as_read_by(person: User) -> Iterator[None]:
    with translation.override(person.language), timezone.override(zone_named(person.time_zone)):
        yield
