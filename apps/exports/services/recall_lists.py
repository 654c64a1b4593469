"""Which cars a recall concerns: those that a rule finds, and what every way of listing cars must ask and tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _

from apps.casework import books, engine
from apps.core.errors import Refused
from apps.notifications.outbox import emit
from apps.organizations.door import door
from apps.organizations.scope import Actor, Side, system_scope
from apps.vehicles.models import Vehicle
from apps.vehicles.services.exports import maker_codes
from apps.vehicles.vin_reading import read_vin
from apps.vehicles.wording import said_day

from ..models import Recall, RecallCar

#: Where the sign of the plant stands in a VIN.
_PLANT_PLACE = 11


@dataclass(frozen=True)
class CarRule:
    """Cars of a recall's manufacturer on record: of some models, from a plant, built or exported between two days."""

    models: tuple[str, ...] = ()
    plant: str = ""
    built_from: date | None = None
    built_to: date | None = None
    exported_from: date | None = None
    exported_to: date | None = None

    def said(self) -> str:
        """The rule as its recall's history tells it: what was chosen, in words that need no language."""
        spans = {"built": (self.built_from, self.built_to), "exported": (self.exported_from, self.exported_to)}
        parts = [", ".join(self.models), f"VIN[{_PLANT_PLACE}] = {self.plant}" if self.plant else ""]
        parts += [f"{name} {first or '…'} – {last or '…'}" for name, (first, last) in spans.items() if first or last]
        return "; ".join(filter(None, parts))


def cars_by_rule(recall: Recall, rule: CarRule) -> QuerySet[Vehicle]:
    """The cars on record that a rule finds, as far as the reader's walls show them.

    Raises Refused for a rule that chooses nothing, and for days that go backwards.
    """
    chosen = {name: value for name, value in asdict(rule).items() if value}
    if not chosen:
        raise Refused(_("Choose something: a model, a plant or days. A rule for every car is none."))
    for first, last in (("built_from", "built_to"), ("exported_from", "exported_to")):
        if first in chosen and last in chosen and chosen[first] > chosen[last]:
            raise Refused(
                _("%(last)s is before %(first)s: one of the two days is wrong.")
                % {"first": said_day(chosen[first]), "last": said_day(chosen[last])},
                field=last,
            )
    columns = {
        "models": "model_name__in", "plant": "sign", "built_from": "built_on__gte", "built_to": "built_on__lte",
        "exported_from": "exported_on__gte", "exported_to": "exported_on__lte",
    }  # fmt: skip
    rows = Vehicle.objects.filter(manufacturer_id=recall.manufacturer_id).annotate(sign=Substr("vin", _PLANT_PLACE, 1))
    if recall.country:
        rows = rows.filter(country=recall.country)
    return rows.filter(**{columns[name]: value for name, value in chosen.items()})


@transaction.atomic
def list_by_rule(*, recall: Recall, rule: CarRule, by: Actor, at: datetime) -> int:
    """Put all cars on the list that a rule finds and that are not there yet; returns how many. Set-based."""
    refuse_listing(recall, by)
    query = cars_by_rule(recall, rule).order_by("vin").values("vin", "country").query
    found, values = query.sql_with_params()
    books.recorded_at(recall.manufacturer_id, at, "recall.listed")
    with door("exports.recall"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO exports_recallcar (recall_id, vin, manufacturer_id, country, added_at) "
            f"SELECT %s, found.vin, %s, found.country, %s FROM ({found}) found ON CONFLICT DO NOTHING",
            [recall.pk, recall.manufacturer_id, at, *values],
        )
        added = int(cursor.rowcount)
        was_listed(recall, added, how=rule.said(), by=by, at=at)
    return added


@transaction.atomic
def list_vins(*, recall: Recall, vins: Sequence[str], by: Actor, at: datetime) -> tuple[int, list[str]]:
    """Put VINs on the list, all or none: how many are new there, and which the portal does not know yet.

    Raises Refused (field ``vins``) naming those that are another maker's, or exported elsewhere than an order holds.
    """
    refuse_listing(recall, by)
    wanted = list(dict.fromkeys(vins))
    known, codes = _known(wanted), maker_codes()
    maker = recall.manufacturer_id
    for vin in wanted:
        builder, country = known.get(vin, (codes.get(read_vin(vin).wmi, maker), ""))
        if (builder or maker) != maker:
            raise Refused(_("%(vin)s is another maker's car. Nothing was written.") % {"vin": vin}, field="vins")
        if recall.country and country and country != recall.country:
            raise Refused(
                _("%(vin)s was exported to another country than the order is for. Nothing was written.") % {"vin": vin},
                field="vins",
            )
    books.recorded_at(maker, at, "recall.listed")
    # A regulator's own role may not write cars that are nowhere yet.
    with system_scope("VINs are put on the list of a recall"):
        there = set(recall.cars.filter(vin__in=wanted).values_list("vin", flat=True))
        fresh = [vin for vin in wanted if vin not in there]
        more = {"recall": recall, "manufacturer_id": maker, "added_at": at}
        cars = [RecallCar(vin=vin, country=known.get(vin, (0, ""))[1], **more) for vin in fresh]
        RecallCar.objects.bulk_create(cars, ignore_conflicts=True)
    with door("exports.recall"):
        was_listed(recall, len(fresh), how="API", by=by, at=at)
    return len(fresh), [vin for vin in fresh if vin not in known]


def _known(vins: Sequence[str]) -> dict[str, tuple[int | None, str]]:
    """Cars on record, whoever's they are: maker and country."""
    with system_scope("which VINs of a recall are known, and whose"):
        rows = Vehicle.objects.filter(vin__in=vins).values_list("vin", "manufacturer_id", "country")
        return {vin: (maker, str(country)) for vin, maker, country in rows}


def may_list(recall: Recall, by: Actor) -> bool:
    """Whether somebody may put cars on the list now: its maker or whoever ordered it, while it takes any."""
    return _is_theirs(recall, by) and recall.status in Recall.LISTING


def _is_theirs(recall: Recall, by: Actor) -> bool:
    of_the_maker = by.side is Side.MANUFACTURER and by.organization_id == recall.manufacturer_id
    return by.may_write and (of_the_maker or (recall.ordered_by_id or 0) == by.organization_id)


def refuse_listing(recall: Recall, by: Actor) -> None:
    """Raise PermissionDenied for others than its maker and whoever ordered it, Refused when its list is closed."""
    if not _is_theirs(recall, by):
        raise PermissionDenied
    if recall.status not in Recall.LISTING:
        raise Refused(
            _("%(number)s is “%(status)s”: its list takes no more cars. Begin another recall for them.")
            % {"number": recall.number, "status": recall.get_status_display()},
            code="list_closed",
        )


def was_listed(recall: Recall, cars: int, *, how: str, by: Actor, at: datetime) -> None:
    """Say in the recall's history what was put on its list, inside its door; owners of a published one are told."""
    if not cars:
        return
    engine.record(recall, "listed", by=by, at=at, values={"cars": cars, "how": how})
    if recall.is_public:
        emit("recall.tell", at=at, recall=recall.pk, after=0)
