"""What all cases share: who acted, what happened, which keys were used, when the books were closed."""

from .actor import ActorRecord
from .closing import Closing
from .event import CaseEvent
from .key import StepKey

__all__ = ["ActorRecord", "CaseEvent", "Closing", "StepKey"]
