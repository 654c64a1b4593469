"""The one way in for tables: a file is read, compared, shown, taken over, and undone while nothing hangs on it.

An app lists its columns and says how rows compare and are written (``Importer``); docs/tables.md shows one whole.
"""

from .importer import Importer
from .running import register_importer
from .sending import send_file, take_over, undo

__all__ = ["Importer", "register_importer", "send_file", "take_over", "undo"]
