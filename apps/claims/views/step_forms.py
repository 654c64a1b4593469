"""Which form and which service belong to a step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from .. import services
from ..forms import CompleteForm, DenyForm, MessageForm, NoteForm, PartsForm
from ..models import Claim


@dataclass(frozen=True)
class StepPage:
    """The form of a step and the service that takes it."""

    form: type[forms.Form]
    service: Callable[..., Any]
    fields: tuple[str, ...]


STEPS: dict[str, StepPage] = {
    "respond": StepPage(MessageForm, services.respond, ("message", "version")),
    "start_repair": StepPage(NoteForm, services.start_repair, ("note", "version")),
    "order_parts": StepPage(PartsForm, services.order_parts, ("lines", "request_key", "version")),
    "ask_owner": StepPage(MessageForm, services.ask_owner, ("message", "version")),
    "complete": StepPage(CompleteForm, services.complete_repair, ("cause", "correction", "version")),
    "hand_back": StepPage(NoteForm, services.hand_back, ("note", "version")),
    "close": StepPage(NoteForm, services.close, ("note", "version")),
    "reopen": StepPage(MessageForm, services.reopen, ("message", "version")),
    "deny": StepPage(DenyForm, services.deny, ("reason", "explanation", "version")),
    "reinstate": StepPage(MessageForm, services.reinstate, ("message", "version")),
    "withdraw": StepPage(NoteForm, services.withdraw, ("note", "version")),
    "message": StepPage(MessageForm, services.add_message, ("message",)),
}


def form_of(verb: str, claim: Claim, data: Any = None) -> forms.Form:
    """The form of a step, prefixed so that several stand on one page."""
    options: dict[str, Any] = {"prefix": verb, "initial": {"version": claim.version}}
    if STEPS[verb].form is PartsForm:
        options["claim"] = claim
    return STEPS[verb].form(data, **options)
