"""Kinds of cases: a model with its table of steps, its events and how it is told; a registry of them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from apps.notifications.catalogue import list_notice
from apps.organizations.scope import Actor

from .models import CaseEvent
from .steps import Happening, Step, TransitionNotAllowed


def _firm_or_person(actor: Actor) -> str:
    return actor.organization_name or actor.name


def _own_state(case: Any) -> set[str]:
    return {str(case.status)}


def _own_fact(case: Any) -> dict[str, Any]:
    return {}


def _nothing_said(fact: Mapping[str, Any]) -> str:
    return ""


@dataclass(frozen=True)
class CaseKind:
    """What the engine knows of a kind. Dotted paths are looked up when they are first used.

    The model has ``number``, ``status``, ``version``, ``manufacturer_id`` and ``events``, whose rows point back by the
    kind's ``name``; services take the case by that name, facts and API addresses begin with it. An ``updated_at`` of
    the model follows each step.
    """

    name: str
    model: type[models.Model]
    steps: tuple[Step, ...]
    #: The page of a case, by what its facts call ``page_by``.
    page: str
    start: str
    over: tuple[str, ...]
    began: Callable[[Any], datetime]
    #: Side columns that an event shares with its case.
    sides: Callable[[Any], dict[str, Any]]
    #: The door that a step is written through, and the columns of the case that it may change.
    door: str
    moved: tuple[str, ...]
    happenings: tuple[Happening, ...] = ()
    #: Values of events that are codes, by name, and where their words stand.
    codes: Mapping[str, type[TextChoices]] = field(default_factory=dict)
    page_by: str = "number"
    #: Brings what follows from a step in line (queue, derived state); a dotted path.
    settle: str = ""
    #: Runs the clock changes of a step; a dotted path.
    clocks: str = ""
    #: Raises Refused for what happened too long ago to be told afterwards: (case, happened, at); a dotted path.
    lateness: str = ""
    #: What the outbox is told beside number and sides.
    fact: Callable[[Any], dict[str, Any]] = _own_fact
    #: What happens next and by when, in words, made of the fact.
    next_words: Callable[[Mapping[str, Any]], str] = _nothing_said
    states: Callable[[Any], set[str]] = _own_state
    #: How whoever acts is called in the case's history; empty where not everybody who reads it may read a name.
    called: Callable[[Actor], str] = _firm_or_person
    #: Whether form fields carry the verb before their names, since several forms stand on one page.
    prefixed: bool = False
    #: Tone of the first state's badge, and of states that no step leads to.
    tones: Mapping[str, str] | None = None

    @property
    def events(self) -> type[CaseEvent]:
        """The table of events."""
        return self.model._meta.get_field("events").related_model  # type: ignore[return-value]

    @property
    def entries(self) -> list[Step | Happening]:
        """Everything that may stand in the timeline."""
        return [*self.steps, *self.happenings]

    @property
    def verbs(self) -> list[str]:
        """Every verb once, in the order of the table."""
        return list(dict.fromkeys(step.verb for step in self.steps))

    def rows(self, verb: str) -> list[Step]:
        """The rows of a verb; KeyError when there is none."""
        found = [step for step in self.steps if step.verb == verb]
        if not found:
            raise KeyError(verb)
        return found

    def step(self, verb: str) -> Step:
        """The first row of a verb: what does not hang on state and side."""
        return self.rows(verb)[0]

    def checked(self, verb: str, text: str) -> str:
        """What a person wrote with a step, trimmed; Refused names the field when it says less than the row asks."""
        grounds = self.step(verb).grounds
        return grounds.checked(text) if grounds else text.strip()

    def allowed(self, case: Any, actor: Actor) -> list[Step]:
        """The steps that ``actor`` may take now, each verb once, in the order of the table."""
        now = self.states(case)
        found = [step for step in self.steps if step.is_of(case, actor) and now & set(step.sources)]
        return list({step.verb: step for step in reversed(found)}.values())[::-1]

    def taken_by(self, verb: str, actor: Actor) -> None:
        """Raise PermissionDenied unless the actor's side and role may ever take the step."""
        if not any(step.may(actor) for step in self.rows(verb)):
            raise PermissionDenied(f"{actor.side.name} may not {verb}")

    def require(self, case: Any, verb: str, actor: Actor) -> Step:
        """The row of the table by which ``actor`` may take the step now.

        Raises PermissionDenied when they never may, TransitionNotAllowed telling who did what meanwhile.
        """
        self.taken_by(verb, actor)
        theirs = [step for step in self.rows(verb) if step.is_of(case, actor)]
        if not theirs:
            raise PermissionDenied(f"{verb} is another firm's step of {case.number}")
        now = self.states(case)
        for step in theirs:
            if now & set(step.sources):
                return step
        raise TransitionNotAllowed(
            _("“%(verb)s” is not possible: %(number)s is “%(status)s” now (%(who)s acted last). Look and choose again.")
            % {
                "verb": self.step(verb).label,
                "number": case.number,
                "status": case.get_status_display(),
                "who": self.last_actor(case),
            },
            code="not_allowed",
        )

    def last_event(self, case: Any) -> CaseEvent | None:
        """The newest line of the timeline."""
        newest: CaseEvent | None = case.events.order_by("-happened_at", "-id").first()
        return newest

    def followed(self, case: Any) -> datetime:
        """When the step was taken that the next one follows: the last that changed the state of the case itself.

        Where lines have the states, their own moments are looked at by the service.
        """
        began = self.began(case)
        if self.states is not _own_state:
            return began
        moving = [step.verb for step in self.steps if step.target]
        newest: CaseEvent | None = case.events.filter(kind__in=moving).order_by("-happened_at", "-id").first()
        return max(began, newest.happened_at) if newest else began

    def last_actor(self, case: Any) -> Any:
        """Who acted last, as any side may read it."""
        last = self.last_event(case)
        return _("somebody else") if last is None else last.by_name or _("The owner")

    def tone(self, status: str) -> str:
        """The tone of a state's badge: that of the step that leads to it."""
        told = dict(self.tones or {})
        return told.get(status) or next((step.tone for step in self.steps if step.target == status), "info")

    def words(self, kind: str, values: Mapping[str, Any]) -> str:
        """The line of the timeline for an event, in the reader's language; ISO days are written out."""
        entry = next((row for row in self.entries if _kind(row) == kind), None)
        if entry is None:
            return kind
        return str(entry.words) % {name: self._said(name, value) for name, value in values.items()}

    def _said(self, name: str, value: Any) -> Any:
        """A value as a sentence holds it: a code by its label, an ISO day written out."""
        if name in self.codes:
            return str(dict(self.codes[name].choices).get(value, value))
        return _said(value)

    def picture(self) -> str:
        """The table as a Mermaid diagram; a test compares the documentation with it."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.start}"]
        for step in self.steps:
            who = ", ".join(side.name.lower() for side in step.sides)
            lines += [f"    {source} --> {step.target}: {step.verb} ({who})" for source in step.sources if step.target]
        return "\n".join([*lines, *(f"    {status} --> [*]" for status in self.over)])


def _kind(row: Step | Happening) -> str:
    return row.verb if isinstance(row, Step) else row.kind


def _said(value: Any) -> Any:
    try:
        return date_format(date.fromisoformat(value))
    except (TypeError, ValueError):
        return value


_kinds: dict[str, CaseKind] = {}


def register(kind: CaseKind) -> CaseKind:
    """Make a kind known, and its notices with it."""
    _kinds[kind.name] = kind
    for row in kind.entries:
        for notice in row.notices:
            told_at: dict[str, str] = {"url_name": kind.page, "url_value": kind.page_by}
            list_notice(
                f"{kind.name}.{row.topic}",
                to=notice.to,
                text=notice.text,
                next_words=kind.next_words,
                urgent=notice.urgent,
                **told_at,
            )
    return kind


def kinds() -> Iterator[CaseKind]:
    """Every kind, in the order of its app."""
    yield from _kinds.values()


def kind_named(name: str) -> CaseKind:
    """A kind by its name."""
    return _kinds[name]


def kind_of(case: Any) -> CaseKind:
    """The kind of a case or of an event."""
    return _kind_of_model(case._meta.concrete_model)


@cache
def _kind_of_model(model: type[models.Model]) -> CaseKind:
    """Lists ask for each row."""
    return next(kind for kind in _kinds.values() if issubclass(model, kind.model | kind.events))
