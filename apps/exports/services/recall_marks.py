"""What becomes of the cars of a recall: told by its manufacturer, or by the claim that books and remedies one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.casework import books
from apps.casework.actors import record_of
from apps.casework.steps import Grounds
from apps.core.errors import Conflict, Refused
from apps.core.today import today_in
from apps.organizations.door import door
from apps.organizations.scope import Actor, Side, system_scope
from apps.vehicles.wording import said_day

from ..models import Recall, RecallCar, RecallMark

_K = RecallMark.Kind
#: VINs told of in one form or request; longer lists come as files.
MOST_AT_ONCE = 1_000


@transaction.atomic
def mark_cars(
    *,
    recall: Recall,
    vins: Sequence[str],
    kind: str,
    ground: str = "",
    note: str,
    happened_on: date,
    by: Actor,
    at: datetime,
) -> int:
    """The manufacturer tells what became of cars: remedied elsewhere, or nothing to be done, with grounds.

    Returns how many changed; the same again changes nothing. All or none: Refused (field ``vins``) names the VINs
    that are not on the list, and those that were remedied where nothing is said to be needed.
    """
    _refuse_others(recall, by)
    if kind not in RecallMark.OUTCOMES:
        raise Refused(gettext_lazy("“%(value)s” is no state to tell: choose one.") % {"value": kind}, field="kind")
    if kind == _K.NOT_APPLICABLE and ground not in RecallMark.Ground.values:
        raise Refused(gettext_lazy("Say why nothing is to be done: choose the grounds."), field="ground")
    known = Grounds("note", least=10, most=500).checked(note)
    _refuse_day(recall, happened_on, at=at)
    books.recorded_at(recall.manufacturer_id, at, "recall.mark")
    with door("exports.recall"):
        cars = _named(recall, vins)
        standing = {mark.car_id: mark for mark in _outcomes(cars)}
        _refuse_remedied(kind, cars, standing)
        fresh = [car for car in cars if car.pk not in standing or standing[car.pk].kind != kind]
        _end(_standing(fresh), by=by, at=at)
        more = {"ground": ground if kind == _K.NOT_APPLICABLE else "", "note": known}
        _write([_mark(car, kind, happened_on=happened_on, by=by, at=at, **more) for car in fresh])
    return len(fresh)


@transaction.atomic
def take_back(*, recall: Recall, vins: Sequence[str], by: Actor, at: datetime) -> int:
    """The manufacturer takes back what it told of cars; what a workshop's claim says stays. Returns how many."""
    _refuse_others(recall, by)
    books.recorded_at(recall.manufacturer_id, at, "recall.take_back")
    with door("exports.recall"):
        rows = _outcomes(_named(recall, vins)).filter(claim_number="")
        return _end(rows, by=by, at=at)


# What a claim does with a car is written in the claim's own step: its books are open, and it is one transaction.


def book(*, number: str, vin: str, claim_number: str, by: Actor, at: datetime) -> None:
    """A claim books the remedy of a car. Raises Refused when the recall does not wait for this car."""
    with system_scope("a car of a recall is booked"), door("exports.recall"):
        car = _car(number, vin)
        found = _standing([car]).first()
        if found is not None:
            raise Refused(_said_of(found), field="recall", code="not_open")
        _keep(car, _K.BOOKED, claim_number=claim_number, by=by, at=at)


def remedied(*, number: str, vin: str, claim_number: str, by: Actor, at: datetime) -> None:
    """The workshop has remedied a car: whatever was said of it before, that is the last word."""
    with system_scope("a car of a recall is remedied"), door("exports.recall"):
        car = _car(number, vin)
        if not _outcomes([car]).filter(kind=_K.REMEDIED).exists():
            _end(_standing([car]), by=by, at=at)
            _keep(car, _K.REMEDIED, claim_number=claim_number, by=by, at=at)


def not_remedied(*, number: str, vin: str, claim_number: str, by: Actor, at: datetime) -> None:
    """A claim's remedy was none, or its denial was taken back: the car is booked by it again."""
    with system_scope("a car of a recall is booked again"), door("exports.recall"):
        car = _car(number, vin)
        _end(_standing([car]).filter(claim_number=claim_number), by=by, at=at)
        if not _standing([car]).exists():
            _keep(car, _K.BOOKED, claim_number=claim_number, by=by, at=at)


def unbook(*, number: str, vin: str, claim_number: str, by: Actor, at: datetime) -> None:
    """A claim was withdrawn or denied: its car is open again."""
    with system_scope("a booking of a recall is over"), door("exports.recall"):
        rows = _standing([_car(number, vin)])
        _end(rows.filter(kind=_K.BOOKED, claim_number=claim_number), by=by, at=at)


def _said_of(mark: RecallMark) -> Any:
    if mark.kind == _K.BOOKED:
        return _("This car is booked for it already, by request %(number)s: look there.") % {
            "number": mark.claim_number
        }
    if mark.kind == _K.REMEDIED:
        return _("This car was remedied on %(day)s: nothing more is to be done.") % {"day": said_day(mark.happened_on)}
    return _("Nothing is to be done with this car, says its manufacturer: %(ground)s.") % {
        "ground": mark.get_ground_display()
    }


def _refuse_others(recall: Recall, by: Actor) -> None:
    if by.side is not Side.MANUFACTURER or by.organization_id != recall.manufacturer_id or not by.may_write:
        raise PermissionDenied
    if not recall.is_public:
        raise Refused(
            gettext_lazy("It is not published yet: what becomes of its cars is told then."), code="not_public"
        )


def _refuse_day(recall: Recall, day: date, *, at: datetime) -> None:
    if day > today_in("", at):
        raise Refused(
            gettext_lazy("%(day)s is in the future: write the day on which it was done.") % {"day": said_day(day)},
            field="happened_on",
        )


def _named(recall: Recall, vins: Sequence[str]) -> list[RecallCar]:
    """The cars with these VINs. Raises Refused naming those that are not on the list."""
    wanted = list(dict.fromkeys(vins))
    if not wanted or len(wanted) > MOST_AT_ONCE:
        raise Refused(
            _("%(count)d VINs were given: write 1 to %(most)d, or send a file.")
            % {"count": len(wanted), "most": MOST_AT_ONCE},
            field="vins",
        )
    cars = list(recall.cars.filter(vin__in=wanted).order_by("id"))
    missing = sorted(set(wanted) - {car.vin for car in cars})
    if missing:
        raise Refused(
            _("Not on the list of this recall: %(vins)s. Nothing was written.") % {"vins": _some(missing)},
            field="vins",
            code="not_listed",
        )
    return cars


def _refuse_remedied(kind: str, cars: Sequence[RecallCar], standing: dict[int, RecallMark]) -> None:
    if kind == _K.REMEDIED:
        return
    done = [car.vin for car in cars if car.pk in standing and standing[car.pk].kind == _K.REMEDIED]
    if done:
        raise Refused(
            _("Remedied already: %(vins)s. Take that back first, if it was wrong. Nothing was written.")
            % {"vins": _some(done)},
            field="vins",
            code="remedied",
        )


def _some(vins: Sequence[str]) -> str:
    shown = ", ".join(vins[:20])
    return shown if len(vins) <= 20 else f"{shown} … ({len(vins)})"


def _car(number: str, vin: str) -> RecallCar:
    found = RecallCar.objects.filter(recall__number=number, recall__status__in=Recall.PUBLIC, vin=vin).first()
    if found is None:
        raise Refused(
            _("%(number)s does not concern this car.") % {"number": number}, field="recall", code="not_listed"
        )
    return found


def _standing(cars: Sequence[RecallCar]) -> QuerySet[RecallMark]:
    """What stands of cars now, the last word before a booking."""
    return RecallMark.objects.filter(car__in=[car.pk for car in cars], ended_at=None).order_by("-kind", "id")


def _outcomes(cars: Sequence[RecallCar]) -> QuerySet[RecallMark]:
    return _standing(cars).filter(kind__in=RecallMark.OUTCOMES)


def _end(marks: QuerySet[RecallMark], *, by: Actor, at: datetime) -> int:
    # Owners are named nowhere that manufacturers read.
    who = "" if by.side is Side.OWNER else by.organization_name or by.name
    return marks.order_by().update(ended_at=Greatest(Value(at), F("marked_at")), ended_by=who)


def _keep(car: RecallCar, kind: str, *, claim_number: str, by: Actor, at: datetime) -> None:
    day = today_in(str(car.country), at)
    _write([_mark(car, kind, happened_on=day, by=by, at=at, claim_number=claim_number)])


def _write(marks: list[RecallMark]) -> None:
    """Of two who tell of one car at the same moment the second is a Conflict."""
    try:
        with transaction.atomic():
            RecallMark.objects.bulk_create(marks)
    except IntegrityError as error:
        raise Conflict(
            _("Somebody else told of this car this very moment: look again."), code="marked_meanwhile"
        ) from error


def _mark(car: RecallCar, kind: str, *, happened_on: date, by: Actor, at: datetime, **more: Any) -> RecallMark:
    return RecallMark(
        recall_id=car.recall_id,
        car=car,
        kind=kind,
        happened_on=happened_on,
        marked_at=at,
        actor=record_of(by),
        manufacturer_id=car.manufacturer_id,
        country=car.country,
        **more,
    )
