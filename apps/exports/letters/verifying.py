"""Whether a letter is what it says: by its number, or by a file in hand. Pages, API and command give these answers.

A file is the one that was sealed when the register holds the digest of its bytes, and its signature is ours: so a
register that somebody rewrote is told too. A file that the register does not hold is never opened, only looked
through for the number and address that it carries.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Count, Min
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.organizations.scope import system_scope

from ..models import Letter, LetterLine, LetterSeal

#: Larger files are no letters of ours.
LARGEST_FILE = 10 * 1024 * 1024
_ADDRESS = re.compile(rb"(https?://[^\s<>()\"']{1,200})/letters/(CL-[0-9A-HJKMNP-TV-Z]{8})/")


class Answer(models.TextChoices):
    """What is told of a letter."""

    AUTHENTIC = "authentic", pgettext_lazy("letter", "In force")
    REPLACED = "replaced", pgettext_lazy("letter", "Replaced")
    REVOKED = "revoked", pgettext_lazy("letter", "Revoked")
    WAITING = "waiting", pgettext_lazy("letter", "Not sealed yet")
    ALTERED = "altered", pgettext_lazy("letter", "Altered")
    UNKNOWN = "unknown", pgettext_lazy("letter", "Unknown here")


_SAID = {
    Answer.AUTHENTIC: _("This letter was issued here and is in force."),
    Answer.REPLACED: _("Another letter took the place of this one: it promises nothing any more."),
    Answer.REVOKED: _("The manufacturer revoked this letter: it promises nothing any more."),
    Answer.WAITING: _("This letter was issued and is being sealed: it is in force once that is done."),
    Answer.ALTERED: _("This file is not the one that was sealed under this number: do not rely on what it says."),
    Answer.UNKNOWN: _("No letter of this number, and no such file, is in the register of this site."),
}
_TONES = {
    Answer.AUTHENTIC: "ok",
    Answer.REPLACED: "warn",
    Answer.REVOKED: "bad",
    Answer.WAITING: "info",
    Answer.ALTERED: "bad",
    Answer.UNKNOWN: "neutral",
}


@dataclass(frozen=True)
class Verdict:
    """``letter``: which one it is about, if any. ``elsewhere``: the site that a file names, when it is another.

    ``same_bytes``: a file in hand is the one that was sealed. ``fault``: what is wrong with a seal, for operators.
    """

    answer: Answer
    letter: Letter | None = None
    elsewhere: str = ""
    same_bytes: bool = False
    fault: str = ""

    @property
    def said(self) -> Any:
        """The answer as a sentence."""
        return _SAID[self.answer]

    @property
    def tone(self) -> str:
        """The tone of its badge."""
        return _TONES[self.answer]

    @property
    def banner(self) -> str:
        """The tone of its banner, which has no neutral one."""
        return "info" if self.tone == "neutral" else self.tone


@dataclass(frozen=True)
class Promised:
    """Part of what a letter promises, without the cars' numbers: so many go there and are served by this centre."""

    country: str
    name: str
    firm: str
    address: str
    city: str
    cars: int


def by_number(number: str) -> Verdict:
    """What is on record of a number, as somebody typed it or its QR code gives it (1 query)."""
    with system_scope("a letter that somebody verifies"):
        letter = _letters().filter(number=number.strip().upper()).first()
    return Verdict(_state(letter), letter) if letter else Verdict(Answer.UNKNOWN)


def by_file(content: bytes) -> Verdict:
    """Whether some bytes are a letter that was sealed here, and what became of it (at most 2 queries)."""
    digest = hashlib.sha256(content).hexdigest()
    with system_scope("a file that somebody verifies"):
        seal = LetterSeal.objects.filter(sha256=digest).first()
        letter = _letters().get(pk=seal.letter_id) if seal else None
    if letter is None:
        return _not_held(content)
    fault = _fault_of(content)
    if fault:
        return Verdict(Answer.UNKNOWN, letter, same_bytes=True, fault=fault)
    return Verdict(_state(letter), letter, same_bytes=True)


def what_it_promises(letter: Letter, most: int = 30) -> tuple[Sequence[Promised], int]:
    """Destinations and service centres with the number of cars, and how many more there are (1 query)."""
    with system_scope("what a letter promises, for everybody"):
        names = ("country", "centre_name", "centre_firm", "centre_address", "centre_city")
        rows = LetterLine.objects.filter(letter=letter).values_list(*names).annotate(cars=Count("id"), first=Min("id"))
        found = [Promised(*row[:6]) for row in rows.order_by("first")]
    return found[:most], max(0, len(found) - most)


def _fault_of(content: bytes) -> str:
    from .signing import fault_of  # the library takes 30 MB: loaded where a file of the register is verified

    return fault_of(content)


def _letters() -> models.QuerySet[Letter]:
    return Letter.objects.select_related("maker", "seal", "replaced_by")


def _state(letter: Letter) -> Answer:
    if letter.status == Letter.Status.ISSUED:
        return Answer.AUTHENTIC if hasattr(letter, "seal") else Answer.WAITING
    return Answer(letter.status)


def _not_held(content: bytes) -> Verdict:
    """A file that the register does not hold: which letter, or which other site, it says that it is of."""
    found = _ADDRESS.search(content)
    if found is None:
        return Verdict(Answer.UNKNOWN)
    address, number = found[1].decode("ascii", "replace"), found[2].decode()
    known = by_number(number)
    if known.letter is not None:
        return Verdict(Answer.ALTERED, known.letter)
    ours = urlsplit(settings.SITE_URL).netloc
    return Verdict(Answer.UNKNOWN, elsewhere=_host(address) if _host(address) != ours else "")


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""
