"""Objections of owners to denials, and cases that they bring to the regulator of their country."""

from .escalations import Escalation, EscalationEvent, EscalationPack, EscalationQuestion
from .objections import Objection, ObjectionEvent

__all__ = [
    "Escalation",
    "EscalationEvent",
    "EscalationPack",
    "EscalationQuestion",
    "Objection",
    "ObjectionEvent",
]
