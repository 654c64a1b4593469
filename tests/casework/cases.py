"""One case of every kind, and a way to take any step of its table that no table of the application is asked for."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count, cycle
from typing import Any

from django_countries import countries

from apps.casework import engine
from apps.casework.actors import record_of
from apps.claims.models import Claim
from apps.claims.services import file_claim
from apps.compliance.models import Flag
from apps.disputes.models import Escalation, Objection
from apps.duties.models import RuleChange
from apps.duties.rules import draft_change
from apps.exports.models import ConductEntry, Finding, Letter, Licence, Recall
from apps.exports.services import enter_conduct
from apps.network.addresses import prove
from apps.network.greeting import greet
from apps.network.models import Invitation
from apps.network.services import appoint, invite
from apps.organizations.models import Appointment, Membership
from apps.organizations.scope import Actor, acting_as, system_scope
from apps.parts import services as parts
from apps.parts.models import (
    Bin,
    Core,
    OrderLine,
    Part,
    PartRequest,
    PartReturn,
    PartsOrder,
    StockTake,
    Substitution,
    Transfer,
)
from apps.parts.paper_files import NewPaper
from apps.settlements.models import Estimate, Settlement
from apps.settlements.services.decisions import Ruling
from apps.vehicles import services as vehicles
from apps.vehicles.models import Registration
from apps.vehicles.papers import Paper
from apps.warranty.models import PlanDraft
from apps.warranty.services import draft_plan
from apps.workshop.models import Booking
from apps.workshop.services import offer
from apps.workshop.services.bookings import Slot
from tests.cast import NOW, Cast
from tests.duties.changes import HOLIDAY, second_person
from tests.exports.making import apply_for, issue, promise, register
from tests.exports.recalls import draft, listed
from tests.factories import make_maker_codes, make_owned_vehicle, make_vin
from tests.parts.asking import EXPECTED, SEND_BY, make_neighbour
from tests.settlements.making import LABOUR, Garage
from tests.warranty.plans import CONTENT

TEXT = "a reason that is long enough for everybody"
PAPER = NewPaper(b"%PDF-1.4 %%EOF", "waybill.pdf", "application/pdf", "other")
SIDES = ("amina", "dealer_nairobi", "maker_hanhai", "regulator_ke", "authority", "boris", "dealer_almaty")
DAY = timedelta(days=1)
#: A country of its own for each appointment: one dealer has one there.
_places = cycle(code for code, _name in countries)
#: Of cars that stand on no delivery list.
_serials = count(5001)
#: After any walk.
_HOLIDAY = replace(HOLIDAY, effective_from=date(2027, 1, 4))


@dataclass
class World:
    """The cast with a car and a part; makes cases and takes steps as anybody."""

    cast: Cast
    part: Part
    car: Any
    last: Any = None

    def make(self, kind: str) -> Any:
        made: Any = getattr(self, kind)()
        return made

    def claim(self) -> Claim:
        with acting_as(self.cast.scope(self.cast.amina)):
            return file_claim(
                by=self.cast.actor(self.cast.amina),
                vehicle=self.car,
                dealer_id=self.cast.dealer_nairobi.pk,
                component="charging",
                complaint="The car stops charging after ten minutes",
                occurred_on=NOW.date(),
                odometer_km=1_500,
                immobilised=False,
                request_key=str(uuid.uuid4()),
                at=NOW,
            )

    def objection(self) -> Objection:
        """Amina's objection to a denial that a colleague at Hanhai gave; each time of another claim."""
        claim = self.claim()
        colleague = replace(self.cast.actor(self.cast.maker_hanhai), user_id=None, name="A colleague")
        with system_scope("test: a denial"):
            said = {"reason": "wear", "explanation": TEXT, "denied_at": NOW, "party": "manufacturer"}
            denial = claim.denials.create(actor=record_of(colleague), **said, **claim.sides())
            Claim.objects.filter(pk=claim.pk).update(
                status="denied", closed_at=NOW, denial_reason="wear", denial_note=TEXT
            )
            return Objection.objects.create(
                number=f"O-{uuid.uuid4().hex[:8].upper()}",
                claim=claim,
                denial=denial,
                grounds=TEXT,
                filed_at=NOW,
                **claim.sides(),
            )

    def escalation(self) -> Escalation:
        """Amina's case at the authority; what it froze is tried elsewhere."""
        claim = self.claim()
        with system_scope("test: a case"):
            return Escalation.objects.create(
                number=f"A-{uuid.uuid4().hex[:8].upper()}",
                claim=claim,
                cause="late",
                words=TEXT,
                filed_at=NOW,
                frozen={},
                frozen_sha256="0" * 64,
                **claim.sides(),
            )

    def order(self) -> PartsOrder:
        dealer = self.cast.dealer_nairobi
        with acting_as(self.cast.scope(dealer)):
            return parts.create_order(
                by=self.cast.actor(dealer),
                dealer_id=dealer.pk,
                manufacturer_id=self.cast.maker_hanhai.pk,
                country="KE",
                lines=[(self.part.pk, 4)],
                request_key=str(uuid.uuid4()),
                at=NOW,
            )

    def flag(self) -> Flag:
        with system_scope("test: a flag"):
            return Flag.objects.create(
                number=f"F-{uuid.uuid4().hex[:8].upper()}",
                manufacturer=self.cast.maker_hanhai,
                scope_kind="country",
                # A scope of its own each time: one cell has one open flag.
                scope_code=uuid.uuid4().hex[:12],
                country="KE",
                obligation_id="repair",
                severity="low",
                opened_at=NOW,
                updated_at=NOW,
                due=100,
                met=70,
                share=0.7,
                lower=0.6,
                upper=0.8,
                target="0.9",
                vehicles=70,
            )

    def rule(self) -> RuleChange:
        """A draft of the second person, which the first one may publish."""
        authority = self.cast.authority
        with acting_as(self.cast.scope(authority)):
            return draft_change(proposal=_HOLIDAY, by=second_person(self.cast), at=NOW)

    def membership(self) -> Membership:
        """Amina of Savanna Motors, whose staff is its administrator."""
        with system_scope("test: a member"):
            Membership.objects.filter(organization=self.cast.dealer_nairobi).update(role="admin")
            # One at a time: she left before.
            earlier = Membership.objects.active().filter(user=self.cast.amina)
            earlier.update(status="ended", ended_at=NOW)
            return Membership.objects.create(
                user=self.cast.amina, organization=self.cast.dealer_nairobi, person_name="Amina Otieno", created_at=NOW
            )

    def invitation(self) -> Invitation:
        """Savanna Motors invites Amina, who has proven her address."""
        dealer = self.cast.dealer_nairobi
        with system_scope("test: long after the last one"):
            long_ago = {"created_at": NOW - 90 * DAY, "expires_at": NOW - 76 * DAY}
            Invitation.objects.filter(status="open").update(status="expired")
            Invitation.objects.update(**long_ago)
        with acting_as(self.cast.scope(dealer)):
            made = invite(
                email=self.cast.amina.email, role="staff", language="en", by=self.actor("dealer_nairobi"), at=NOW
            )
        prove(self.cast.amina, made.email)
        greet(self.cast.amina.pk, at=NOW)
        with system_scope("test: bound"):
            made.refresh_from_db()
        return made

    def appointment(self) -> Appointment:
        maker = self.cast.maker_hanhai
        with acting_as(self.cast.scope(maker)):
            return appoint(
                dealer_id=self.cast.dealer_nairobi.pk,
                country=next(_places),
                starts_on=NOW.date(),
                by=self.actor("maker_hanhai"),
                at=NOW,
            )

    def registration(self) -> Registration:
        """Amina's registration of a car that stands on no delivery list; each time another car."""
        amina = self.cast.amina
        with acting_as(self.cast.scope(amina)):
            vehicle = vehicles.register_owner(
                owner_id=amina.pk,
                vin_text=make_vin(next(_serials)),
                delivered_on=date(2026, 2, 10),
                odometer_km=14,
                country="KE",
                dealer_id=self.cast.dealer_nairobi.pk,
                by=self.cast.actor(amina),
                at=NOW,
            )
            return vehicle.registrations.get()

    def licence(self) -> Licence:
        """An application of Hanhai's legal maker, as the authority entered it; each time another licence."""
        authority = self.cast.authority
        with acting_as(self.cast.scope(authority)):
            return apply_for(self.cast, register(self.cast), number=f"26-{next(_serials)}")

    def letter(self) -> Letter:
        """A letter of Hanhai's legal maker; each time for another licence."""
        register(self.cast)
        return issue(self.cast, next(_serials), licence_number=f"26-{next(_serials)}")

    def finding(self) -> Finding:
        """A used car applied for too soon; its days to answer are over. Each time another car."""
        with system_scope("test: a finding"):
            return Finding.objects.create(
                number=f"X-{uuid.uuid4().hex[:8].upper()}",
                rule_id="letter",
                vin=make_vin(next(_serials)),
                exporter=register(self.cast),
                manufacturer=self.cast.maker_hanhai,
                country="KE",
                seen={"days": 100},
                found_at=NOW,
                answer_by=NOW,
            )

    def recall(self) -> Recall:
        """What the authority is about to order of Hanhai, with a car on its list; each time another one."""
        made = draft(self.cast, reference=f"HH-{next(_serials)}")
        listed(made, make_vin(next(_serials)))
        with system_scope("test: whoever orders it"):
            made.ordered_by = self.cast.authority
            made.save(update_fields=["ordered_by"])
        return made

    def conduct(self) -> ConductEntry:
        """Held against Hanhai's legal maker by the second person of the authority; each time on another decision."""
        with acting_as(self.cast.scope(self.cast.authority)):
            return enter_conduct(
                exporter=register(self.cast),
                matter="other",
                grounds=TEXT,
                findings=[],
                decision=f"Decision {next(_serials)} of 2026",
                by=second_person(self.cast),
                at=NOW,
            )

    def plan(self) -> PlanDraft:
        """A draft of Hanhai's for a week from now, each time for another model, so that all may be published."""
        maker = self.cast.maker_hanhai
        begins = (NOW + 7 * DAY).date()
        content = replace(CONTENT, model_name=f"Sea {next(_serials)}", effective_from=begins)
        with acting_as(self.cast.scope(maker)):
            return draft_plan(content=content, by=self.actor("maker_hanhai"), at=NOW)

    def booking(self) -> Booking:
        """Offered by the workshop for a week from now, each time for another request."""
        claim = self.claim()
        with acting_as(self.cast.scope(self.cast.dealer_nairobi)):
            point = self.cast.dealer_nairobi.service_points.get()
            slot = Slot(NOW + 7 * DAY, NOW + 7 * DAY + timedelta(hours=1), point)
            return offer(claim=claim, slot=slot, by=self.cast.actor(self.cast.dealer_nairobi), at=NOW)

    def stocktake(self) -> StockTake:
        """Of the shelves of Savanna Motors, with a line that was counted; each time another one."""
        dealer, by = self.cast.dealer_nairobi, self.cast.actor(self.cast.dealer_nairobi)
        with system_scope("test: long after the last one"):
            StockTake.objects.update(status="dropped")
            point = dealer.service_points.order_by("id").first()
        with acting_as(self.cast.scope(dealer)):
            parts.receive_stock(
                dealer_id=dealer.pk, part=self.part, quantity=2, reference="", key=str(uuid.uuid4()), by=by, at=NOW
            )
            made = parts.open_count(point=point, by=by, at=NOW)
            parts.write_counts(stocktake=made, counted={made.lines.get().pk: 1}, by=by, at=NOW)
            return made

    def transfer(self) -> Transfer:
        """Two pieces on their way to the branch of Savanna Motors; each time another transfer."""
        dealer, key = self.cast.dealer_nairobi, str(uuid.uuid4())
        with system_scope("test: a branch"):
            place = {"address": "Moi Avenue 1", "city": "Mombasa", "country": "KE", "opened_on": date(2020, 1, 1)}
            branch, _made = dealer.service_points.get_or_create(name="Savanna Mombasa", defaults=place)
        with acting_as(self.cast.scope(dealer)):
            by = self.cast.actor(dealer)
            came = parts.receive_stock(
                dealer_id=dealer.pk, part=self.part, quantity=2, reference="", key=key, by=by, at=NOW
            )
            assert came.bin is not None
            return parts.send_transfer(target=branch, lines=[(self.part, came.bin, 2)], request_key=key, by=by, at=NOW)

    def partrequest(self) -> PartRequest:
        """Savanna Motors asks the dealer in Mombasa for two pieces; each time another request."""
        if self.cast.dealer_coast is None:
            self.cast.dealer_coast = make_neighbour(self.cast)
            with acting_as(self.cast.scope(self.cast.dealer_coast)):
                parts.share_stock(by=self.cast.actor(self.cast.dealer_coast), at=NOW)
        coast, key = self.cast.dealer_coast, str(uuid.uuid4())
        with acting_as(self.cast.scope(coast)):
            parts.receive_stock(
                dealer_id=coast.pk, part=self.part, quantity=2, reference="", key=key, by=self.cast.actor(coast), at=NOW
            )
        with acting_as(self.cast.scope(self.cast.dealer_nairobi)):
            by = self.cast.actor(self.cast.dealer_nairobi)
            return parts.ask(part=self.part, supplier=coast, wish=parts.Wish(2), request_key=key, by=by, at=NOW)

    def partreturn(self) -> PartReturn:
        """Savanna Motors asks to return two of four received pieces; each time of another order."""
        dealer, order = self.cast.dealer_nairobi, self.received()
        with acting_as(self.cast.scope(dealer)):
            return parts.ask_return(
                line=order.lines.get(), quantity=2, reason="surplus", note=TEXT, request_key=str(uuid.uuid4()),
                by=self.cast.actor(dealer), at=NOW,
            )  # fmt: skip

    def core(self) -> Core:
        """Four cores that are owed for four received pieces; each time of another order."""
        maker = self.cast.maker_hanhai
        with acting_as(self.cast.scope(maker)):
            parts.set_deposit(
                part=self.part, amount=Decimal(60), currency="CNY", days=60, starts_on=date(2026, 1, 1),
                by=self.cast.actor(maker), at=NOW,
            )  # fmt: skip
        with system_scope("test: what is owed"):
            return Core.objects.get(line__order=self.received())

    def received(self) -> PartsOrder:
        """Four pieces of a part that came."""
        dealer, maker = self.cast.dealer_nairobi, self.cast.maker_hanhai
        order = self.order()
        with system_scope("test: its line"):
            lines: dict[str, Any] = {"line_ids": [order.lines.get().pk]}
        life: tuple[tuple[Any, Any, dict[str, Any]], ...] = (
            (dealer, parts.submit_order, {}),
            (maker, parts.dispatch_lines, lines | {"tracking": "AWB 1"}),
            (dealer, parts.receive_lines, lines),
        )
        for who, verb, given in life:
            with acting_as(self.cast.scope(who)):
                order = verb(order=order, by=self.cast.actor(who), at=NOW, **given)
        return order

    def estimate(self) -> Estimate:
        """Of a claim of Amina's, with a line; each time of another claim."""
        return self.garage().estimate(LABOUR, asked=False)

    def settlement(self) -> Settlement:
        """Of a repair of Amina's car, with a line; each time of another claim."""
        garage = self.garage()
        return garage.settlement(LABOUR, day=0, claim=garage.repaired(day=0), handed_in=False)

    def garage(self) -> Garage:
        return Garage(self.cast, self.car, self.part)

    def actor(self, who: str) -> Actor:
        """Whoever acts for a firm is its administrator."""
        found = self.cast.actor(getattr(self.cast, who))
        return replace(found, role="admin") if found.organization_id else found

    def take(self, case: Any, verb: str, who: str, at: datetime, **more: Any) -> Any:
        """Take a step through the one way of pages and API."""
        more = {"version": None, "key": "", "given": self.given(case, verb, who)} | more
        with acting_as(self.cast.scope(getattr(self.cast, who))):
            return engine.perform(case, verb, by=more.pop("by", self.actor(who)), at=at, **more)

    def given(self, case: Any, verb: str, who: str) -> dict[str, Any]:
        """What somebody writes who wants the step to succeed."""
        return _GIVEN[type(case)](self, case, verb, who)


def _claim_given(world: World, case: Claim, verb: str, who: str) -> dict[str, Any]:
    if verb in {"start_repair", "hand_back", "close", "withdraw", "confirm_denial"}:
        return {"note": ""}
    written: dict[str, dict[str, Any]] = {
        "complete": {"cause": TEXT, "correction": TEXT, "open_lines": "cancel", "kept_why": TEXT},
        "deny": {"reason": "wear", "explanation": TEXT},
        "propose_denial": {"reason": "misuse", "explanation": TEXT},
        "rate": {"stars": 4, "words": TEXT},
        "share_status": {},
        "stop_sharing": {},
        "reserve_parts": {"lines": [(world.part.pk, 1)], "request_key": str(uuid.uuid4()), "despite": TEXT},
        "order_parts": {"lines": [(world.part.pk, 1)], "request_key": str(uuid.uuid4())},
    }
    return written.get(verb, {"message": TEXT})


def _objection_given(world: World, case: Objection, verb: str, who: str) -> dict[str, Any]:
    return {"note": TEXT}


def _escalation_given(world: World, case: Escalation, verb: str, who: str) -> dict[str, Any]:
    written: dict[str, dict[str, Any]] = {
        "ask": {"side": "owner", "question": TEXT},
        "answer": {"message": TEXT},
        "find": {"outcome": "in_part", "note": TEXT},
    }
    return written.get(verb, {"note": TEXT})


def _order_given(world: World, case: PartsOrder, verb: str, who: str) -> dict[str, Any]:
    with system_scope("test: lines of an order"):
        states = {
            **dict.fromkeys(("receive", "report"), ("dispatched", "delivered")),
            **dict.fromkeys(("track", "prove"), ("dispatched",)),
            "contest": ("reported",),
            "report_over": ("dispatched", "delivered", "received"),
            **dict.fromkeys(("keep_over", "call_back"), ("over",)),
            "send_back": ("over", "send_back"),
            "attach": ("reported", "over"),
            "cancel": ("draft", "submitted", "confirmed"),
        }
        wanted = states.get(verb, ("submitted", "confirmed"))
        ids = list(OrderLine.objects.filter(order=case, status__in=wanted).values_list("pk", flat=True))
    written: dict[str, dict[str, Any]] = {
        "submit": {},
        "confirm": {"promised": dict.fromkeys(ids, date(2027, 3, 1)), "reason": "customs"},
        "offer": {"line": (ids or [0])[0], "part": _another_part(world), "note": TEXT},
        "answer": {"line": _offered_line(world, case, verb, ids), "answer": "refused"},
        "dispatch": {"line_ids": ids, "quantities": dict.fromkeys(ids[:1], 1), "tracking": "AWB 1"},
        "track": {"line_ids": ids or None, "tracking": "AWB 2"},
        "prove": {"line_ids": ids or None, "note": TEXT},
        "presume": {},
        "receive": {"line_ids": ids},
        "report": {"line_ids": ids, "quantities": dict.fromkeys(ids[:1], 1), "problem": "lost", "note": TEXT},
        "contest": {"line_ids": ids or None, "note": TEXT},
        "report_over": {"quantities": dict.fromkeys(ids[:1], 2), "would_keep": True, "note": TEXT},
        "keep_over": {"line_ids": ids[:1]},
        "call_back": {"line_ids": ids[:1], "note": TEXT},
        "send_back": {"line_ids": ids[:1], "tracking": "AWB 3"},
        "attach": {"line": (ids or [0])[0], "consignment": _consignment(case), "files": [PAPER]},
        "cancel": {"line_ids": ids or None, "reason": "mistake"},
    }
    return written[verb]


def _consignment(case: PartsOrder) -> int | None:
    with system_scope("test: the consignment of an order"):
        return case.consignments.values_list("pk", flat=True).first()


def _another_part(world: World) -> str:
    with system_scope("test: a part to offer"):
        part, _made = Part.objects.get_or_create(
            manufacturer=world.cast.maker_hanhai, number="OTHER-1", defaults={"name": "Another"}
        )
    return part.number


def _offered_line(world: World, case: PartsOrder, verb: str, ids: list[int]) -> int:
    """A line for which something is offered, when it is to be answered."""
    if verb == "answer" and ids:
        with system_scope("test: an offer"):
            line, other = OrderLine.objects.get(pk=ids[0]), Part.objects.get(number=_another_part(world))
            if not line.offers.filter(answer="").exists():
                Substitution.objects.create(
                    line=line, ordered=line.part, offered=other, note=TEXT, offered_at=NOW,
                    actor=record_of(world.cast.actor(world.cast.maker_hanhai)), **line.sides(),
                )  # fmt: skip
    return ids[0] if ids else 0


def _core_given(world: World, case: Core, verb: str, who: str) -> dict[str, Any]:
    written: dict[str, dict[str, Any]] = {
        "send": {"quantity": 1, "tracking": "AWB 4"},
        "credit": {"accepted": 1, "refusal": "", "note": ""},
        "refuse": {"refusal": "damaged", "note": TEXT},
    }
    return written.get(verb, {"note": TEXT})


def _return_given(world: World, case: PartReturn, verb: str, who: str) -> dict[str, Any]:
    with system_scope("test: where the parts lie"):
        shelf = Bin.objects.filter(dealer_id=case.dealer_id, balances__part_id=case.part_id).order_by("id").first()
    written: dict[str, dict[str, Any]] = {
        "grant": {"return_number": "RMA-1", "payer": "maker", "send_by": date(2027, 2, 1), "note": ""},
        "refuse": {"refusal": "too_late", "note": TEXT},
        "send": {"quantity": 2, "source": shelf, "tracking": "AWB 3"},
        "receive": {"found": 2, "finding": "as_said", "note": ""},
        "credit": {"amount": Decimal("120"), "currency": "CNY", "in_full": True, "note": ""},
        "take_back": {"quantity": 1, "note": ""},
        "attach": {"files": [PAPER]},
    }
    return written.get(verb, {"note": TEXT})


def _flag_given(world: World, case: Flag, verb: str, who: str) -> dict[str, Any]:
    return {"note": TEXT}


def _rule_given(world: World, case: RuleChange, verb: str, who: str) -> dict[str, Any]:
    if verb == "edit":
        return {"proposal": replace(_HOLIDAY, reason=f"{TEXT} {uuid.uuid4()}")}
    return {"note": TEXT}


def _membership_given(world: World, case: Membership, verb: str, who: str) -> dict[str, Any]:
    return {"role": "viewer" if case.role == "staff" else "staff"} if verb == "change_role" else {}


def _invitation_given(world: World, case: Invitation, verb: str, who: str) -> dict[str, Any]:
    return {}


def _appointment_given(world: World, case: Appointment, verb: str, who: str) -> dict[str, Any]:
    return {"ends_on": date(2030, 1, 1)}


def _registration_given(world: World, case: Registration, verb: str, who: str) -> dict[str, Any]:
    written: dict[str, dict[str, Any]] = {
        "prove": {"papers": [paper()]},
        "change_workshop": {"dealer_id": None if case.dealer_id else world.cast.dealer_nairobi.pk},
        "verify": {"seen": "car", "note": TEXT},
        "award": {"seen": "papers", "note": TEXT},
        "let_go": {},
        "withdraw": {},
    }
    return written.get(verb, {"note": TEXT})


def _licence_given(world: World, case: Licence, verb: str, who: str) -> dict[str, Any]:
    days = {"valid_from": date(2026, 3, 1), "valid_to": date(2026, 12, 31)}
    return {"note": TEXT, **(days if verb == "verify" else {})}


def _letter_given(world: World, case: Letter, verb: str, who: str) -> dict[str, Any]:
    cars = {"promises": [promise(world.cast, next(_serials))]} if verb == "replace" else {}
    return {"note": TEXT, **cars}


def _finding_given(world: World, case: Finding, verb: str, who: str) -> dict[str, Any]:
    return {"note": TEXT}


def _recall_given(world: World, case: Recall, verb: str, who: str) -> dict[str, Any]:
    return {} if verb == "order" else {"note": TEXT}


def _conduct_given(world: World, case: ConductEntry, verb: str, who: str) -> dict[str, Any]:
    return {"note": TEXT}


def _plan_given(world: World, case: PlanDraft, verb: str, who: str) -> dict[str, Any]:
    if verb == "edit":
        return {"content": replace(case.content, source=f"Booklet {uuid.uuid4()}")}
    return {"note": TEXT}


def _stocktake_given(world: World, case: StockTake, verb: str, who: str) -> dict[str, Any]:
    return {} if verb == "finish" else {"note": TEXT}


def _transfer_given(world: World, case: Transfer, verb: str, who: str) -> dict[str, Any]:
    if verb == "receive_some":
        return {"quantities": {line.pk: 1 for line in case.lines.all()}, "note": TEXT}
    return {} if verb == "receive" else {"note": TEXT}


def _partrequest_given(world: World, case: PartRequest, verb: str, who: str) -> dict[str, Any]:
    written: dict[str, dict[str, Any]] = {
        "offer": {"quantity": 2, "price": Decimal(900), "currency": "KES", "send_by": SEND_BY + 90 * DAY},
        "accept": {},
        "send": {"carrier": "Rapid Vans", "expected_on": EXPECTED + 90 * DAY},
        "receive": {},
        "receive_some": {"quantity": 1, "note": TEXT},
    }
    return written.get(verb, {"note": TEXT})


def _booking_given(world: World, case: Booking, verb: str, who: str) -> dict[str, Any]:
    later = {"starts_at": NOW + timedelta(days=next(_serials) % 90 + 20)}
    written: dict[str, dict[str, Any]] = {
        "accept": {},
        "keep": {},
        "confirm": {"bay": None},
        "move": {**later, "minutes": 90, "bay": None, "note": TEXT},
        "wish_another": {**later, "note": TEXT},
    }
    return written.get(verb, {"note": TEXT})


def _costs_given(world: World, case: Estimate | Settlement, verb: str, who: str) -> dict[str, Any]:
    with system_scope("test: lines"):
        lines = list(case.lines.standing().values_list("pk", flat=True))
    shared = [
        Ruling(
            pk,
            "goodwill",
            reason="wear",
            clause="Wearing parts",
            shares=(Decimal(60), Decimal(0), Decimal(0), Decimal(40)),
        )
        for pk in lines
    ]
    written: dict[str, dict[str, Any]] = {
        "write_line": {"given": replace(LABOUR, code=f"44-{next(_serials)}")},
        "strike_line": {"line": lines[-1] if lines else 0},
        "authorise": {"note": TEXT},
        "offer_share": {"note": TEXT, "rulings": shared},
        "refuse": {"note": TEXT, "reason": "not_needed"},
        "submit": {"exceeded_why": TEXT},
        "decide": {"note": TEXT},
        "correct": {"note": TEXT},
    }
    return written.get(verb, {"note": TEXT})


def paper(name: str = "invoice.pdf", content: bytes = b"%PDF-1.7 an invoice") -> Paper:
    """A paper as it comes from a form."""
    return Paper(io.BytesIO(content), name, len(content), "invoice")


_GIVEN: dict[type, Callable[..., dict[str, Any]]] = {
    Claim: _claim_given,
    Objection: _objection_given,
    Escalation: _escalation_given,
    PartsOrder: _order_given,
    Flag: _flag_given,
    RuleChange: _rule_given,
    Membership: _membership_given,
    Invitation: _invitation_given,
    Appointment: _appointment_given,
    Registration: _registration_given,
    Licence: _licence_given,
    Letter: _letter_given,
    Finding: _finding_given,
    Recall: _recall_given,
    ConductEntry: _conduct_given,
    PlanDraft: _plan_given,
    Booking: _booking_given,
    StockTake: _stocktake_given,
    Transfer: _transfer_given,
    PartRequest: _partrequest_given,
    PartReturn: _return_given,
    Core: _core_given,
    Estimate: _costs_given,
    Settlement: _costs_given,
}


def build_world(cast: Cast) -> World:
    make_maker_codes(cast)
    with system_scope("test: catalogue"):
        part = Part.objects.create(manufacturer=cast.maker_hanhai, number="OBC-11", name="On-board charger")
    return World(cast, part, make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi))


FUTURE = datetime(2999, 1, 1, tzinfo=UTC)
