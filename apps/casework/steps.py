"""What may be done with a case, as data: services, pages, API, notices, badges, tests and documentation read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Conflict, Refused
from apps.core.texts import LETTERS_IN_A_SIGN, said
from apps.organizations.scope import Actor, Side

if TYPE_CHECKING:
    from .engine import Act

#: Changes fields and clocks of the locked case; what it puts into ``act.values`` and ``act.fact`` is told.
Effect = Callable[[Any, "Act"], None]
Thing = TypeVar("Thing")


_NOTE = _("Note")
_DONE = _("Done. The other side has been told.")
_TOO_LITTLE = _("“%(text)s” says too little: write at least %(least)d letters, or %(signs)d Chinese characters.")
_NOTHING = _("This is missing: write at least %(least)d letters, or %(signs)d Chinese characters.")


class TransitionNotAllowed(Conflict):
    """The case is no longer in a state from which this can be done: somebody was there first."""


def resolved(thing: Thing | str) -> Thing:
    """What a dotted path names; tables name what would otherwise go round in a circle."""
    return import_string(thing) if isinstance(thing, str) else thing


@dataclass(frozen=True)
class Grounds:
    """What a person writes with a step: the name of the field, and how much is needed, in letters (0: as they wish)."""

    field: str = "note"
    label: Any = _NOTE
    least: int = 0
    most: int = 2000
    rows: int = 2
    help: Any = ""

    def checked(self, text: str) -> str:
        """The text, trimmed; Refused names the field when it says too little."""
        found = text.strip()
        if (letters := said(found)) < self.least:
            raise Refused(
                (_TOO_LITTLE if letters else _NOTHING)
                % {"text": found, "least": self.least, "signs": ceil(self.least / LETTERS_IN_A_SIGN)},
                field=self.field,
                code="too_short",
            )
        return found


@dataclass(frozen=True)
class Notice:
    """Whom a step is told to, and the sentence (an English msgid, given through gettext_noop).

    ``urgent``: mailed at once, whatever pace the reader chose.
    """

    to: str
    text: str
    urgent: bool = False


@dataclass(frozen=True)
class ClockChange:
    """A simple effect on the case's own clocks: ``start``, ``stop`` or ``drop`` (it falls away).

    An empty obligation means all that run.
    """

    change: str
    obligation: str = ""


@dataclass(frozen=True)
class Step:
    """``verb`` leads from one of ``sources`` to ``target`` when one of ``sides`` takes it.

    ``target`` empty: the state stays. ``roles`` empty: everybody of these sides who may write. Several rows of one
    verb differ in sources, sides and target; what else a verb has stands in its first row.
    """

    verb: str
    label: Any
    sources: tuple[str, ...]
    target: str
    sides: tuple[Side, ...]
    #: The line of the timeline; ``%(name)s`` stands for a value of the event.
    words: Any
    roles: tuple[str, ...] = ()
    #: Of a case between two firms of one side: the column that names whose step it is.
    firm: str = ""
    #: None: nothing is written with it.
    grounds: Grounds | None = Grounds()
    #: Form of the page and serializer of the API when more is asked than the grounds.
    form: Any = ""
    data: Any = ""
    #: The service of a step that takes more than its grounds; other steps are taken by the engine itself.
    service: Any = ""
    effect: Effect | str = ""
    clocks: tuple[ClockChange, ...] = ()
    notices: tuple[Notice, ...] = ()
    #: The fact of the outbox, behind the kind's name; empty: the verb; None: nothing is told.
    fact: str | None = ""
    tone: str = "info"
    #: A sentence to tick before the step is taken from a page: for what cannot be taken back.
    confirm: Any = ""
    #: To somebody's harm: never what a page offers first.
    grave: bool = False
    #: Whether somebody else's step in between hinders this one (a message disturbs nobody).
    versioned: bool = True
    #: Whether the page shows a form for it among its steps, and whether the API has an action for it.
    page: bool = True
    api: bool = True
    #: Whether it may be told afterwards, with the time at which it happened (moments.py).
    told_later: bool = False
    #: Shown above the form: a template's name.
    hint: str = ""
    #: What the page says when it is done.
    done: Any = _DONE

    def may(self, actor: Actor) -> bool:
        """Whether the actor's side and role ever take it."""
        return actor.side in self.sides and actor.may_write and (not self.roles or actor.role in self.roles)

    def is_of(self, case: Any, actor: Actor) -> bool:
        """Whether it is the actor's to take in this case, whatever its state."""
        return self.may(actor) and (not self.firm or getattr(case, self.firm) == actor.organization_id)

    @property
    def topic(self) -> str | None:
        """The last half of the fact's name."""
        return self.fact if self.fact is None else self.fact or self.verb

    @property
    def address(self) -> str:
        """The verb as the API's addresses write it."""
        return self.verb.replace("_", "-")


@dataclass(frozen=True)
class Happening:
    """An event that is no step: the beginning of a case, or what the system notices."""

    kind: str
    words: Any
    notices: tuple[Notice, ...] = ()
    #: The fact of the outbox, when it is called otherwise.
    fact: str = ""

    @property
    def topic(self) -> str:
        """The last half of the fact's name."""
        return self.fact or self.kind
