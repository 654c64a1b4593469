"""What all cases share: who acted, what happened, keys used, when the books were closed, files, long work."""

from .actor import ActorRecord
from .closing import Closing
from .document import Document
from .event import CaseEvent
from .import_row import ImportRow
from .job import Job
from .key import StepKey

__all__ = ["ActorRecord", "CaseEvent", "Closing", "Document", "ImportRow", "Job", "StepKey"]
