"""Row-level security as data: which side sees and changes which rows of which table."""

from .model import ASKED_VIN, Open, Wall

__all__ = ["ASKED_VIN", "Open", "Wall"]
