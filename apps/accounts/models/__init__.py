"""People, and the mail of their accounts that waits to be sent."""

from .letter import Letter
from .user import User, UserManager

__all__ = ["Letter", "User", "UserManager"]
