"""What all cases share: who acted, when the books were closed, files, and long work."""

from .actor import ActorRecord
from .closing import Closing
from .document import Document
from .import_row import ImportRow
from .job import Job

__all__ = ["ActorRecord", "Closing", "Document", "ImportRow", "Job"]
