"""Which facts people are told of: topic, to whom, in which words, and where the notice leads.

Apps add their entries in ``consumers.py``; the words are made in each reader's language when they are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

#: Side keys of an event's payload that name recipients; ``supplier`` is a dealer that another one asks,
#: ``regulators`` are those watching its country, ``administrators`` those of its ``organization``.
RECIPIENTS = ("owner", "dealer", "supplier", "manufacturer", "regulators", "administrators")


@dataclass(frozen=True)
class Words:
    """``text`` is an English msgid with ``%(name)s`` places for values of the payload.

    ``url_value`` names the value that the address takes; empty: it takes none.
    """

    to: str
    text: str
    url_name: str
    url_value: str = "number"
    #: What happens next, in words, made of the payload; mails say it.
    next_words: Callable[[Mapping[str, Any]], str] | None = None
    #: Mailed at once, whatever pace its reader chose: somebody's time runs, or somebody's safety or access is at stake.
    urgent: bool = False

    def say(self, values: Mapping[str, Any]) -> str:
        """The sentence in the active language."""
        return gettext(self.text) % values

    def url(self, values: Mapping[str, Any]) -> str:
        return reverse(self.url_name, args=[values[self.url_value]] if self.url_value else None)


_entries: dict[str, list[Words]] = {}


def list_notice(
    topic: str,
    *,
    to: str,
    text: str,
    url_name: str,
    url_value: str = "number",
    next_words: Callable[[Mapping[str, Any]], str] | None = None,
    urgent: bool = False,
) -> None:
    """List a notice: on ``topic``, people of the side ``to`` are told ``text`` (give it through gettext_noop)."""
    if to not in RECIPIENTS:
        raise ValueError(f"{to!r} is no recipient: use one of {', '.join(RECIPIENTS)}")
    entry = Words(to=to, text=text, url_name=url_name, url_value=url_value, next_words=next_words, urgent=urgent)
    if entry not in _entries.setdefault(topic, []):
        _entries[topic].append(entry)


def entries(topic: str) -> list[Words]:
    return list(_entries.get(topic, ()))


def topics() -> list[str]:
    return sorted(_entries)


def key_of(topic: str, entry: Words) -> str:
    """What a notice keeps to find its words again."""
    return f"{topic}/{entry.to}"


def words_of(key: str) -> Words | None:
    """The entry behind a kept key; None when a later release no longer has it."""
    topic, _slash, to = key.partition("/")
    return next((entry for entry in entries(topic) if entry.to == to), None)
