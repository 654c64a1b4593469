"""How each rule finds what is wrong: records in, those that it finds out. The numbers and days stand in the rows.

A rule looks at records exported on or after its first day. Nothing here says what follows: findings accuse nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import (
    CharField,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Window,
)
from django.db.models.functions import Coalesce, ExtractYear, RowNumber, Substr, TruncDate

from apps.organizations.models import Appointment, ServicePoint
from apps.vehicles.models import MakerCode, Vehicle

from .certificate_rules import SAYS, certificate_missing, differs, what_differs
from .certified import COMPARED
from .models import Authorisation, Exporter, ExportRecord, FindingRule, Letter, LetterLine, Licence, Qualification

Records = QuerySet[ExportRecord]


@dataclass(frozen=True)
class Look:
    """``find`` narrows records to those that the rule finds; ``seen`` are columns of theirs that its sentence tells.

    ``tell`` makes of these columns what is kept as seen, where that takes more than a query; None: nothing is found.
    """

    find: Callable[[Records, FindingRule, date], Any]
    seen: tuple[str, ...] = ()
    tell: Callable[[Mapping[str, Any]], dict[str, Any] | None] = dict


def _licence() -> Any:
    """The licence that a record names."""
    return Licence.objects.filter(licence_number=OuterRef("licence_number"))


def _car() -> Any:
    """The car, as its maker recorded it."""
    return Vehicle.objects.filter(vin=OuterRef("vin"))


def _licence_missing(rows: Records, _rule: FindingRule, _today: date) -> Records:
    return rows.filter(~Exists(_licence()))


def _licence_not_valid(rows: Records, _rule: FindingRule, _today: date) -> Records:
    return rows.filter(Exists(_licence()), ~Exists(_licence().holding_on(OuterRef("exported_on"))))


def _licence_of_another(rows: Records, _rule: FindingRule, _today: date) -> Records:
    return rows.filter(Exists(_licence()), ~Exists(_licence().filter(exporter__name=OuterRef("exporter_id"))))


def _licence_class(rows: Records, _rule: FindingRule, _today: date) -> Records:
    """A powertrain that is not on record says nothing."""
    electric = Exists(_car().filter(powertrain="bev"))
    other = Exists(_car().exclude(powertrain__in=["", "bev"]))
    for_electric = Exists(_licence().filter(vehicle_class="bev_car"))
    for_other = Exists(_licence().filter(vehicle_class="other_car"))
    return rows.filter(Q(electric, for_other) | Q(other, for_electric))


def _licence_used_up(rows: Records, _rule: FindingRule, _today: date) -> Records:
    """Those that left after as many as the licence covers, by the day of export; on one day by the order of entry.

    Only licences under which more is on record are counted through.
    """
    named = rows.order_by().values("licence_number")
    covered = Licence.objects.filter(quantity__isnull=False, licence_number__in=named)
    declared = ExportRecord.objects.current().filter(licence_number=OuterRef("licence_number")).order_by()
    many = declared.values("licence_number").annotate(many=Count("pk")).values("many")
    used_up = covered.annotate(many=Subquery(many)).filter(many__gt=F("quantity")).values("licence_number")
    in_order = Window(RowNumber(), partition_by="licence_number", order_by=["exported_on", "id"])
    counted = ExportRecord.objects.current().filter(licence_number__in=used_up).annotate(place=in_order)
    quantity = Subquery(_licence().values("quantity")[:1])
    beyond = counted.annotate(covers=quantity).filter(place__gt=F("covers"))
    return rows.filter(pk__in=beyond.values("pk")).annotate(quantity=quantity)


def _not_qualified(rows: Records, _rule: FindingRule, _today: date) -> Any:
    """Whose new cars the licence is for, by the list of the year of export; used cars ask no list."""
    listed = Qualification.objects.filter(
        exporter__licences_of_its_cars__licence_number=OuterRef("licence_number"),
        exporter__licences_of_its_cars__vehicle_class=F("vehicle_class"),
        year=OuterRef("year"),
    )
    of_makers = rows.filter(Exists(_licence().filter(maker__isnull=False)))
    return of_makers.annotate(year=ExtractYear("exported_on")).filter(~Exists(listed))


def _destination(rows: Records, _rule: FindingRule, _today: date) -> Records:
    """A licence that names no destination covers each."""
    wanted = ExpressionWrapper(OuterRef("country"), output_field=CharField())
    place = Func(F("destinations"), wanted, function="array_position", output_field=IntegerField())
    beside = _licence().exclude(destinations=[]).annotate(place=place).filter(place=None)
    return rows.filter(Exists(beside))


def _not_authorised(rows: Records, _rule: FindingRule, _today: date) -> Records:
    """By the maker whose cars the licence is for, for its class; without a licence another rule speaks."""
    given = Authorisation.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=OuterRef("exported_on")),
        trader__name=OuterRef("exporter_id"),
        starts_on__lte=OuterRef("exported_on"),
        maker__licences_of_its_cars__licence_number=OuterRef("licence_number"),
        maker__licences_of_its_cars__vehicle_class=F("vehicle_class"),
    )
    of_traders = rows.filter(exporter__kind=Exporter.Kind.TRADER)
    return of_traders.filter(Exists(_licence().filter(maker__isnull=False)), ~Exists(given))


def _letter(rows: Records, rule: FindingRule, _today: date) -> Any:
    """Applied for at most so many days after the first registration, both days counted as days on paper.

    Exempt: cars whose transfer for export was registered before the rule's first day, and cars that a letter for this
    licence promised, before they left, to serve in their destination.
    """
    asked = Coalesce("applied_on", Subquery(_licence().values("applied_on")[:1]))
    waited = ExpressionWrapper(F("asked") - F("first_registered_on"), output_field=DurationField())
    most = timedelta(days=rule.amount or 0)
    soon = rows.annotate(asked=asked, days=waited).filter(days__gte=timedelta(0), days__lte=most)
    due = soon.filter(asked__gte=rule.in_force_from).exclude(transferred_on__lt=rule.in_force_from)
    return due.filter(~Exists(_promised()))


def _promised() -> Any:
    """The line of a living letter for a record: its car, licence and destination, by the maker whose cars it is for.

    A letter speaks for its maker's own cars only; that is asked when it is issued. A licence for used cars names no
    maker. In time: promised, by this letter or one that it took the place of, on the day of export at the latest.
    """
    another = Licence.objects.filter(licence_number=OuterRef("letter__licence_number"), maker__isnull=False).exclude(
        maker__name=OuterRef("letter__maker")
    )
    named = LetterLine.objects.annotate(since=TruncDate("promised_at", tzinfo=ZoneInfo("Asia/Shanghai")))
    return named.filter(
        ~Exists(another),
        letter__in=Letter.objects.living(),
        letter__licence_number=OuterRef("licence_number"),
        vin=OuterRef("vin"),
        country=OuterRef("country"),
        since__lte=OuterRef("exported_on"),
    )


def _used_as_new(rows: Records, rule: FindingRule, _today: date) -> Records:
    return rows.filter(condition=ExportRecord.Condition.USED, odometer_km__lte=rule.amount)


def _twice(rows: Records, _rule: FindingRule, _today: date) -> Records:
    others = ExportRecord.objects.current().filter(vin=OuterRef("vin")).exclude(pk=OuterRef("pk"))
    return rows.filter(Exists(others))


def _no_outlet(rows: Records, _rule: FindingRule, today: date) -> Records:
    """Nobody is appointed there today with a service point that is open. Makers that are not here say nothing."""
    code = Substr(OuterRef("vin"), 1, 3)
    points = ServicePoint.objects.serving(today).filter(dealer=OuterRef("dealer"), country=OuterRef("country"))
    serving = Appointment.objects.on(today).filter(
        Exists(points), country=OuterRef("country"), manufacturer__maker_codes__code=code
    )
    return rows.filter(Exists(MakerCode.objects.filter(code=code)), ~Exists(serving))


LOOKS: dict[str, Look] = {
    "licence_missing": Look(_licence_missing),
    "licence_not_valid": Look(_licence_not_valid, ("exported_on",)),
    "licence_of_another": Look(_licence_of_another),
    "licence_class": Look(_licence_class),
    "licence_used_up": Look(_licence_used_up, ("quantity",)),
    "not_qualified": Look(_not_qualified, ("year",)),
    "destination": Look(_destination),
    "not_authorised": Look(_not_authorised, ("exported_on",)),
    "letter": Look(_letter, ("days",)),
    "used_as_new": Look(_used_as_new, ("odometer_km",)),
    "differs": Look(differs, (*COMPARED, "country", *SAYS), what_differs),
    "certificate_missing": Look(certificate_missing, ("since",)),
    "twice": Look(_twice),
    "no_outlet": Look(_no_outlet),
}
