"""One row of any model, made from its fields: the matrix grows by itself when a model is added.

``build(model, sides)`` fills side columns from ``sides``, follows foreign keys to rows of the same sides, and gives
other required fields a plain value. Where a rule of the table wants more, ``RULES`` says it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.accounts.models import User
from apps.casework.models import ActorRecord, Document, Job
from apps.claims.models import Claim, ClaimEvent, Contact, DenialProposal, Draft, Rating
from apps.compliance.models import Flag, FlagEvidence
from apps.desks.models import SavedView
from apps.disputes.models import EscalationQuestion
from apps.duties.models import Clock, Obligation, ObligationVersion, RuleChange, RuleEvent
from apps.exports.models import (
    Certificate,
    ConductEntry,
    ExportRecord,
    FindingRule,
    LetterLine,
    Licence,
    OrphanReport,
    Recall,
    RecallCar,
)
from apps.network.models import Invitation, InvitationEvent
from apps.notifications.models import Notice
from apps.organizations.models import ApiKey, Appointment, Jurisdiction, Organization, ServicePoint
from apps.parts.models import (
    Core,
    CoreDeposit,
    Fitting,
    LinePrice,
    OrderLine,
    OrderPaper,
    Part,
    PartPrice,
    PartRequest,
    PartRequestEvent,
    PartsOrder,
    PlannedReceipt,
    Reservation,
    Supersession,
    Transfer,
)
from apps.settlements.models import (
    Batch,
    BatchLine,
    CostLine,
    Decision,
    Estimate,
    ExchangeRate,
    LineDecision,
    PassRule,
    Settlement,
)
from apps.vehicles.models import Registration, Vehicle
from apps.vehicles.services.imports import EXPORTS
from apps.warranty.models import PlanDraft, PlanTerm
from apps.workshop.models import Booking, OpeningHours
from tests.warranty.plans import CONTENT

MOMENT = datetime(2026, 3, 4, 9, tzinfo=UTC)
_numbers = count(1)


@dataclass
class Sides:
    """Whose row it is to be; ``made`` keeps one row a model, so that foreign keys meet in the same tenant."""

    owner: User
    dealer: Organization
    manufacturer: Organization
    regulator: Organization
    country: str
    made: dict[type[models.Model], models.Model] = field(default_factory=dict)


def _another_point(sides: Sides) -> ServicePoint:
    place = {"address": "1", "city": "Mombasa", "country": sides.country, "opened_on": MOMENT.date()}
    return ServicePoint.objects.create(dealer=sides.dealer, name="Branch", **place)


def neighbour(sides: Sides) -> Organization:
    """Another dealer of the same country, whom the sides' own one asks."""
    found, _made = Organization.objects.get_or_create(
        slug=f"beside-{sides.dealer.slug}", defaults={"kind": "dealer", "name": "Beside", "country": sides.country}
    )
    return found


def _vin() -> str:
    return f"LZZ7CCWD0PC{next(_numbers):06d}"


#: Values that a table's own rules ask for, beyond what its columns say.
RULES: dict[type[models.Model], Any] = {
    # Of nothing yet, and to another point than it comes from.
    Reservation: lambda sides: {"claim_number": "C-1", "status": "short", "bin": None, "order": None},
    PartRequest: lambda sides: {"supplier": neighbour(sides)},
    PartRequestEvent: lambda sides: {"supplier": neighbour(sides)},
    Transfer: lambda sides: {"target": _another_point(sides)},
    Recall: lambda sides: {"published_at": MOMENT},  # its manufacturer's own until then
    ConductEntry: lambda sides: {"decision": "Decision 1 of 2026"},
    # Told to its owner, as everything that belongs to it is then.
    Estimate: lambda sides: {"told_owner_at": MOMENT},
    CostLine: lambda sides: {"estimate": build(Estimate, sides), "hours": "1.5", "currency": "KES", "rate": "2"},
    Decision: lambda sides: {"estimate": build(Estimate, sides)},
    LineDecision: lambda sides: {"currency": "KES"},
    Batch: lambda sides: {"currency": "KES"},
    BatchLine: lambda sides: {"line": _line_of_a_settlement(sides)},
    ExchangeRate: lambda sides: {"currency": "KES", "into": "CNY", "manufacturer": sides.manufacturer},
    PassRule: lambda sides: {"currency": "CNY"},
    Core: lambda sides: {"currency": "CNY"},
    CoreDeposit: lambda sides: {"currency": "CNY"},
    Jurisdiction: lambda sides: {"country": "UG"},  # the cast's regulators have theirs already
    # Bound to whom it was sent to, as after they proved their address.
    Invitation: lambda sides: {"invitee": sides.owner, "expires_at": MOMENT + timedelta(days=14)},
    InvitationEvent: lambda sides: {"invitee": sides.owner},
    # On its maker's record, as the public is told.
    Vehicle: lambda sides: {"vin": _vin(), "exported_on": MOMENT.date()},
    ExportRecord: lambda sides: {"vin": _vin(), "licence_number": str(build(Licence, sides))},
    Certificate: lambda sides: {"vin": _vin(), "document": build(Document, sides), "sha256": "a" * 64},
    OrphanReport: lambda sides: {"vin": _vin()},
    # The car of the record: whoever asks about it is told of the letter too.
    LetterLine: lambda sides: {"vin": str(build(ExportRecord, sides)).split()[0]},
    RecallCar: lambda sides: {"vin": _vin()},
    Registration: lambda sides: {"vin": str(build(Vehicle, sides))},
    Claim: lambda sides: {"vin": sides.made[Vehicle].vin if Vehicle in sides.made else _vin()},
    Contact: lambda sides: _looked_at(sides),
    Rating: lambda sides: {"stars": 4},
    Draft: lambda sides: {"request_key": str(uuid.uuid4())},
    # Not decided yet.
    DenialProposal: lambda sides: {"grounds": ""},
    # Of every side, so that each is tried; a true one is of the side that is asked.
    EscalationQuestion: lambda sides: {"side": "owner"},
    Clock: lambda sides: {"subject_kind": "claim", "responsible": "dealer", "due_at": MOMENT},
    Flag: lambda sides: {"scope_kind": "country", "scope_code": sides.country},
    # A flag of its own: the page of the other one is shown without evidence to compute again.
    FlagEvidence: lambda sides: {"flag": _flag_over_all(sides), "clock_ids": [build(Clock, sides).pk]},
    Job: lambda sides: {
        "organization": sides.manufacturer,
        "kind": EXPORTS.name,
        "errors": build(Document, sides),
    },
    ActorRecord: lambda sides: {"organization": sides.manufacturer},
    Document: lambda sides: {"organization": sides.manufacturer},
    RuleChange: lambda sides: {"kind": "closed", "organization": _authority()},
    RuleEvent: lambda sides: {"organization": _authority()},
    Booking: lambda sides: {"ends_at": MOMENT + timedelta(hours=1)},
    OpeningHours: lambda sides: {"weekday": 0},
    # Kept by somebody of the workshop.
    SavedView: lambda sides: {
        "user": sides.dealer.memberships.order_by("id")[0].user,
        "organization": sides.dealer,
        "list": "workshop:queue",
    },
    Notice: lambda sides: {"url": "/"},
    Fitting: lambda sides: {"year_from": 2024, "year_to": 2026, "plant": "A", "vin_from": "", "vin_to": ""},
    LinePrice: lambda sides: {"currency": "KES"},
    PartPrice: lambda sides: {"market": _market(sides), "currency": "KES"},
    Supersession: lambda sides: {"new": _another_part(sides)},
    PlannedReceipt: lambda sides: {"part": _ordered(sides)},  # whoever waits for it reads it
    PartsOrder: lambda sides: {"status": "submitted", "submitted_at": MOMENT},
    OrderPaper: lambda sides: {"line": build(OrderLine, sides), "document": build(Document, sides)},
    PlanDraft: lambda sides: {"kept": CONTENT.as_json()},
    PlanTerm: lambda sides: {"months": 36},
    ApiKey: lambda sides: {"prefix": f"{next(_numbers):08x}", "organization": sides.dealer},
}


def _ordered(sides: Sides) -> Part:
    line: Any = build(OrderLine, sides)
    part: Part = line.part
    return part


def _looked_at(sides: Sides) -> dict[str, Any]:
    """Everybody beside owner and dealer has just said why they want to see it."""
    claim: Any = build(Claim, sides)
    for firm in (sides.manufacturer, sides.regulator, _authority()):
        now = datetime.now(UTC)
        said = {"organization": firm.pk}
        whose = {"owner": sides.owner, "dealer": sides.dealer, "manufacturer": sides.manufacturer}
        ClaimEvent.objects.create(
            claim=claim, kind="see_contact", happened_at=now, recorded_at=now, values=said,
            country=sides.country, **whose,
        )  # fmt: skip
    return {"claim": claim}


def _line_of_a_settlement(sides: Sides) -> CostLine:
    """Lines of estimates are not paid."""
    line: Any = build(CostLine, sides)
    settlement: Any = build(Settlement, sides)
    shared = {f.name: getattr(line, f.name) for f in CostLine._meta.concrete_fields if not f.primary_key}
    return CostLine.objects.create(**{**shared, "estimate": None, "settlement": settlement})


def _market(sides: Sides) -> str:
    """The country for which the dealer is appointed."""
    made = build(Appointment, sides)
    assert isinstance(made, Appointment)
    return str(made.country)


def _another_part(sides: Sides) -> Part:
    return Part.objects.create(manufacturer=sides.manufacturer, number=_text(), name="Another part")


def _authority() -> Organization:
    return Organization.objects.get(slug="licensing")


def _flag_over_all(sides: Sides) -> Flag:
    values = {f.name: _value(f, sides) for f in Flag._meta.concrete_fields if _wanted(f)}
    return Flag.objects.create(**{**values, "scope_kind": "overall", "scope_code": ""})


def build(model: type[models.Model], sides: Sides) -> models.Model:
    """Return the row of ``model`` for these sides, made on first use."""
    if model not in sides.made:
        values = {f.name: _value(f, sides) for f in model._meta.concrete_fields if _wanted(f)}
        if model in RULES:
            values |= RULES[model](sides)
        sides.made[model] = model._default_manager.create(**values)
    return sides.made[model]


def _wanted(f: models.Field[Any, Any]) -> bool:
    if isinstance(f, models.GeneratedField):
        return False
    if f.primary_key and not isinstance(f, models.CharField | models.UUIDField):
        return False
    if f.name in {"owner", "dealer", "manufacturer", "country", "user", "organization", "regulator"}:
        return True
    return not f.null and not f.has_default() and not (f.blank and isinstance(f, models.CharField))


def _value(f: models.Field[Any, Any], sides: Sides) -> Any:
    if isinstance(f, models.ForeignKey):
        return _related(f, sides)
    if f.name == "country":
        return sides.country
    if f.choices and not callable(f.choices):
        return next(iter(f.flatchoices))[0]
    for kind, value in _PLAIN:
        if isinstance(f, kind):
            return value()
    raise AssertionError(f"say in tests/walls/rows.py what {f.model.__name__}.{f.name} is to hold")


def _related(f: models.ForeignKey[Any, Any], sides: Sides) -> Any:
    target = f.related_model
    if target is User:
        return sides.owner
    if target is Organization:
        name = {"organization": "dealer"}.get(f.name, f.name)
        return getattr(sides, name, sides.dealer)
    if target is Obligation:
        return Obligation.objects.get(pk="repair")
    if target is FindingRule:
        return FindingRule.objects.get(pk="letter")
    if target is ObligationVersion:
        return ObligationVersion.objects.filter(obligation_id="repair").first()
    return build(target, sides)


def _text() -> str:
    return f"T{next(_numbers)}"


_PLAIN: list[tuple[Any, Any]] = [
    (ArrayField, list),
    (models.UUIDField, uuid.uuid4),
    (models.DateTimeField, lambda: MOMENT),
    (models.DateField, MOMENT.date),
    (models.BooleanField, lambda: True),
    (models.JSONField, dict),
    (models.DecimalField, lambda: "0.9"),
    (models.FloatField, lambda: 0.5),
    (models.PositiveSmallIntegerField, lambda: 12),
    (models.BigIntegerField, lambda: next(_numbers)),
    (models.IntegerField, lambda: 1),
    (models.EmailField, lambda: f"p{next(_numbers)}@example.org"),
    (models.CharField, _text),
    (models.TextField, _text),
]
