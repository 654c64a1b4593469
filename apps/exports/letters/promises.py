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
    living = Letter.objects.living_at(at)
    lines: QuerySet[LetterLine] = LetterLine.objects.filter(vin=vin, letter__in=living)
    return lines.select_related("letter__maker").order_by("-letter__issued_at", "-letter__id").first()
