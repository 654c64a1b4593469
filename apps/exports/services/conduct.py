"""The conduct log: people of the authority enter what they hold against an exporter, others decide on appeals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.casework import books, engine
from apps.casework.actors import record_of
from apps.casework.engine import Act
from apps.casework.models import ActorRecord
from apps.core.errors import Conflict, Refused
from apps.core.ids import new_number
from apps.core.texts import said
from apps.organizations.door import door
from apps.organizations.scope import Actor, Side, system_scope

from ..models import ConductEntry, Exporter, Finding
from .people import require_person

_LEAST_GROUNDS = 20


@transaction.atomic
def enter_conduct(
    *, exporter: Exporter, matter: str, grounds: str, findings: Sequence[str], decision: str, by: Actor, at: datetime
) -> ConductEntry:
    """Enter something in an exporter's conduct log; the same again is the same entry.

    ``findings`` are numbers of findings that were upheld against it, ``decision`` names one made elsewhere with its
    number; one of both there must be. Raises Refused, naming the field. Source: 商贸函〔2025〕648号 I(3).
    """
    require_person(by, Side.AUTHORITY)
    numbers, decision = sorted({number.strip().upper() for number in findings}), decision.strip()
    if said(grounds) < _LEAST_GROUNDS:
        raise Refused(
            _("Say what was done and how it is known: at least %(least)d letters.") % {"least": _LEAST_GROUNDS},
            field="grounds",
        )
    if not numbers and not decision:
        raise Refused(_("Name a finding that was upheld, or the decision that it rests on."), field="findings")
    _refuse_other_findings(exporter, numbers)
    facts = {
        "exporter": exporter, "matter": matter, "grounds": grounds.strip(), "findings": numbers, "decision": decision,
    }  # fmt: skip
    known = ConductEntry.objects.filter(**facts, status__in=ConductEntry.HOLDING).first()
    return known or _enter(facts, exporter, by=by, at=at)


def lift(_entry: ConductEntry, act: Act) -> None:
    """What lifting asks: a person. Whoever made a slip may take it back."""
    require_person(act.by, Side.AUTHORITY)


def confirm(entry: ConductEntry, act: Act) -> None:
    """What confirming on appeal asks: a person, and another one than who made the entry.

    Raises PermissionDenied for programs, Refused for whoever made it.
    """
    require_person(act.by, Side.AUTHORITY)
    with system_scope("who made an entry of the conduct log"):
        made_by = ActorRecord.objects.get(pk=entry.entered_by_id).user_id
    if made_by == act.by.user_id:
        raise Refused(
            _("You made this entry: somebody else of the authority decides on the appeal."), code="decides_own_entry"
        )


def _refuse_other_findings(exporter: Exporter, numbers: Sequence[str]) -> None:
    upheld = set(
        Finding.objects.filter(
            number__in=numbers, exporter=exporter, status=Finding.Status.UPHELD
        ).values_list("number", flat=True)
    )  # fmt: skip
    for number in numbers:
        if number not in upheld:
            raise Refused(
                _("“%(number)s” is no finding that was upheld against this exporter: check the number.")
                % {"number": number},
                field="findings",
            )


def _enter(facts: dict[str, Any], exporter: Exporter, *, by: Actor, at: datetime) -> ConductEntry:
    made = ConductEntry(number=new_number("K"), manufacturer_id=exporter.manufacturer_id, entered_at=at, **facts)
    recorded = books.recorded_at(made.manufacturer_id, at, "conduct.entered")
    with door("exports.conduct"):
        made.entered_by = record_of(by)
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError as error:
            raise Conflict(_("It was entered by somebody else this very moment: look it up.")) from error
        engine.record(made, "entered", by=by, at=at, recorded=recorded)
        engine.tell(made, "entered", by=by, at=at)
    return made
