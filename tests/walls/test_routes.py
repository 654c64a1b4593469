"""Every address with an id × every kind of actor, with a stranger's id: 404, or 403 where the side has no business.

And its owner reaches it, so that a 404 tells something.

Generated from the URL and API routers: a new address that this table does not know fails here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from apps.casework.kinds import kinds
from apps.casework.models import ActorRecord, Document, Job
from apps.claims.models import Claim, ClaimPaper, ClaimPhoto, Draft
from apps.compliance.models import Dispute, Flag, FlagEvidence
from apps.desks.models import SavedView
from apps.disputes.models import Escalation, EscalationPack, Objection
from apps.duties.models import Clock, RuleChange
from apps.exports.models import (
    Authorisation,
    Certificate,
    ConductEntry,
    Exporter,
    ExportRecord,
    Finding,
    Letter,
    LetterSeal,
    Licence,
    OrphanPaper,
    OrphanReport,
    Recall,
)
from apps.network.models import Invitation
from apps.notifications.models import Notice
from apps.organizations.models import ApiKey, Appointment, Membership, Organization, ServicePoint
from apps.organizations.scope import system_scope
from apps.oversight.models import Signal
from apps.parts.models import (
    Bin,
    Core,
    Fitting,
    OrderPaper,
    Part,
    PartRequest,
    PartReturn,
    PartsOrder,
    Reservation,
    StockBalance,
    StockShare,
    StockTake,
    Transfer,
)
from apps.settlements.models import Batch, Decision, Estimate, FaultCode, Settlement
from apps.vehicles.models import OdometerReading, Registration, RegistrationPaper, Vehicle
from apps.warranty.models import PlanDraft
from apps.workshop.models import Bay, Booking, Loan, Loaner
from tests.pages import browser
from tests.walls.conftest import World
from tests.walls.rows import MOMENT, Sides, build, neighbour
from tests.walls.tables import TENANT_TABLES

Arguments = dict[str, Any]
Sample = Callable[[Sides], Arguments]


def by(model: Any, *names: str) -> Sample:
    """Arguments out of the row of a model: ``number`` or ``vin`` by attribute, else the key as ``pk``."""

    def arguments(sides: Sides) -> Arguments:
        row = build(model, sides)
        return {name: getattr(row, name) for name in names} if names else {"pk": row.pk}

    return arguments


def and_(first: Sample, **more: Any) -> Sample:
    return lambda sides: {**first(sides), **{k: v(sides) if callable(v) else v for k, v in more.items()}}


def _shows(sides: Sides) -> Organization:
    """A neighbour that has the part and shows it."""
    firm, part, maker = neighbour(sides), build(Part, sides), sides.manufacturer
    row = {"part": part, "manufacturer": maker, "country": sides.country, "on_hand": 3}
    StockBalance.objects.get_or_create(dealer=firm, part_number=str(part), defaults=row)
    StockShare.objects.get_or_create(dealer=firm, defaults={"since": MOMENT, "actor": build(ActorRecord, sides)})
    return firm


_ORDER, _CLAIM, _CAR, _FLAG = by(PartsOrder, "number"), by(Claim, "number"), by(Vehicle, "vin"), by(Flag, "number")
#: What stands in the places of each address.
ROUTES: dict[str, Sample] = {
    "parts:order": _ORDER,
    "parts:order-edit": _ORDER,
    "parts:order-step": and_(_ORDER, verb="cancel"),
    "api:order-detail": _ORDER,
    "parts:order-paper": and_(_ORDER, pk=lambda sides: build(OrderPaper, sides).pk),
    "api:order-paper": and_(_ORDER, paper=lambda sides: build(OrderPaper, sides).pk),
    "parts:part-edit": by(Part),
    "parts:part-name": by(Part),
    "parts:part-say": and_(by(Part), what="fitting"),
    "parts:part-end": and_(by(Part), what="fitting", row=lambda sides: build(Fitting, sides).pk),
    **{f"api:part-{verb}": by(Part) for verb in ("fittings", "prices", "interchanges", "supersede", "end")},
    "parts:bin": by(Bin),
    "parts:bin-labels": by(Bin),
    **{
        f"api:stock-reservation-{name}": by(Reservation)
        for name in ("detail", "give-out", "bring-back", "free", "give-on")
    },
    **{f"parts:{name}": by(StockTake, "number") for name in ("count", "count-sheet", "count-csv", "count-import")},
    "parts:count-step": and_(by(StockTake, "number"), verb="drop"),
    "api:stocktake-detail": by(StockTake, "number"),
    "api:stocktake-lines": by(StockTake, "number"),
    "parts:ask-dealer": lambda sides: {"pk": build(Part, sides).pk, "dealer": _shows(sides).slug},
    "parts:partrequest": by(PartRequest, "number"),
    "parts:partrequest-step": and_(by(PartRequest, "number"), verb="withdraw"),
    "api:partrequest-detail": by(PartRequest, "number"),
    "parts:transfer": by(Transfer, "number"),
    "parts:transfer-step": and_(by(Transfer, "number"), verb="take_back"),
    "api:transfer-detail": by(Transfer, "number"),
    "parts:core": by(Core, "number"),
    "parts:core-step": and_(by(Core, "number"), verb="send"),
    "api:core-detail": by(Core, "number"),
    "parts:return": by(PartReturn, "number"),
    "parts:return-step": and_(by(PartReturn, "number"), verb="withdraw"),
    "api:partreturn-detail": by(PartReturn, "number"),
    **dict.fromkeys(("parts:backorder-plan", "parts:backorder-share"), by(Part)),
    **dict.fromkeys(("api:backorder-plan", "api:backorder-share"), by(Part)),
    "claims:detail": _CLAIM,
    "claims:photo": and_(_CLAIM, pk=lambda sides: build(ClaimPhoto, sides).pk),
    "claims:step": and_(_CLAIM, verb="message"),
    "disputes:object": _CLAIM,
    "disputes:escalate": _CLAIM,
    "disputes:objection": by(Objection, "number"),
    "disputes:objection-step": and_(by(Objection, "number"), verb="reject"),
    "api:objection-detail": by(Objection, "number"),
    "disputes:escalation": by(Escalation, "number"),
    "disputes:escalation-step": and_(by(Escalation, "number"), verb="take_up"),
    "api:escalation-detail": by(Escalation, "number"),
    **dict.fromkeys(
        ("disputes:escalation-pack", "api:escalation-pack"),
        lambda sides: {"number": build(EscalationPack, sides).escalation.number},
    ),
    "api:claim-detail": _CLAIM,
    "api:claim-photo": and_(_CLAIM, pk=lambda sides: build(ClaimPhoto, sides).pk),
    # Waits for its form on the disk, under its owner's id; tests/claims proves that another owner finds nothing.
    "claims:kept-photo": lambda sides: {"key": "0f0f0f0f-1111", "digest": "a" * 64},
    "claims:kept-paper": lambda sides: {"key": "0f0f0f0f-1111"},
    "claims:draft": lambda sides: {"key": build(Draft, sides).request_key},
    "claims:drop-draft": lambda sides: {"key": build(Draft, sides).request_key},
    **dict.fromkeys(
        ("api:claim-draft-detail", "api:claim-draft-files", "api:claim-draft-photos", "api:claim-draft-paper"),
        lambda sides: {"request_key": build(Draft, sides).request_key},
    ),
    "api:claim-draft-photo": lambda sides: {"request_key": build(Draft, sides).request_key, "sha256": "a" * 64},
    "claims:paper": lambda sides: {"number": build(ClaimPaper, sides).claim.number},
    "api:claim-paper": lambda sides: {"number": build(ClaimPaper, sides).claim.number},
    **{f"workshop:{name}": _CLAIM for name in ("assign", "note", "offer", "wish", "lend")},
    "workshop:take-back": by(Loan),
    "workshop:booking": by(Booking, "number"),
    "workshop:booking-step": and_(by(Booking, "number"), verb="cancel"),
    "api:booking-detail": by(Booking, "number"),
    "workshop:add-bay": by(ServicePoint),
    "workshop:set-hours": by(ServicePoint),
    "workshop:retire-bay": by(Bay),
    "workshop:retire-loaner": by(Loaner),
    "desks:release-view": by(SavedView),
    "api:vehicle-detail": _CAR,
    "vehicles:detail": _CAR,
    "vehicles:by-id": by(Vehicle),
    "vehicles:add-reading": _CAR,
    **dict.fromkeys(("api:vehicle-readings", "api:vehicle-cover"), _CAR),
    "api:vehicle-component-cover": and_(_CAR, component="paint"),
    "api:vehicle-correct-reading": lambda sides: {
        "vin": (row := build(OdometerReading, sides)).vehicle.vin,
        "pk": row.pk,
    },
    "vehicles:correct-reading": lambda sides: {
        "vin": (row := build(OdometerReading, sides)).vehicle.vin,
        "pk": row.pk,
    },
    "api:registration-detail": by(Registration, "number"),
    "api:registration-paper": lambda sides: {
        "number": (row := build(RegistrationPaper, sides)).registration.number,
        "pk": row.pk,
    },
    "vehicles:registration": by(Registration, "number"),
    "vehicles:prove": by(Registration, "number"),
    **dict.fromkeys(("cars:history", "cars:show-history", "cars:hide-history"), _CAR),
    **dict.fromkeys(("api:car-history", "api:car-rights", "api:car-history-link"), _CAR),
    "vehicles:hand-over": by(Registration, "number"),
    "vehicles:withdraw-hand-over": by(Registration, "number"),
    "api:registration-hand-over": by(Registration, "number"),
    "vehicles:registration-step": and_(by(Registration, "number"), verb="verify"),
    "vehicles:registration-paper": lambda sides: {
        "number": (row := build(RegistrationPaper, sides)).registration.number,
        "pk": row.pk,
    },
    "vehicles:import": by(Job),
    "vehicles:import-report": by(Job),
    "casework:job": by(Job),
    **{f"casework:job-{verb}": by(Job) for verb in ("cancel", "take-over", "undo")},
    "casework:job-file": and_(by(Job), which="errors"),
    "api:job-detail": by(Job),
    "api:job-cancel": by(Job),
    "api:job-rows": by(Job),
    "exports:licence": by(Licence, "number"),
    "exports:licence-step": and_(by(Licence, "number"), verb="suspend"),
    "exports:letter": by(Letter, "number"),
    "exports:replace-letter": by(Letter, "number"),
    "exports:letter-step": and_(by(Letter, "number"), verb="revoke"),
    "api:letter-detail": by(Letter, "number"),
    **dict.fromkeys(
        ("exports:letter-pdf", "api:letter-pdf"), lambda sides: {"number": build(LetterSeal, sides).letter.number}
    ),
    "exports:conduct-entry": by(ConductEntry, "number"),
    "exports:conduct-step": and_(by(ConductEntry, "number"), verb="appeal"),
    "api:conduct-detail": by(ConductEntry, "number"),
    "api:conduct-appeal": by(ConductEntry, "number"),
    "exports:finding": by(Finding, "number"),
    "exports:finding-step": and_(by(Finding, "number"), verb="explain"),
    "api:finding-detail": by(Finding, "number"),
    "exports:orphan": by(OrphanReport, "number"),
    "api:orphan-detail": by(OrphanReport, "number"),
    "exports:orphan-paper": lambda sides: {
        "number": (row := build(OrphanPaper, sides)).report.number,
        "pk": row.pk,
    },
    "exports:recall": by(Recall, "number"),
    "exports:recall-step": and_(by(Recall, "number"), verb="publish"),
    **dict.fromkeys(
        (
            *("exports:recall-cars", "exports:recall-cars-csv", "exports:recall-rule", "exports:recall-file"),
            *("exports:recall-mark", "api:recall-detail", "api:recall-cars", "api:recall-rule", "api:recall-mark"),
        ),
        by(Recall, "number"),
    ),
    "exports:qualify": by(Exporter),
    "exports:authorise": by(Exporter),
    "exports:end-authorisation": by(Authorisation),
    "api:licence-detail": by(Licence, "number"),
    **dict.fromkeys(
        (
            *("exports:record", "exports:correct-record"),
            *("api:export-record-detail", "api:export-record-correct"),
        ),
        by(ExportRecord),
    ),
    **dict.fromkeys(
        (
            *("exports:certificate", "exports:correct-certificate", "api:registration-certificate-detail"),
            *("api:registration-certificate-correct", "exports:certificate-scan"),
        ),
        by(Certificate),
    ),
    "warranty:draft": by(PlanDraft, "number"),
    "warranty:edit-draft": by(PlanDraft, "number"),
    "warranty:draft-step": and_(by(PlanDraft, "number"), verb="withdraw"),
    "api:plan-detail": by(PlanDraft, "number"),
    "api:plan-preview": by(PlanDraft, "number"),
    **dict.fromkeys(
        (
            *(f"settlements:{name}" for name in ("claim", "fault", "job-card", "hand-back")),
            *("settlements:begin-estimate", "settlements:begin-settlement"),
        ),
        _CLAIM,
    ),
    "settlements:strike-fault": lambda sides: {
        "number": (row := build(FaultCode, sides)).claim.number,
        "pk": row.pk,
    },
    **dict.fromkeys(
        ("settlements:estimate", "settlements:estimate-pdf", "api:estimate-detail"), by(Estimate, "number")
    ),
    "settlements:estimate-step": and_(by(Estimate, "number"), verb="ask"),
    **dict.fromkeys(("settlements:settlement", "api:settlement-detail"), by(Settlement, "number")),
    "settlements:settlement-step": and_(by(Settlement, "number"), verb="submit"),
    "settlements:decision-letter": by(Decision),
    **dict.fromkeys(
        (
            *(f"settlements:{name}" for name in ("batch", "batch-csv", "batch-xlsx", "pay", "receive")),
            *("api:batch-detail", "api:batch-pay", "api:batch-receive"),
        ),
        by(Batch, "number"),
    ),
    "warranty:registered": _CAR,
    "warranty:change-dealer": _CAR,
    "warranty:let-go": _CAR,
    **{f"organizations:{verb}": by(Membership) for verb in ("member", "change-role", "remove-member", "leave")},
    **{f"organizations:{verb}-invitation": by(Invitation, "number") for verb in ("withdraw", "accept", "decline")},
    "organizations:invitation": by(Invitation, "number"),
    "organizations:appointment": by(Appointment),
    **{f"organizations:{verb}-key": by(ApiKey) for verb in ("revoke", "rotate")},
    "organizations:service-point": by(ServicePoint),
    "organizations:end-appointment": by(Appointment),
    "notifications:open": by(Notice),
    "oversight:flag": _FLAG,
    "oversight:flag-cases": _FLAG,
    "oversight:signal": by(Signal, "number"),
    "api:signal-detail": by(Signal, "number"),
    "oversight:flag-step": and_(_FLAG, verb="acknowledge"),
    "oversight:flag-dispute": lambda sides: {
        "number": build(FlagEvidence, sides).flag.number,
        "clock_id": build(Clock, sides).pk,
    },
    "oversight:flag-decide": and_(_FLAG, pk=lambda sides: build(Dispute, sides).pk),
    "duties:change": by(RuleChange, "number"),
    "duties:change-edit": by(RuleChange, "number"),
    "duties:change-step": and_(by(RuleChange, "number"), verb="withdraw"),
    "api:rule-detail": by(RuleChange, "number"),
    "api:flag-detail": _FLAG,
    "api:flag-cases": _FLAG,
    # Every step of every table that the API has.
    **{
        f"api:{kind.name}-{kind.step(verb).address}": by(kind.model, "number")
        for kind in kinds()
        for verb in kind.verbs
        if kind.step(verb).api
    },
}  # fmt: skip
#: Addresses whose id is public knowledge, each with the reason.
PUBLIC = {
    "duties:duty": "what holds for everybody is public to those who are signed in",
    "duties:calendar": "when a country works is public",
    "duties:draft": "the id is a kind of change; the form is shown to the authority only",
    "api:rule-version-detail": "published rules are public",
    "api:calendar-detail": "when a country works is public",
    "warranty:plan": "what a maker promises is told to everybody who is signed in",
    "warranty:compare": "the same",
    "api:warranty-plan-detail": "the same",
    "warranty:rights-of-country": "rights by country are for everybody",
    "parts:said-import": "the word is a kind of file; each maker fills its own catalogue",
    "api:part-detail": "the catalogue is public to those who order from it",
    "api:service-point-detail": "the directory of workshops is public",
    "api:appointment-detail": "who serves which make where is public",
    "claims:status": "whoever got the link from the owner sees how far it is: no name, no VIN, no complaint",
    "cars:shown-history": "whoever got the link from the car's holder reads its history, without people",
    **dict.fromkeys(
        ("api:handover-detail", "api:handover-take-over"),
        "whoever got the link from the car's holder sees the car it is for, and takes it over",
    ),
    "vehicles:take-over": "whoever got the link from the car's holder sees the car it is for",
    "organizations:invitation-link": "whoever has the mail sees which firm invites; answering asks for the address",
    "exports:exporter": "names of exporters are announced; what each is entitled to is shown to whom it concerns",
    "api:exporter-detail": "the same, the names only",
    "api:vin-check-detail": "what is told of a car by its VIN is told to anybody",
    "letters:letter": "what became of a letter is for whoever holds it; no cars and no people",
    "api:finding-rule-detail": "rules and their sources are public",
    "parts:part": "the same; the prices shown are those of the reader's countries",
    "parts:part-photo": "the same",
    "parts:share-stock": "a part is public; the consent is the reader's own",
    "api:part-holders": "a part is public; what others show of their shelves is for dealers of its maker",
    **dict.fromkeys(
        ("parts:backorder-part", "api:backorder-detail"), "a part is public; the queue shown is the reader's own"
    ),
    "parts:stock-part": "a part is public; the shelf shown is the reader's own",
    "parts:advice": "the same: a part is public; what is advised of it is the reader's own",
    **{
        f"parts:{name}-export": "the reader's own list as a file"
        for name in ("stock", "orders", "backorders", "catalogue")
    },
    "parts:stock-act": "the same, and what is written is the reader's own shelf",
    "oversight:manufacturer": "names of manufacturers are public; the figures shown are the reader's own",
    "oversight:closer": "the same",
    "oversight:measure": "the id is a measure's, which is public; whose rows are shown, the walls decide",
    "api:measure-detail": "names of manufacturers are public; the figures given are the reader's own",
}
#: Whose each address is: somebody whom it must let in.
_AT_HOME = {
    "authority": (
        *("duties:change", "duties:change-edit", "duties:change-step"),
        *("api:rule-detail", "api:rule-publish", "api:rule-withdraw"),
        *("exports:licence-step", "exports:qualify"),
        "exports:orphan-paper",
    ),
    "amina": (
        *("claims:draft", "claims:drop-draft", "claims:paper", "api:claim-paper", "api:claim-draft-detail"),
        *("api:claim-draft-files", "api:claim-draft-photos"),
        *("claims:detail", "claims:photo", "claims:step", "api:claim-detail", "api:claim-close", "api:claim-withdraw"),
        *("api:claim-message", "api:claim-reopen", "api:claim-photo", "api:vehicle-detail", "vehicles:detail"),
        *("workshop:wish", "api:booking-accept", "api:booking-wish-another", "api:booking-contradict"),
        *("api:claim-rate", "api:claim-share-status", "api:claim-stop-sharing"),
        *("disputes:object", "disputes:escalate", "disputes:objection", "api:objection-detail"),
        *("api:objection-withdraw", "disputes:escalation", "disputes:escalation-pack", "api:escalation-pack"),
        *("api:escalation-detail", "api:escalation-answer", "api:escalation-accept", "api:escalation-refuse"),
        "api:escalation-withdraw",
        "vehicles:by-id",
        *("vehicles:add-reading", "warranty:registered", "warranty:change-dealer", "warranty:let-go"),
        *("api:registration-detail", "api:registration-withdraw", "api:registration-paper"),
        *("vehicles:registration", "vehicles:prove", "vehicles:registration-paper"),
        *("vehicles:hand-over", "vehicles:withdraw-hand-over", "api:registration-hand-over"),
        *("cars:history", "cars:show-history", "cars:hide-history"),
        *("api:car-history", "api:car-rights", "api:car-history-link"),
        *("vehicles:correct-reading", "api:vehicle-readings", "api:vehicle-correct-reading", "notifications:open"),
        *("api:vehicle-cover", "api:vehicle-component-cover"),
        *("settlements:estimate", "api:estimate-detail", "settlements:decision-letter"),
        *("api:estimate-accept-share", "api:estimate-decline-share"),
        *("organizations:leave", "organizations:accept-invitation", "organizations:decline-invitation"),
    ),
    "dealer_nairobi": (
        "vehicles:registration-step",
        *(f"settlements:{name}" for name in ("claim", "fault", "strike-fault", "job-card", "hand-back")),
        *("settlements:begin-estimate", "settlements:begin-settlement", "settlements:receive", "api:batch-receive"),
        *("settlements:estimate-step", "settlements:settlement-step", "settlements:estimate-pdf"),
        *(f"api:estimate-{verb}" for verb in ("write-line", "strike-line", "ask", "withdraw")),
        *(f"api:settlement-{verb}" for verb in ("write-line", "strike-line", "submit", "dispute", "withdraw")),
        *(f"api:registration-{verb}" for verb in ("verify", "refuse-proof", "award", "refuse-contest")),
        *(f"workshop:{name}" for name in ("assign", "note", "offer", "lend", "take-back", "add-bay", "set-hours")),
        *(f"workshop:{name}" for name in ("retire-bay", "retire-loaner")),
        "desks:release-view",
        *("workshop:booking", "workshop:booking-step", "api:booking-detail"),
        *(f"api:booking-{verb}" for verb in ("confirm", "move", "keep", "miss", "cancel")),
        *(f"parts:order{verb}" for verb in ("", "-edit", "-step")),
        *("parts:bin", "parts:bin-labels", "api:claim-reserve-parts", "parts:transfer", "parts:transfer-step"),
        *("parts:ask-dealer", "parts:partrequest", "parts:partrequest-step", "api:partrequest-detail"),
        *(f"api:partrequest-{verb}" for verb in ("offer", "refuse", "accept", "send", "receive", "receive-some")),
        *(f"api:partrequest-{verb}" for verb in ("find", "withdraw", "cancel", "write-off")),
        *("api:transfer-detail", "api:stock-reservation-detail"),
        *(f"api:stock-reservation-{verb}" for verb in ("give-out", "bring-back", "free", "give-on")),
        *(f"parts:count{name}" for name in ("", "-sheet", "-csv", "-import", "-step")),
        *(f"api:stocktake-{verb}" for verb in ("detail", "lines", "finish", "approve", "recount", "drop")),
        *(f"api:transfer-{verb}" for verb in ("receive", "receive-some", "find", "write-off", "take-back")),
        *("parts:return", "parts:return-step", "api:partreturn-detail"),
        *("parts:core", "parts:core-step", "api:core-detail", "api:core-send", "api:core-keep"),
        *(f"api:partreturn-{verb}" for verb in ("send", "attach", "take-back", "leave", "withdraw")),
        *(f"api:order-{verb}" for verb in ("detail", "submit", "receive", "report", "cancel", "answer")),
        *(f"api:order-{verb}" for verb in ("report-over", "send-back", "attach", "paper")),
        "parts:order-paper",
        *(f"api:claim-{verb}" for verb in ("respond", "start-repair", "ask-owner", "complete", "hand-back")),
        *("api:claim-propose-denial", "api:claim-drop-denial"),
        *("api:claim-order-parts", "organizations:change-role", "organizations:remove-member"),
        *(
            "organizations:revoke-key",
            "organizations:rotate-key",
            "organizations:service-point",
            "organizations:member",
        ),
        *("organizations:invitation", "organizations:withdraw-invitation", "organizations:appointment"),
    ),
    "maker_hanhai": (
        *(f"settlements:{name}" for name in ("settlement", "batch", "batch-csv", "batch-xlsx", "pay")),
        *("api:settlement-detail", "api:settlement-decide", "api:settlement-correct", "api:batch-detail"),
        *(f"api:estimate-{verb}" for verb in ("authorise", "question", "offer-share", "refuse")),
        "api:batch-pay",
        *("api:order-confirm", "api:order-dispatch", "api:order-track", "api:order-prove", "api:order-offer"),
        *("api:order-contest", "parts:part-edit", "api:order-keep-over", "api:order-call-back"),
        *("api:core-credit", "api:core-refuse"),
        *(f"api:partreturn-{verb}" for verb in ("grant", "refuse", "receive", "credit", "reject")),
        *("parts:part-name", "parts:part-say", "parts:part-end"),
        *(f"api:part-{verb}" for verb in ("fittings", "prices", "interchanges", "supersede", "end")),
        *("parts:backorder-plan", "parts:backorder-share", "api:backorder-plan", "api:backorder-share"),
        *("exports:licence", "exports:authorise", "exports:end-authorisation", "api:licence-detail"),
        *("exports:letter", "exports:replace-letter", "exports:letter-step", "exports:letter-pdf"),
        *("api:letter-detail", "api:letter-pdf"),
        *("exports:finding-step", "api:finding-explain"),
        *("warranty:draft", "warranty:edit-draft", "warranty:draft-step"),
        *(f"api:plan-{verb}" for verb in ("detail", "preview", "publish", "withdraw")),
        *("exports:recall", "exports:recall-step", "exports:recall-cars", "exports:recall-cars-csv"),
        *("exports:recall-rule", "exports:recall-file", "exports:recall-mark", "api:recall-detail", "api:recall-cars"),
        *("api:recall-rule", "api:recall-mark"),
        *("exports:conduct-entry", "exports:conduct-step", "api:conduct-detail", "api:conduct-appeal"),
        *("exports:record", "exports:correct-record", "api:export-record-detail", "api:export-record-correct"),
        *("exports:certificate", "exports:correct-certificate", "exports:certificate-scan"),
        *("api:registration-certificate-detail", "api:registration-certificate-correct"),
        *("vehicles:import", "vehicles:import-report", "organizations:end-appointment", "api:claim-reinstate"),
        *("api:claim-deny", "api:claim-confirm-denial", "api:claim-refuse-denial", "disputes:objection-step"),
        *("oversight:flag-dispute", "api:flag-answer", "api:job-detail", "api:job-cancel", "api:job-rows"),
        *(f"casework:job{verb}" for verb in ("", "-cancel", "-take-over", "-undo", "-file")),
    ),
    "regulator_ke": (
        *(
            "oversight:flag",
            "oversight:flag-cases",
            "api:flag-cases",
            "oversight:flag-step",
            "oversight:flag-decide",
            "oversight:signal",
            "api:claim-see-vin",
            "disputes:escalation-step",
            "api:signal-detail",
            "exports:finding",
            "api:finding-detail",
            "exports:orphan",
            "api:orphan-detail",
        ),
        *(f"api:flag-{verb}" for verb in ("detail", "acknowledge", "ask-statement", "dismiss", "comment")),
    ),
}
OWNERS = {name: who for who, names in _AT_HOME.items() for name in names}
#: Addresses without a row: nobody's until a form with photos waits.
OWNERLESS = {"claims:kept-photo", "claims:kept-paper", "api:claim-draft-photo", "api:claim-draft-paper"}
#: Not ours, or without rows of tenants.
FOREIGN = ("accounts/", "ops/", "static/")


def walk(resolver: URLResolver, prefix: str = "", spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from walk(entry, prefix + str(entry.pattern), inner)
        elif isinstance(entry, URLPattern):
            yield ":".join([*spaces, entry.name or "?"]), prefix + str(entry.pattern)


def addresses_with_ids() -> set[str]:
    return {
        name
        for name, pattern in walk(get_resolver())
        if ("<" in pattern or "(?P" in pattern) and not pattern.startswith(FOREIGN)
    }


def test_every_address_with_an_id_is_in_the_table() -> None:
    assert addresses_with_ids() - set(ROUTES) - set(PUBLIC) == set()
    assert (set(ROUTES) | set(PUBLIC)) - addresses_with_ids() == set()


@dataclass(frozen=True)
class House:
    """Everybody signed in, and the address of every row; made once."""

    clients: dict[str, Client]
    urls: dict[str, str]
    everything: str


@pytest.fixture(scope="module")
def house(world: World) -> House:
    cast = world.cast
    with system_scope("routes matrix"):
        # What only administrators of a firm reach is reached too.
        Membership.objects.filter(organization__in=(cast.dealer_nairobi, cast.maker_hanhai)).update(role="admin")
        urls = {name: reverse(name, kwargs=sample(world.here)) for name, sample in ROUTES.items()}
    clients = {who: browser(cast, getattr(cast, who)) for who in (*STRANGERS, *_AT_HOME)}
    return House({**clients, "nobody": browser(cast)}, urls, _everything())


STRANGERS = ("boris", "dealer_almaty", "maker_lanting", "regulator_kz")


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize("name", sorted(ROUTES))
def test_a_stranger_finds_nothing(name: str, who: str, undone: World, house: House) -> None:
    client, url = house.clients[who], house.urls[name]
    statuses = {client.get(url).status_code, _post(client, url)}
    assert statuses <= {403, 404, 405}, statuses
    assert statuses & {403, 404}
    assert _everything() == house.everything


@pytest.fixture
def kept_files(world: World, media: None) -> None:
    """The files that a photo and a document of the world speak of."""
    for model in (ClaimPhoto, Document):
        default_storage.save(build(model, world.here).file, ContentFile(b"a file"))


@pytest.mark.usefixtures("kept_files")
@pytest.mark.parametrize("name", sorted(set(ROUTES) - OWNERLESS))
def test_its_owner_gets_in(name: str, undone: World, house: House) -> None:
    """Shown or sent on; an address that only takes a form says what the empty one lacks, or what forbids it now."""
    client, url = house.clients[OWNERS[name]], house.urls[name]
    status = client.get(url).status_code
    if status == 405:
        assert _post(client, url) in {200, 201, 302, 400, 409, 422}
    else:
        assert status == (409 if name == "parts:order-edit" else 200) or status == 302  # sent off: no draft any more


def test_every_address_has_somebody_who_gets_in() -> None:
    assert set(OWNERS) == set(ROUTES) - OWNERLESS


def _post(client: Client, url: str) -> int:
    kind = "application/json" if url.startswith("/api/") else "application/x-www-form-urlencoded"
    data = "{}" if url.startswith("/api/") else ""
    return client.post(url, data, content_type=kind).status_code


def _everything() -> str:
    """One digest of every row of every tenant's table."""
    tables = [f"(SELECT string_agg(t::text, '' ORDER BY t::text) FROM {table} t)" for table in TENANT_TABLES]
    with system_scope("routes matrix"), connection.cursor() as cursor:
        cursor.execute(f"SELECT md5(array_to_string(ARRAY[{', '.join(tables)}], '|'))")
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_nobody_without_a_sign_in_gets_in(name: str, undone: World, house: House) -> None:
    answer = house.clients["nobody"].get(house.urls[name])
    assert answer.status_code in {302, 401, 403, 405}
    assert answer.status_code != 302 or "/accounts/login/" in answer["Location"]


def test_count_of_the_routes(capsys: pytest.CaptureFixture[str]) -> None:
    """Say how large the matrix is, so that a shrinking one is noticed."""
    with capsys.disabled():
        print(f"\nroutes: {len(ROUTES)} addresses with an id × {len(STRANGERS)} kinds of stranger, read and write")
    assert len(ROUTES) >= 45
