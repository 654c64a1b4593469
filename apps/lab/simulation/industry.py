"""Build the whole industry: people and firms first, then claims by the thousand with their orders and clocks."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

from apps.accounts.models import User
from apps.casework.actors import record_of
from apps.casework.books import load_history
from apps.casework.models import ActorRecord
from apps.claims.models import NOTHING_DUE, Claim, ClaimEvent, Contact, Denial, Visit
from apps.compliance import tallies
from apps.core.ids import ALPHABET
from apps.duties.clockwork import Allowance
from apps.duties.models import Clock, ClockInterval
from apps.duties.selectors import calendar_of, rule_in_force, version_in_force
from apps.organizations.models import Appointment, Organization, ServicePoint
from apps.organizations.scope import SYSTEM_ACTOR, Actor, Side, system_scope
from apps.parts.models import OrderLine, Part, PartsOrder
from apps.vehicles.components import SAFETY_CRITICAL, Component
from apps.vehicles.models import MakerCode, OdometerReading, Registration, Vehicle
from apps.vehicles.vin import YEAR_CODES, check_digit_of
from apps.warranty.coverage import Term
from apps.warranty.groups import Group
from apps.warranty.models import Coverage, MarketRight, PlanTerm, WarrantyPlan
from apps.warranty.selectors import repair_limit

from .behaviour import Rules, SimulatedClaim, live
from .faults import DENIALS, FAULTS, PART_COMPONENTS, Fault, components_of
from .people import language_of, name_of, phone_of, plate_of
from .population import CITIES, MODELS, Maker, makers
from .writer import copy_rows, reserve

Progress = Callable[[str], None]
#: Clocks that a claim has on average, orders included; those of arrival and of the law's limit come on top, so that a
#: seed gives the claims that it gave before.
CLOCKS_A_CLAIM = 2.45
_BATCH = 20_000
#: What every maker promises.
_TERM = Term(60, 150_000, str(Group.WHOLE))
#: The manufacturers' clocks are so far ahead of UTC: a day of dispatch is theirs.
_FACTORY_HOURS = timedelta(hours=8)
#: What is drawn and how often stays, so that a seed gives the figures that it gave before.
_DRAWN_POWERTRAINS = 5
#: What the workshops answer first.
_ANSWERS = (
    "Please bring the car in on Monday morning; we look at it the same day.",
    "We have a lift free tomorrow. Please bring the service booklet.",
    "Thank you for the description. Please call us, so that we find a day.",
)
_JUDGED = ("first_response", "repair", "parts_confirmation", "parts_supply", "parts_arrival")
_IN_THE_QUEUE = ("first_response", "repair")


@dataclass(frozen=True)
class Plan:
    """What to simulate. ``as_of`` is the last moment that has happened."""

    seed: int
    months: int
    clocks: int
    as_of: datetime
    makers: int = 20
    #: What manufacturers that lag keep since then.
    kept_later: float = 0.74

    @property
    def first(self) -> date:
        return (self.as_of - timedelta(days=round(self.months * 30.4))).date()

    @property
    def claims(self) -> int:
        return max(1, round(self.clocks / CLOCKS_A_CLAIM))


@dataclass
class Firm:
    """A manufacturer on the portal with what its claims need."""

    maker: Maker
    organization: Organization
    plan: WarrantyPlan
    #: Ids of its parts by their names.
    parts: dict[str, int]
    dealers: dict[str, int]
    names: dict[str, str]


def truth(plan: Plan) -> list[Maker]:
    """The manufacturers of a plan and how each really behaves; needs no database."""
    rng = np.random.default_rng(plan.seed)
    return makers(rng, plan.makers, kept_later=plan.kept_later, first=plan.first, last=plan.as_of.date())


def build(plan: Plan, *, say: Progress = lambda text: None) -> list[Maker]:
    """Write the industry of a plan and count its tallies; returns the truth."""
    found = truth(plan)
    with system_scope(f"simulation with seed {plan.seed}"):
        firms = _firms(found, plan)
        rules = _rules({country for maker in found for country in maker.countries}, plan.as_of.date())
    say(f"{len(firms)} manufacturers in {len(rules)} countries")
    rng = np.random.default_rng([plan.seed, 1])
    weights = np.array([maker.weight for maker in found])
    drawn = rng.choice(len(firms), size=plan.claims, p=weights / weights.sum())
    done = 0
    for start in range(0, plan.claims, _BATCH):
        batch = drawn[start : start + _BATCH]
        with system_scope(f"simulation with seed {plan.seed}"):
            _Writer(plan, firms, rules, rng).write(batch)
        done += len(batch)
        say(f"{done} of {plan.claims} claims")
    with system_scope("tallies of the simulation"):
        cells = tallies.rebuild()
    say(f"{cells} cell-days counted")
    return found


def _firms(found: list[Maker], plan: Plan) -> list[Firm]:
    kinds, since = Organization.Kind, plan.first - timedelta(days=200)
    dealers = {}
    for country in sorted({country for maker in found for country in maker.countries}):
        dealers[country] = [
            Organization.objects.get_or_create(
                slug=f"{country.lower()}-{word.lower()}",
                defaults={"kind": kinds.DEALER, "name": f"{word} Autohaus {country}", "country": country},
            )[0]
            for word in ("Acacia", "Meridian")
        ]
        for dealer in dealers[country]:
            ServicePoint.objects.get_or_create(
                dealer=dealer,
                name=dealer.name,
                defaults={
                    "address": f"{len(dealer.name)} Industrial Road",
                    "city": CITIES[country],
                    "country": country,
                    "opened_on": since,
                },
            )
    return [_firm(maker, dealers, since) for maker in found]


def _firm(maker: Maker, dealers: dict[str, list[Organization]], since: date) -> Firm:
    organization, _made = Organization.objects.get_or_create(
        slug=maker.slug, defaults={"kind": Organization.Kind.MANUFACTURER, "name": maker.name, "country": "CN"}
    )
    MakerCode.objects.get_or_create(code=maker.wmi, defaults={"manufacturer": organization})
    plan = _plan(organization, f"{maker.name} basic")
    parts = {
        name: Part.objects.get_or_create(
            manufacturer=organization, number=f"{maker.wmi}-{n:04d}", defaults={"name": name, "component": component}
        )[0].pk
        for n, (name, component) in enumerate(PART_COMPONENTS.items(), start=1)
    }
    served, names = {}, {}
    for n, country in enumerate(maker.countries):
        dealer = dealers[country][n % 2]
        served[country], names[country] = dealer.pk, dealer.name
        Appointment.objects.get_or_create(manufacturer=organization, dealer=dealer, country=country, starts_on=since)
    return Firm(maker, organization, plan, parts, served, names)


def _plan(maker: Organization, name: str) -> WarrantyPlan:
    """The one plan of a maker, for every model everywhere."""
    plan, made = WarrantyPlan.objects.get_or_create(
        manufacturer=maker,
        country="",
        model_name="",
        effective_from=date(2020, 1, 1),
        defaults={"name": name, "source": "Warranty booklet"},
    )
    if made:
        PlanTerm.objects.create(
            plan=plan, manufacturer=maker, group=_TERM.group, months=_TERM.months, kilometres=_TERM.kilometres
        )
    return plan


def _rules(countries: set[str], on: date) -> dict[str, tuple[Rules, dict[str, int]]]:
    found = {}
    for country in sorted(countries):
        versions = {code: version_in_force(code, country=country, on=on) for code in _JUDGED}
        limit = rule_in_force("legal_limit", country=country, on=on)
        if limit is not None:
            versions["legal_limit"] = limit
        right = repair_limit(country, on=on)
        from_hand_in = right is not None and right.clock_start == MarketRight.Start.HAND_IN
        allowances = {code: Allowance(v.unit, v.amount) for code, v in versions.items()}  # type: ignore[arg-type]
        rules = Rules(calendar_of(country), allowances, from_hand_in)
        found[country] = (rules, {code: v.pk for code, v in versions.items()})
    return found


class _Writer:
    """Writes one batch of claims with everything that hangs on them, in one transaction."""

    def __init__(
        self, plan: Plan, firms: list[Firm], rules: dict[str, tuple[Rules, dict[str, int]]], rng: np.random.Generator
    ) -> None:
        self.plan, self.firms, self.rules, self.rng = plan, firms, rules, rng
        self.rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name, _model, _columns in TABLES}
        self.actor = record_of(SYSTEM_ACTOR).pk
        self.actors = {side.name.lower(): _simulated(side) for side in (Side.OWNER, Side.DEALER)}

    def write(self, drawn: np.ndarray) -> None:
        count = len(drawn)
        self.ids = {
            name: reserve(model, count)
            for name, model in (
                ("owner", User), ("vehicle", Vehicle), ("claim", Claim), ("order", PartsOrder), ("line", OrderLine),
                ("piece", OrderLine),
            )
        }  # fmt: skip
        self.clock_ids = iter(range(reserve(Clock, count * (len(_JUDGED) + 1)), 10**15))
        span = (self.plan.as_of - datetime.combine(self.plan.first, datetime.min.time(), UTC)).total_seconds()
        moments = np.sort(self.rng.uniform(0, span, size=count))
        begin = datetime.combine(self.plan.first, datetime.min.time(), UTC)
        for n in range(count):
            firm = self.firms[int(drawn[n])]
            country = self._country(firm.maker)
            rules, versions = self.rules[country]
            filed = (begin + timedelta(seconds=float(moments[n]))).replace(microsecond=0)
            claim = live(firm.maker, country, filed, rules, self.rng, self.plan.as_of)
            self._claim(n, firm, country, versions, claim)
        self._flush()

    def _country(self, maker: Maker) -> str:
        """A third of the claims are in Kenya, so that one country's regulator has enough to look at."""
        return "KE" if self.rng.random() < 0.3 else str(self.rng.choice(maker.countries))

    def _claim(self, n: int, firm: Firm, country: str, versions: dict[str, int], claim: SimulatedClaim) -> None:
        owner, vehicle, pk = self.ids["owner"] + n, self.ids["vehicle"] + n, self.ids["claim"] + n
        sides = (owner, firm.dealers[country], firm.organization.pk, country)
        model, driven = tuple(MODELS.items())[vehicle % len(MODELS)]
        powertrain = driven[int(self.rng.integers(_DRAWN_POWERTRAINS)) % len(driven)]
        delivered = claim.filed_at.date() - timedelta(days=int(self.rng.integers(20, 900)))
        km = int(self.rng.integers(200, 60_000))
        vin = _vin(firm.maker.wmi, model, delivered.year, vehicle)
        self.rows["owner"].append(
            (owner, f"owner{owner}@example.invalid", "!", name_of(country, owner), country, claim.filed_at)
        )
        self.rows["vehicle"].append(
            (vehicle, vin, firm.maker.name, model, delivered.year, powertrain,
             delivered - timedelta(days=90), delivered - timedelta(days=60), delivered, km, claim.filed_at, *sides)
        )  # fmt: skip
        self.rows["registration"].append(
            (
                _number("V", vehicle),
                vehicle,
                vin,
                "verified",
                claim.filed_at,
                "record",
                delivered,
                10,
                claim.filed_at,
                *sides,
            )
        )
        self.rows["reading"].append((vehicle, claim.filed_at.date(), km, "claim", *sides))
        ends, most = _TERM.last_day(delivered), _TERM.kilometres
        self.rows["coverage"].append((vehicle, firm.plan.pk, delivered, ends, most, *sides))
        component, fault = self._fault(powertrain, pk)
        self._case(n, pk, vehicle, vin, firm, (model, powertrain), (component, fault), km, claim, sides)
        line = self._order(n, firm, pk, powertrain, fault, claim, sides) if claim.ordered_at else None
        for clock in claim.clocks:
            on_line = clock.obligation.startswith("parts_")
            if on_line and line is None:
                continue
            number = _number("C", pk)
            subject = line if on_line and line is not None else ("claim", pk, number)
            self._clock(clock, versions, (*subject, number), powertrain, sides)

    def _fault(self, powertrain: str, serial: int) -> tuple[str, Fault]:
        """A part of such a car, and what fails on it."""
        able = components_of(powertrain)
        component = able[int(self.rng.integers(len(Component))) % len(able)]
        return component, FAULTS[component][serial % len(FAULTS[component])]

    def _case(
        self, n: int, pk: int, vehicle: int, vin: str, firm: Firm, car: tuple[str, str], wrong: tuple[str, Fault],
        km: int, claim: SimulatedClaim, sides: tuple[Any, ...],
    ) -> None:  # fmt: skip
        (model, powertrain), (component, fault), (owner, country) = car, wrong, (sides[0], sides[3])
        complaint = fault.complaint(language_of(country, owner), 3 + pk % 8)
        found = (fault.cause, fault.correction) if claim.repaired_at else ("", "")
        denial = DENIALS[pk % len(DENIALS)] if claim.denied else ("", "")
        running = [c.due_at for c in claim.clocks if c.stopped_at is None and c.obligation in _IN_THE_QUEUE]
        due = min((moment for moment in running if moment), default=NOTHING_DUE)
        status, waiting = _standing(claim)
        self.rows["claim"].append(
            (pk, _number("C", pk), vehicle, vin, f"{firm.maker.name} {model}", powertrain, status, component, complaint,
             *found, *denial, claim.filed_at.date(), km, True, component in SAFETY_CRITICAL, bool(n % 7 == 0),
             claim.filed_at, claim.responded_at,
             None if claim.denied else claim.responded_at, claim.repaired_at, claim.handed_back_at, claim.closed_at,
             due, waiting, str(uuid.UUID(int=pk)), 1, *sides)
        )  # fmt: skip
        person = (name_of(country, owner), phone_of(country, owner), plate_of(country, owner))
        self.rows["contact"].append((pk, *person, *sides))
        if claim.denied:
            self.rows["denial"].append((pk, *denial, claim.responded_at, self.actor, "dealer", *sides))
        elif claim.responded_at:
            self.rows["visit"].append(
                (pk, 1, claim.responded_at, claim.repaired_at, claim.handed_back_at, *found, *sides)
            )
        answer = denial[1] if claim.denied else _ANSWERS[pk % len(_ANSWERS)]
        names = {"owner": "", "dealer": firm.names[country]}
        for kind, moment, by, note in (
            ("file", claim.filed_at, "owner", ""),
            ("deny" if claim.denied else "respond", claim.responded_at, "dealer", answer),
            ("complete", claim.repaired_at, "dealer", found[1]),
            ("hand_back", claim.handed_back_at, "dealer", ""),
        ):
            if moment is not None:
                actor = self.actors[by]
                self.rows["event"].append((pk, kind, moment, moment, actor.pk, by, names[by], note, "{}", *sides))

    def _order(
        self, n: int, firm: Firm, claim_pk: int, powertrain: str, fault: Fault, claim: SimulatedClaim,
        sides: tuple[Any, ...],
    ) -> tuple[str, int, str]:  # fmt: skip
        pk, line = self.ids["order"] + n, self.ids["line"] + n
        status = (
            "cancelled" if claim.cancelled_at
            else "received" if claim.received_at
            else "dispatched" if claim.dispatched_at
            else "confirmed" if claim.confirmed_at
            else "submitted"
        )  # fmt: skip
        sides = (None, *sides[1:])
        number = _number("PO", pk)
        part = firm.parts[fault.part]
        ordered = claim.ordered_at
        assert ordered is not None
        running = [c.due_at for c in claim.clocks if c.stopped_at is None and c.obligation.startswith("parts_")]
        due = min((moment for moment in running if moment), default=None)
        self.rows["order"].append(
            (pk, number, "daily", status, _number("C", claim_pk), True, powertrain, "", str(uuid.UUID(int=pk)), ordered,
             ordered,
             claim.cancelled_at or claim.received_at or claim.dispatched_at or claim.confirmed_at or ordered,
             due, 1, *sides)
        )  # fmt: skip
        self._line((line, pk, part, None), status, claim.dispatched_at, claim, sides)
        if claim.piece_sent_at:
            self._line((self.ids["piece"] + n, pk, part, line), status, claim.piece_sent_at, claim, sides)
        return "order_line", line, number

    def _line(
        self, of: tuple[int, int, int, int | None], status: str, sent: datetime | None, claim: SimulatedClaim,
        sides: tuple[Any, ...],
    ) -> None:  # fmt: skip
        """An ordered line, or a piece that left first; ``of``: its id, order, part and what it was split from."""
        cancelled = (claim.cancelled_at, "manufacturer", "not_available") if claim.cancelled_at else (None, "", "")
        promised = claim.ordered_at.date() + timedelta(days=10) if claim.ordered_at and claim.confirmed_at else None
        self.rows["line"].append(
            (*of, 1, status, promised, promised if of[3] is None else None, claim.confirmed_at, sent,
             (sent + _FACTORY_HOURS).date() if sent else None, claim.received_at,
             f"AWB {of[3] or of[0]:07d}" if sent else "", *cancelled, *sides)
        )  # fmt: skip

    def _clock(
        self, clock: Any, versions: dict[str, int], subject: Any, powertrain: str, sides: tuple[Any, ...]
    ) -> None:
        pk = next(self.clock_ids)
        party = "manufacturer" if clock.obligation.startswith("parts_") else "dealer"
        if party == "manufacturer":
            sides = (None, *sides[1:])
        self.rows["clock"].append(
            (pk, clock.obligation, versions[clock.obligation], *subject, party, True, powertrain,
             clock.intervals[0].start, clock.due_at, clock.stopped_at, clock.ending if clock.stopped_at else "", *sides)
        )  # fmt: skip
        for interval in clock.intervals:
            self.rows["interval"].append(
                (pk, interval.kind, interval.start, interval.end, interval.reason, interval.party, *sides)
            )

    def _flush(self) -> None:
        load_history("simulation")
        for name, model, columns in TABLES:
            copy_rows(model, columns, self._complete(name))

    def _complete(self, name: str) -> Iterator[tuple[Any, ...]]:
        yield from self.rows[name]


_SIDES = ("owner", "dealer", "manufacturer", "country")
TABLES: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("owner", User, ("id", "email", "password", "full_name", "country", "date_joined")),
    ("vehicle", Vehicle, (
        "id", "vin", "maker_name", "model_name", "model_year", "powertrain", "built_on", "exported_on", "delivered_on",
        "odometer_km", "created_at", *_SIDES)),
    ("registration", Registration, (
        "number", "vehicle", "vin", "status", "verified_at", "verified_by", "delivered_on", "odometer_km",
        "registered_at", *_SIDES)),
    ("reading", OdometerReading, ("vehicle", "read_on", "km", "source", *_SIDES)),
    ("coverage", Coverage, ("vehicle", "plan", "starts_on", "ends_on", "kilometres", *_SIDES)),
    ("claim", Claim, (
        "id", "number", "vehicle", "vin", "vehicle_title", "powertrain", "status", "component", "complaint", "cause",
        "correction", "denial_reason", "denial_note", "occurred_on", "odometer_km", "in_warranty", "safety_critical",
        "immobilised", "filed_at", "responded_at", "vehicle_in_at", "repaired_at",
        "handed_back_at", "closed_at", "next_due_at", "waiting_for", "request_key", "version", *_SIDES)),
    ("contact", Contact, ("claim", "name", "phone", "plate", *_SIDES)),
    ("visit", Visit, (
        "claim", "number", "taken_in_at", "repaired_at", "handed_back_at", "cause", "correction", *_SIDES)),
    ("denial", Denial, ("claim", "reason", "explanation", "denied_at", "actor", "party", *_SIDES)),
    ("event", ClaimEvent, (
        "claim", "kind", "happened_at", "recorded_at", "actor", "by_side", "by_name", "note", "values", *_SIDES)),
    ("order", PartsOrder, (
        "id", "number", "priority", "status", "claim_number", "in_warranty", "powertrain", "note", "request_key",
        "created_at", "submitted_at", "updated_at", "next_due_at", "version", *_SIDES)),
    ("line", OrderLine, (
        "id", "order", "part", "split_from", "quantity", "status", "promised_on", "first_promised_on", "confirmed_at",
        "dispatched_at", "dispatched_on", "received_at", "tracking", "cancelled_at",
        "cancelled_by", "cancel_reason", *_SIDES)),
    ("clock", Clock, (
        "id", "obligation", "version", "subject_kind", "subject_id", "subject_label", "unit", "responsible", "counts",
        "powertrain", "started_at", "due_at", "stopped_at", "ending", *_SIDES)),
    ("interval", ClockInterval, ("clock", "kind", "started_at", "ended_at", "reason", "party", *_SIDES)),
)  # fmt: skip


def _simulated(side: Side) -> ActorRecord:
    """Who acts in invented events."""
    return record_of(Actor(side=side, name=f"{side.name.title()} (simulated)"))


def _standing(claim: SimulatedClaim) -> tuple[str, str]:
    """Status and whom the claim waits for."""
    if claim.denied:
        return "denied", ""
    if claim.closed_at:
        return "closed", ""
    if claim.handed_back_at:
        return "handed_back", "owner"
    if claim.repaired_at:
        return "repaired", "dealer"
    if claim.ordered_at and not (claim.received_at or claim.cancelled_at):
        return "responded", "manufacturer"
    return ("in_repair", "dealer") if claim.responded_at else ("filed", "dealer")


def _number(prefix: str, pk: int) -> str:
    """A number made from the id: the same seed gives the same one."""
    value, text = pk * 7_919 + 104_729, ""
    for _ in range(8):
        value, digit = divmod(value, len(ALPHABET))
        text = ALPHABET[digit] + text
    return f"{prefix}-{text}"


def _vin(wmi: str, model: str, year: int, pk: int) -> str:
    """A VIN with the model's letter, the code of its year and the serial."""
    letter, code = "ABCDEF"[tuple(MODELS).index(model)], YEAR_CODES[(year - 1980) % len(YEAR_CODES)]
    body = f"{wmi}SM{letter}4E0{code}{pk % 10**7:07d}"
    return body[:8] + check_digit_of(body) + body[9:]
