"""The life of a recall: drafted by its manufacturer or ordered, answered, published, closed (steps/recalls.py)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from apps.casework import books, engine
from apps.casework.engine import Act
from apps.casework.steps import Grounds
from apps.core.db import session
from apps.core.db.words import column_words
from apps.core.errors import Conflict, Refused
from apps.core.ids import new_number
from apps.duties import names
from apps.duties import services as duties
from apps.organizations.door import door
from apps.organizations.models import Organization
from apps.organizations.scope import Actor, Side

from ..models import Recall
from .people import require_person
from .recall_clocks import SUBJECT

_EVERYBODY = (Side.MANUFACTURER, Side.REGULATOR, Side.AUTHORITY)
_LEAST = {"title": 5, "defect": 20, "risk": 10, "remedy": 10}
#: More part numbers than that are no remedy but a catalogue.
_MOST_PARTS = 30


@dataclass(frozen=True)
class RecallFacts:
    """What a recall says of itself. ``reference``: the manufacturer's own number of it, or the number of the order."""

    reference: str
    kind: str
    title: str
    defect: str
    hazard: str
    risk: str
    remedy: str
    advice: str
    part_numbers: tuple[str, ...] = ()

    def tidied(self) -> RecallFacts:
        """As they are kept. Raises Refused, naming the field, for what says too little or does not go together."""
        texts = {name: Grounds(name, least=least).checked(getattr(self, name)) for name, least in _LEAST.items()}
        numbers = tuple(dict.fromkeys(filter(None, (" ".join(n.upper().split()) for n in self.part_numbers))))
        if self.kind == Recall.Kind.SAFETY and self.hazard == Recall.Hazard.NONE:
            raise Refused(
                _("A safety recall names its danger: choose one, or call it a service campaign."), field="hazard"
            )
        if len(numbers) > _MOST_PARTS:
            raise Refused(
                _("%(count)d part numbers were given: name the %(most)d that the remedy needs.")
                % {"count": len(numbers), "most": _MOST_PARTS},
                field="part_numbers",
            )
        for number in numbers:
            if len(number) > 40:
                raise Refused(_("“%(value)s” is longer than 40 signs.") % {"value": number}, field="part_numbers")
        given = {
            **asdict(self),
            **texts,
            "reference": " ".join(self.reference.upper().split()),
            "part_numbers": numbers,
        }
        return RecallFacts(**given)


def draft_recall(*, facts: RecallFacts, by: Actor, at: datetime) -> Recall:
    """Put a manufacturer's own recall on record, as a draft; the same again is the same one.

    Raises Refused, naming the field, for facts that cannot be; Conflict when its reference is on record with others.
    """
    if by.side is not Side.MANUFACTURER or not by.may_write or by.organization_id is None:
        raise PermissionDenied
    made = _new(facts.tidied(), manufacturer_id=by.organization_id, country="", ordered_by=None, instrument="", at=at)
    return _known(made) or _create(made, by=by, at=at)


@transaction.atomic
def order_recall(
    *, facts: RecallFacts, manufacturer: Organization, country: str, instrument: str, by: Actor, at: datetime
) -> Recall:
    """Order a manufacturer to recall cars; the same again is the same order.

    ``country``: where the order holds; empty: everywhere, which only the authority may order. Raises Refused and
    Conflict as ``draft_recall`` does.
    """
    require_person(by, Side.REGULATOR, Side.AUTHORITY)
    if manufacturer.kind != Organization.Kind.MANUFACTURER:
        raise Refused(_("%(name)s is no manufacturer: choose one.") % {"name": manufacturer.name}, field="manufacturer")
    _refuse_foreign(by, country)
    made = _new(
        facts.tidied(),
        manufacturer_id=manufacturer.pk,
        country=country,
        ordered_by=by.organization_id,
        instrument=Grounds("instrument", least=5).checked(instrument),
        at=at,
    )
    known = _known(made)
    return known or engine.take(_create(made, by=by, at=at), "order", by=by, at=at)


def by_people(recall: Recall, act: Act) -> None:
    """What every step of a recall asks: that a person takes it."""
    require_person(act.by, *_EVERYBODY)


def by_whoever_ordered(recall: Recall, act: Act) -> None:
    """Of an order: that people of the office that gave it act."""
    require_person(act.by, Side.REGULATOR, Side.AUTHORITY)
    _refuse_other_office(recall, act)


def publish(recall: Recall, act: Act) -> None:
    """What publishing writes: since when everybody may read it. Raises Refused when no car is on its list."""
    require_person(act.by, *_EVERYBODY)
    if act.by.side is not Side.MANUFACTURER:
        _refuse_other_office(recall, act)
    cars = recall.cars.count()
    if not cars:
        raise Refused(_("No car is on its list yet: choose them by rule, or send a list of VINs."), code="no_cars")
    recall.published_at = act.at
    act.values["cars"] = cars
    open_in_countries(recall, at=act.at)


def owners_told(recall: Recall, act: Act) -> None:
    """What the manufacturer says of telling the owners: once is enough."""
    require_person(act.by, Side.MANUFACTURER)


def close(recall: Recall, act: Act) -> None:
    """What closing writes. Raises Refused while owners have yet to be told, and for others than began the recall."""
    require_person(act.by, *_EVERYBODY)
    if act.by.side is not Side.MANUFACTURER or recall.ordered_by_id:
        _refuse_other_office(recall, act)
    if duties.running(SUBJECT, recall.pk, names.RECALL_NOTICE):
        raise Refused(_("The owners have not been told yet: that is reported first."), code="owners_not_told")
    recall.closed_at = act.at


def open_in_countries(recall: Recall, *, at: datetime) -> None:
    """Let the regulators of all countries with cars of a published recall read it, as far as they do not yet."""
    with door("exports.recall"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO exports_recallcountry (recall_id, manufacturer_id, country, since) "
            "SELECT DISTINCT recall_id, manufacturer_id, country, %s::timestamptz FROM exports_recallcar "
            "WHERE recall_id = %s AND country <> '' ON CONFLICT DO NOTHING",
            [at, recall.pk],
        )


def _refuse_other_office(recall: Recall, act: Act) -> None:
    if recall.ordered_by_id is None or recall.ordered_by_id != act.by.organization_id:
        began = recall.ordered_by or recall.manufacturer
        raise Refused(
            _("It was begun by %(who)s: that firm or office decides.") % {"who": began.name}, code="not_yours"
        )


def _refuse_foreign(by: Actor, country: str) -> None:
    """A regulator orders for the countries that it watches."""
    if by.side is Side.AUTHORITY or country in session.current().countries:
        return
    raise Refused(_("Choose one of the countries that you watch: your order holds there."), field="country")


def _new(facts: RecallFacts, *, ordered_by: int | None, at: datetime, **sides: Any) -> Recall:
    columns = {**asdict(facts), "part_numbers": list(facts.part_numbers)}
    return Recall(number=new_number("R"), ordered_by_id=ordered_by, began_at=at, **columns, **sides)


def _known(made: Recall) -> Recall | None:
    """The recall that stands under this reference. Raises Conflict when it says something else."""
    rows = Recall.objects.filter(
        manufacturer_id=made.manufacturer_id, ordered_by_id=made.ordered_by_id, reference=made.reference
    )
    known = rows.exclude(status=Recall.Status.WITHDRAWN).first()
    compared = [field.name for field in fields(RecallFacts)] + ["country", "instrument"]
    for name in compared if known else ():
        stored, given = getattr(known, name), getattr(made, name)
        if stored != given:
            raise Conflict(
                _(
                    "%(reference)s is on record with another %(field)s: “%(stored)s”, now “%(given)s”. "
                    "Give the other recall a number of its own."
                )
                % {
                    "reference": made.reference,
                    "field": column_words(Recall, name),
                    "stored": stored,
                    "given": given,
                },
                field=name.removesuffix("_id"),
                code="other_facts",
            )
    return known


def _create(made: Recall, *, by: Actor, at: datetime) -> Recall:
    with transaction.atomic(), door("exports.recall"):
        recorded = books.recorded_at(made.manufacturer_id, at, "recall.drafted")
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError as error:
            raise Conflict(
                _("%(reference)s was put on record by somebody else this very moment: look it up.")
                % {"reference": made.reference},
                field="reference",
            ) from error
        engine.record(made, "drafted", by=by, at=at, recorded=recorded)
    return made
