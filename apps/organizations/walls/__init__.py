"""Row-level security as data: which side sees and changes which rows of which table."""

from .model import Open, Wall

__all__ = ["Open", "Wall"]
