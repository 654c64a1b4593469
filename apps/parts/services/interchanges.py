"""Saying by which numbers other makers sell the same part."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.casework.actors import record_of
from apps.core.errors import Refused
from apps.organizations.door import door
from apps.organizations.scope import Actor

from ..models import Interchange, Part
from ..numbers import clean_name, clean_number, number_problem
from .saying import require_its_maker


@transaction.atomic
def add_interchange(*, part: Part, maker: str, number: str, by: Actor, at: datetime) -> Interchange:
    """Say that a part is the same as ``maker``'s ``number``; the same again is the same row. Raises Refused."""
    require_its_maker(part, by)
    said = checked_interchange(maker=maker, number=number)
    with door("parts.catalogue"):
        made, _new = Interchange.objects.get_or_create(
            part=part,
            manufacturer_id=part.manufacturer_id,
            **said,
            ended_at=None,
            defaults={"recorded_at": at, "actor": record_of(by)},
        )
    return made


def checked_interchange(*, maker: str, number: str) -> dict[str, str]:
    """What a row of another maker's number holds, as it is kept. Raises Refused naming the field."""
    maker, number = clean_name(maker), clean_number(number)
    if not 2 <= len(maker) <= 80:
        raise Refused(_("Name the other maker in 2 to 80 characters."), field="maker")
    if problem := number_problem(number):
        raise Refused(problem, field="number")
    return {"maker": maker, "number": number}
