"""The life of an export licence: applied for, verified, suspended, reinstated, withdrawn (the table is in steps.py)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from apps.casework import books, engine
from apps.casework.engine import Act
from apps.core.db.words import column_words
from apps.core.errors import Conflict, Refused
from apps.core.ids import new_number
from apps.organizations.door import door
from apps.organizations.scope import Actor, Side

from ..models import Exporter, Licence, LicenceHold
from ..numbers import tidied_number
from .people import day_of_licences, require_person

#: What an application says; a second one under the same number must say the same.
_FACTS = ("exporter_id", "maker_id", "vehicle_class", "destinations", "quantity", "applied_on")


@transaction.atomic
def register_licence(
    *,
    licence_number: str,
    exporter: Exporter,
    maker: Exporter | None,
    vehicle_class: str,
    destinations: Sequence[str],
    quantity: int | None,
    applied_on: date,
    by: Actor,
    at: datetime,
) -> Licence:
    """Enter an application for a licence; the same again is the same licence.

    Raises Refused, naming the field, for what cannot be; Conflict when the number is on record with other facts.
    """
    require_person(by, Side.AUTHORITY)
    maker = _maker_of(exporter, maker)
    if applied_on > (today := day_of_licences(at)):
        raise Refused(
            _("%(day)s is in the future: write %(today)s or an earlier day.")
            % {"day": date_format(applied_on), "today": date_format(today)},
            field="applied_on",
        )
    made = Licence(
        number=new_number("L"),
        licence_number=tidied_number(licence_number),
        exporter=exporter,
        maker=maker,
        manufacturer_id=maker.manufacturer_id if maker else None,
        vehicle_class=vehicle_class,
        destinations=sorted(set(destinations)),
        quantity=quantity,
        applied_on=applied_on,
        registered_at=at,
    )
    known = Licence.objects.filter(licence_number=made.licence_number).first()
    return _same(known, made) if known else _create(made, by=by, at=at)


def verify(
    *,
    licence: Licence,
    valid_from: date,
    valid_to: date,
    note: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
    key: str = "",
) -> Licence:
    """Say that the licence was given, from which day to which. Raises Refused (``valid_to``) for a day before that."""
    if valid_to < valid_from:
        raise Refused(
            _("It would end on %(end)s, before it begins on %(begin)s: one of the two is wrong.")
            % {"end": date_format(valid_to), "begin": date_format(valid_from)},
            field="valid_to",
        )

    def give(locked: Licence, act: Act) -> None:
        require_person(act.by, Side.AUTHORITY)
        locked.valid_from, locked.valid_to = valid_from, valid_to

    told = {"valid_from": valid_from.isoformat(), "valid_to": valid_to.isoformat()}
    return engine.take(licence, "verify", by=by, at=at, note=note, version=version, key=key, values=told, effect=give)


def hold(licence: Licence, act: Act) -> None:
    """What a suspension writes: from that day on the licence does not hold."""
    _hold(licence, act, for_good=False)


def hold_for_good(licence: Licence, act: Act) -> None:
    """What a withdrawal writes."""
    _hold(licence, act, for_good=True)


def end_hold(licence: Licence, act: Act) -> None:
    """What reinstating writes: the first day on which the licence holds again."""
    require_person(act.by, Side.AUTHORITY)
    day = day_of_licences(act.at)
    running = licence.holds.get(ends_on=None, for_good=False)
    running.ends_on = max(day, running.begins_on)
    running.save(update_fields=["ends_on"])
    act.values["ends_on"] = running.ends_on.isoformat()


def _hold(licence: Licence, act: Act, *, for_good: bool) -> None:
    require_person(act.by, Side.AUTHORITY)
    day = day_of_licences(act.at)
    LicenceHold.objects.create(licence=licence, for_good=for_good, begins_on=day, **licence.sides())
    act.values["begins_on"] = day.isoformat()


def _maker_of(exporter: Exporter, maker: Exporter | None) -> Exporter | None:
    """Whose new cars a licence is for: the maker's own, those of the maker a trader names, none for used cars."""
    if exporter.kind == Exporter.Kind.MAKER:
        if maker is not None and maker != exporter:
            raise Refused(_("A manufacturer exports its own cars: leave the maker empty."), field="maker")
        return exporter
    if exporter.kind == Exporter.Kind.USED:
        if maker is not None:
            raise Refused(_("A licence for used cars names no maker: leave it empty."), field="maker")
        return None
    if maker is None or maker.kind != Exporter.Kind.MAKER:
        raise Refused(_("A trader exports the cars of a manufacturer: choose whose."), field="maker")
    return maker


def _same(known: Licence, given: Licence) -> Licence:
    for name in _FACTS:
        if getattr(known, name) != getattr(given, name):
            raise Conflict(
                _("%(number)s is on record with another %(field)s. What was applied for is never changed.")
                % {
                    "number": known.licence_number,
                    "field": column_words(Licence, name),
                },
                field=name.removesuffix("_id"),
                code="other_facts",
            )
    return known


def _create(made: Licence, *, by: Actor, at: datetime) -> Licence:
    recorded = books.recorded_at(made.manufacturer_id, at, "licence.registered")
    with door("exports.register"):
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError as error:
            raise Conflict(
                _("%(number)s was entered by somebody else this very moment: look it up.")
                % {"number": made.licence_number},
                field="licence_number",
            ) from error
        engine.record(made, "registered", by=by, at=at, recorded=recorded)
        engine.tell(made, "registered", by=by, at=at)
    return made
