"""What anybody may learn of a car by its VIN: asked.py reads it, sections.py says it, answer.py gives it."""

from .answer import Answer, answer_of

__all__ = ["Answer", "answer_of"]
