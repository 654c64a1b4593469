"""What makers promised of a car, for other apps to read."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from ..models import Letter, LetterLine


def promised_in(vin: str, at: datetime) -> LetterLine | None:
    """The line of the letter that bound at a moment for a car, with its letter and maker; None: no letter did.

    Of several, under several licences, the newest. Call it in a scope that reads letters; 1 query (index
    letterline_by_vin). ``line.letter.number``, ``line.letter.maker``, ``line.country`` and ``line.centre_*`` are as
    they were when the letter was issued.
    """
    return bound_by(vin, at).select_related("letter__maker").first()


def bound_by(vin: str, at: datetime) -> QuerySet[LetterLine]:
    """The lines of the letters that bound at a moment for a car, the newest letter first."""
    lines = LetterLine.objects.filter(vin=vin, letter__in=Letter.objects.living_at(at))
    return lines.order_by("-letter__issued_at", "-letter__id")
