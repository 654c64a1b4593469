"""What all cases share: who acted, when the books were closed."""

from .actor import ActorRecord
from .closing import Closing

__all__ = ["ActorRecord", "Closing"]
