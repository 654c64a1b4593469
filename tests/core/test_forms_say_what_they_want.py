"""“(optional)” stands on a field when it may stay empty, and only then: every form of ours is walked over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template import engines

from apps.casework.forms import ImportForm
from apps.casework.kinds import kinds
from apps.casework.step_forms import StepForm
from apps.casework.steps import Step
from apps.claims.forms import FileForm, RecallBookingForm
from apps.claims.models import Claim
from apps.core.errors import Refused
from apps.core.sent_twice import KeyedForm
from apps.desks.forms import ViewForm
from apps.disputes.forms import EscalationForm, ObjectionForm
from apps.duties.forms import CalendarForm, ChangeForm, ClosureForm, DayForm, VersionForm, WeekForm, YearForm
from apps.exports.certificate_forms import CertificateCorrectionForm, CertificateForm
from apps.exports.check_forms import CheckForm, ReportForm
from apps.exports.forms import (
    AuthorisationForm,
    ConductForm,
    EndAuthorisationForm,
    ExporterForm,
    LicenceForm,
    QualificationForm,
    RecordForm,
)
from apps.exports.forms import CorrectionForm as RecordCorrectionForm
from apps.exports.letter_forms import FileForm as LetterFileForm
from apps.exports.letter_forms import LetterForm, NumberForm, PromisesForm, ReplacementForm
from apps.exports.recall_forms import CarsForm, MarkForm, RecallForm, RuleForm
from apps.exports.recall_forms import OrderForm as RecallOrderForm
from apps.network.forms import AppointmentForm, InviteForm
from apps.organizations.forms import FinderForm, KeyForm, ProfileForm, ServicePointForm
from apps.organizations.models import ServicePoint
from apps.organizations.scope import SYSTEM_ACTOR, system_scope
from apps.oversight.filters import DeskForm
from apps.oversight.forms import CompareForm, DecisionForm, DisputeForm, NoteForm
from apps.parts.forms import (
    DraftForm,
    LineForm,
    OrderForm,
)
from apps.parts.forms_asking import AskForm
from apps.parts.forms_catalogue import (
    CarForm,
    FittingForm,
    InterchangeForm,
    NameForm,
    OfPart,
    PartForm,
    PhotoForm,
    PriceForm,
    SupersessionForm,
)
from apps.parts.forms_cores import DepositForm
from apps.parts.forms_counts import CountSheetForm, OpenCountForm, ScanForm
from apps.parts.forms_desk import DeskForm as ManyLinesForm
from apps.parts.forms_lines import LinesForm
from apps.parts.forms_papers import ConsignmentPapers, MustShow, ReadsFiles, ShowsIt, WithFiles
from apps.parts.forms_reorder import SuggestionForm
from apps.parts.forms_reserved import BackForm, GiveForm, GiveOnForm, Shelf, ShelfForm
from apps.parts.forms_returns import AskReturnForm
from apps.parts.forms_stock import (
    AsideForm,
    BinForm,
    ClearForm,
    CountForm,
    LevelForm,
    PutForm,
    ScrapForm,
    SellForm,
    TakeInForm,
)
from apps.parts.forms_superseded import AsksOfSuperseded
from apps.parts.forms_supply import PlanForm as ReceiptPlanForm
from apps.parts.forms_supply import ShareForm
from apps.parts.forms_transfers import TransferForm
from apps.parts.models import Bin, OrderLine, Part, Reservation
from apps.parts.selectors import Availability
from apps.settlements.forms import FaultForm, PaymentForm, RateForm
from apps.settlements.forms import RuleForm as PassRuleForm
from apps.vehicles.forms import CorrectionForm, ExportForm, ReadingForm
from apps.vehicles.registration_forms import ContestForm, TakeOverForm
from apps.warranty.forms import DealerForm, DetailsForm, StartForm
from apps.warranty.plan_forms import PlanForm, PreviewForm, VersionsForm
from apps.workshop.forms import (
    AssignForm,
    BayForm,
    HoursForm,
    LendForm,
    LoanerForm,
    OfferForm,
    ReturnForm,
    WishForm,
)
from apps.workshop.forms import NoteForm as InternalNoteForm
from apps.workshop.models import Loaner
from tests.cast import NOW, Cast
from tests.exports.making import centre, issue, register
from tests.exports.recalls import FACTS, draft
from tests.factories import make_maker_codes, make_owned_vehicle, make_vin
from tests.walls.rows import Sides, build

DAY = "2026-03-03"
_CHANGE = {"effective_from": "2026-06-01", "instrument": "Notice 4", "reason": "Owners wait too long."}
_EXPORTED = {
    "model_name": "Sea 5", "licence_number": "26-1", "condition": "used", "first_registered_on": "2026-01-02",
    "transferred_on": "2026-02-02", "applied_on": "2026-02-20", "odometer_km": "35", "exported_on": DAY,
    "country": "KE", "importer": "Rift Cars", "legal_ground": "Notice 648, item 4", "brand": "Hanhai",
}  # fmt: skip


_CERTIFIED = {
    "certificate_number": "110002345678", "brand": "Hanhai", "model_name": "Sea 5", "first_registered_on": DAY,
    "transferred_on": DAY,
}  # fmt: skip
_RECALLED = {
    "reference": "HH-1", "kind": "safety", "title": FACTS.title, "defect": FACTS.defect, "hazard": "fire",
    "risk": FACTS.risk, "remedy": FACTS.remedy, "advice": "drive", "part_numbers": "HVB-1",
}  # fmt: skip
_DAYS = dict.fromkeys(("built_from", "built_to", "exported_from", "exported_to"), DAY)


@dataclass(frozen=True)
class Walk:
    """A form, how it is made, and what is written in it by somebody who fills in everything."""

    form: type[forms.Form]
    full: dict[str, Any]
    options: Callable[[Cast], dict[str, Any]] = field(default=lambda cast: {})


def _filing(cast: Cast) -> dict[str, Any]:
    return {"vehicle": make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi), "at": NOW}


def _filed(cast: Cast) -> dict[str, Any]:
    sides = Sides(cast.amina, cast.dealer_nairobi, cast.maker_hanhai, cast.regulator_ke, "KE")
    return {"claim": build(Claim, sides)}


def _loaner(cast: Cast) -> Loaner:
    return Loaner.objects.get_or_create(dealer=cast.dealer_nairobi, name="Small car", plate="KDA 1")[0]


def _shelf(cast: Cast) -> dict[str, Any]:
    """Two bins, and of a part what is held for one request, comes for another and was given to a third."""
    kept = [Reservation(pk=pk, claim_number=f"R-{pk}", quantity=2) for pk in (1, 2, 3)]
    bins = [Bin(pk=1, code="MAIN"), Bin(pk=2, code="A-03")]
    return {
        "shelf": Shelf(
            cast.dealer_nairobi.pk, Part(), Availability(), bins, kept[:1], kept[1:2], kept[2:], counted=bins[0]
        )
    }


def _issuing(cast: Cast) -> dict[str, Any]:
    register(cast)
    return {"manufacturer_id": cast.maker_hanhai.pk}


def _replacing(cast: Cast) -> dict[str, Any]:
    make_maker_codes(cast)
    register(cast)
    return {"letter": issue(cast, 1)}


WALKS = [
    Walk(StartForm, {"vin": make_vin(1), "country": "KE"}),
    Walk(
        DetailsForm,
        {"vin": make_vin(1), "country": "KE", "delivered_on": DAY, "odometer_km": "5", "dealer": "1"},
        lambda cast: {"dealers": [(1, "A")], "ask_for_plate": False},
    ),
    Walk(DealerForm, {"dealer": "1"}, lambda cast: {"dealers": [(1, "A")]}),
    Walk(
        PlanForm,
        {
            "country": "KE", "name": "A", "months_basic": "36", "km_basic": "9", "effective_from": DAY,
            "source": "Page 4",
        },
    ),
    Walk(
        PreviewForm,
        {"delivered_on": DAY, "on": DAY, "odometer_km": "9"},
        lambda cast: {"begins": date(2020, 1, 1)},
    ),
    Walk(
        FileForm,
        {
            "component": "charging", "complaint": "It stops", "occurred_on": DAY, "odometer_km": "9",
            "dealer": "nairobi", "contact_phone": "1", "request_key": "0f0f0f0f-1111", "how_often": "once",
            "place_country": "KE", "place_city": "Nairobi", "wished": "Mondays",
        },
        _filing,
    ),
    Walk(
        ExportForm,
        {
            "vin": make_vin(1), "country": "KE", "model_name": "Sea 5", "model_year": "2025", "powertrain": "bev",
            "built_on": "2025-11-03", "exported_on": DAY,
        },
    ),
    Walk(ReadingForm, {"odometer_km": "9", "on": DAY}),
    Walk(CorrectionForm, {"odometer_km": "9", "reason": "A slip"}),
    Walk(CorrectionForm, {"odometer_km": "9", "reason": "A slip"}, lambda cast: {"explained": True}),
    Walk(CheckForm, {"vin": make_vin(1)}),
    Walk(
        ReceiptPlanForm,
        {"quantity": "3", "expected_on": DAY, "request_key": "k"},
        lambda cast: {"plans": [(1, "A")]},
    ),
    Walk(ShareForm, {"available": "3", "request_key": "k"}),
    Walk(
        ManyLinesForm,
        {"lines": ["1"], "deed": "dispatch", "request_key": "k"},
        lambda cast: {"offered": [OrderLine(pk=1, quantity=1)]},
    ),
    Walk(ReportForm, {"vin": make_vin(1), "country": "KE", "seller": "Horizon Motors", "consent": "on"}),
    Walk(
        ContestForm,
        {"vin": make_vin(1), "delivered_on": DAY, "odometer_km": "9", "kind": "invoice"},
    ),
    Walk(
        TakeOverForm, {"delivered_on": DAY, "odometer_km": "9", "dealer": "1"}, lambda cast: {"dealers": [(1, "A")]}
    ),
    Walk(ProfileForm, {"email": "a@example.org", "phone": "1"}),
    Walk(KeyForm, {"name": "Stock"}),
    Walk(
        ServicePointForm,
        {
            "name": "A", "address": "B", "city": "C", "country": "KE", "phone": "1", "opened_on": DAY,
            "closed_on": "2027-01-01",
        },
    ),
    Walk(
        FinderForm, {"country": "KE", "manufacturer": "1"}, lambda cast: {"served": ["KE"], "makers": [(1, "Hanhai")]}
    ),
    Walk(InviteForm, {"email": "a@example.org", "role": "staff", "language": "en"}),
    Walk(AppointmentForm, {"dealer": "nairobi", "country": "KE", "starts_on": DAY}),
    Walk(DisputeForm, {"reason": "The log says so."}),
    Walk(NoteForm, {"text": "A recall needed the mileage."}),
    Walk(DecisionForm, {"upheld": "1", "note": "The log says so."}),
    Walk(CompareForm, {"a": "x", "b": "x"}, lambda cast: {"makers": [("x", "X")]}),
    Walk(ImportForm, {}),
    Walk(YearForm, {"year": "2026"}),
    Walk(
        VersionForm,
        {
            **_CHANGE, "obligation": "repair", "country": "KE", "amount": "3", "unit": "working_days",
            "target_share": "0.9", "calendar": "both", "basis": "policy", "article": "4", "source": "Page 4",
        },
    ),
    Walk(ClosureForm, {"first": DAY, "last": DAY, "reason": "Stocktaking"}),
    Walk(
        WeekForm,
        {
            **_CHANGE, "country": "KE", "name": "Ramadan", "effective_to": "2026-07-01", "article": "4", "source": "P",
            **{f"day_{n}": "09:00–13:00" for n in range(7)},
        },
    ),
    Walk(
        DayForm,
        {
            **_CHANGE, "country": "KE", "name": "Eid", "kind": "closed", "effective_to": "2026-07-01", "article": "4",
            "source": "P", "hours": "",
        },
    ),
    Walk(
        ExporterForm,
        {"kind": "maker", "name": "瀚海", "latin_name": "Hanhai", "manufacturer": "hanhai", "source": "List 3"},
    ),
    Walk(
        QualificationForm,
        {"year": "2026", "vehicle_class": "bus", "exported_before": "9", "markets": "1", "source": "List 3"},
    ),
    Walk(AuthorisationForm, {"trader": "a trader", "vehicle_class": "bus", "starts_on": DAY, "paper": "A-1"}),
    Walk(EndAuthorisationForm, {"ends_on": DAY, "end_reason": "The contract ended."}),
    Walk(
        LicenceForm,
        {
            "licence_number": "26-1", "exporter": "an exporter", "maker": "an exporter", "vehicle_class": "bus",
            "destinations": ["KE"], "quantity": "9", "applied_on": DAY,
        },
    ),
    Walk(
        ConductForm,
        {
            "exporter": "an exporter", "matter": "licence", "findings": "X-1", "decision": "Decision 4",
            "grounds": "Cars without a licence.",
        },
    ),
    Walk(
        LetterForm,
        {
            "maker": "an exporter", "licence_number": "26-2", "service_point": "a centre", "vins": make_vin(2),
            "reason": "Another centre",
        },
        _issuing,
    ),
    Walk(
        ReplacementForm,
        {"service_point": "a centre", "vins": make_vin(2), "reason": "Another centre", "version": "1", "key": "k"},
        _replacing,
    ),
    Walk(NumberForm, {"number": "CL-7K3M9Q2D"}),
    Walk(LetterFileForm, {}),
    Walk(CertificateForm, {"vin": make_vin(1), "exporter": "瀚海", **_CERTIFIED}),
    Walk(CertificateForm, {"vin": make_vin(1), "exporter": "瀚海", **_CERTIFIED}, lambda cast: {"named": False}),
    Walk(CertificateCorrectionForm, {**_CERTIFIED, "reason": "The paper says otherwise."}),
    Walk(RecordForm, {"vin": make_vin(1), "exporter": "瀚海", **_EXPORTED}),
    Walk(RecordCorrectionForm, {**_EXPORTED, "reason": "The paper says otherwise."}),
    Walk(RecallForm, _RECALLED),
    Walk(
        RecallOrderForm,
        {**_RECALLED, "manufacturer": "hanhai", "country": "KE", "instrument": "Notice 4"},
        lambda cast: {"watched": ("KE",)},
    ),
    Walk(RuleForm, {**_DAYS, "plant": "B"}, lambda cast: {"recall": draft(cast)}),
    Walk(
        MarkForm,
        {"vins": make_vin(1), "kind": "not_applicable", "ground": "scrapped", "happened_on": DAY, "note": "Register"},
    ),
    Walk(FaultForm, {"system": "sae", "code": "P0A1F", "note": "Stored"}),
    Walk(RateForm, {"currency": "KES", "into": "CNY", "rate": "0.0553", "day": DAY, "source": "Central bank"}),
    Walk(
        PassRuleForm,
        {
            "workshop": "nairobi", "limit": "9,000.50", "currency": "CNY", "one_in": "9", "effective_from": DAY,
            "grounds": "Small ones",
        },
        lambda cast: {"manufacturer_id": cast.maker_hanhai.pk},
    ),
    Walk(PaymentForm, {"paid_on": DAY, "reference": "SWIFT 1"}),
    Walk(CarsForm, {"state": "open", "country": "KE", "on": DAY}),
    Walk(
        RecallBookingForm,
        {
            "dealer": "nairobi", "odometer_km": "9", "contact_phone": "1", "plate": "K", "place_city": "Nairobi",
            "wished": "Mornings", "request_key": "0f0f0f0f-1111",
        },
        _filing,
    ),
    Walk(AssignForm, {"member": "a colleague"}, lambda cast: {"dealer_id": cast.dealer_nairobi.pk}),
    Walk(InternalNoteForm, {"text": "The owner calls at noon.", "request_key": "k"}),
    Walk(ViewForm, {"name": "Mine", "query": "late=true"}),
    Walk(
        OfferForm,
        {"service_point": "a centre", "starts_at": "2026-03-09T09:00", "minutes": "60", "bay": "", "reason": "Asked"},
        _filed,
    ),
    Walk(WishForm, {"starts_at": "2026-03-09T09:00", "note": "Mornings suit me."}),
    Walk(BayForm, {"name": "Lift 1", "kind": "lift"}),
    Walk(HoursForm, {"weekdays": ["0"], "shifts": "08:00–12:30", "effective_from": DAY}),
    Walk(LoanerForm, {"name": "Small car", "plate": "KDA 1"}),
    Walk(
        LendForm,
        {"loaner": "a loaner", "lent_at": "2026-03-09T09:00", "lent_km": "9"},
        lambda cast: {"dealer_id": cast.dealer_nairobi.pk},
    ),
    Walk(ReturnForm, {"returned_at": "2026-03-09T09:00", "returned_km": "9"}),
    Walk(ObjectionForm, {"grounds": "The port was whole when I bought the car."}),
    Walk(
        EscalationForm,
        {"cause": "late", "words": "Please let somebody else look at the car."},
        lambda cast: {"causes": ["late", "no_part_date"]},
    ),
    Walk(DraftForm, {"version": "1", "priority": "daily", "note": "Soon"}),
    Walk(CountForm, {"counted": "3", "reason": "Count", "seen": "1", "request_key": "k"}, _shelf),
    Walk(LevelForm, {"level": "3", "request_key": "k"}, _shelf),
    Walk(TakeInForm, {"quantity": "3", "reference": "Note 7", "bin": "1", "request_key": "k"}, _shelf),
    Walk(SellForm, {"quantity": "3", "reference": "Invoice 7", "request_key": "k"}, _shelf),
    Walk(GiveForm, {"reservation": "1", "quantity": "1", "request_key": "k"}, _shelf),
    Walk(BackForm, {"reservation": "3", "quantity": "1", "reason": "Not needed", "request_key": "k"}, _shelf),
    Walk(GiveOnForm, {"loser": "1", "winner": "2", "reason": "A car off the road", "request_key": "k"}, _shelf),
    Walk(PutForm, {"bin": "1", "target": "2", "quantity": "1", "request_key": "k"}, _shelf),
    Walk(AsideForm, {"bin": "1", "quantity": "1", "reason": "Rust", "request_key": "k"}, _shelf),
    Walk(ClearForm, {"bin": "1", "quantity": "1", "reason": "Sound", "request_key": "k"}, _shelf),
    Walk(ScrapForm, {"bin": "1", "quantity": "1", "reason": "Broken", "request_key": "k"}, _shelf),
    Walk(OpenCountForm, {"point": "a centre"}, lambda cast: {"points": [centre(cast), ServicePoint(pk=0)]}),
    Walk(ScanForm, {"part": "OBC-1"}),
    Walk(
        AskForm,
        {"quantity": "1", "point": "a centre", "price": "5", "currency": "KES", "request_key": "k"},
        lambda cast: {"claims": ["C-1"], "points": [centre(cast)]},
    ),
    Walk(
        AskReturnForm,
        {"quantity": "2", "reason": "faulty", "request_key": "k"},
        lambda cast: {"line": OrderLine(pk=1), "most": 3},
    ),
    Walk(
        TransferForm,
        {
            "target": "a centre", "bin": "1", "request_key": "k",
            **{f"{name}_{row}": "1" for row in range(1, 5) for name in ("number", "quantity")},
        },
        lambda cast: {"points": [centre(cast)], "bins": [Bin(pk=1, code="MAIN")]},
    ),
    Walk(BinForm, {"point": "a centre", "code": "A-03"}, lambda cast: {"points": [centre(cast)]}),
    Walk(PartForm, {"number": "OBC-1", "name": "Charger"}),
    Walk(NameForm, {"name": "Charger"}),
    Walk(FittingForm, {"model_name": "T5"}, lambda cast: {"part": _a_part(cast)}),
    Walk(
        PriceForm,
        {"amount": "12.50", "currency": "USD", "valid_from": DAY},
        lambda cast: {"part": _a_part(cast)},
    ),
    Walk(
        SupersessionForm,
        {"new": "OBC-2", "stock": "use_first", "starts_on": DAY},
        lambda cast: {"part": _a_part(cast)},
    ),
    Walk(
        DepositForm,
        {"amount": "60", "currency": "CNY", "days": "60", "starts_on": DAY},
        lambda cast: {"part": _a_part(cast)},
    ),
    Walk(InterchangeForm, {"maker": "Huafeng", "number": "HF-1"}, lambda cast: {"part": _a_part(cast)}),
    Walk(CarForm, {"vin": make_vin(1)}),
]  # fmt: skip
#: Frames of other forms, filters that mark nothing, and tables of fields whose heading says what may stay empty.
NOT_WALKED = {KeyedForm, ChangeForm, CalendarForm, DeskForm, StepForm, LinesForm, OrderForm, SuggestionForm, LineForm}
NOT_WALKED |= {PromisesForm, VersionsForm, OfPart, PhotoForm, AsksOfSuperseded, ShelfForm, CountSheetForm}
NOT_WALKED |= {ReadsFiles, ShowsIt, WithFiles, MustShow, ConsignmentPapers}


def _ours(form: type[forms.Form]) -> Iterator[type[forms.Form]]:
    for found in form.__subclasses__():
        of_sign_in = any(base.__module__.startswith("allauth.") for base in found.__mro__)
        if found.__module__.startswith("apps.") and not found.__module__.startswith(("apps.accounts", "apps.lab")):
            yield from () if of_sign_in else (found,)
        yield from _ours(found)


def _a_part(cast: Cast) -> Part:
    maker = cast.maker_hanhai.pk
    Part.objects.get_or_create(manufacturer_id=maker, number="OBC-2", name="Charger, new")
    return Part.objects.get_or_create(manufacturer_id=maker, number="OBC-1", name="Charger")[0]


def test_no_form_is_forgotten() -> None:
    walked = {walk.form for walk in WALKS} | NOT_WALKED
    steps = set(_ours(StepForm))
    assert {
        form for form in _ours(forms.Form) if form not in walked | steps and not form.__name__.startswith("_")
    } == set()


def _marked(form: forms.Form, name: str) -> bool:
    """Whether the page calls the field optional."""
    template = engines["django"].from_string("{{ field.as_field_group }}")
    return 'class="optional"' in template.render({"field": form[name]})


def _written(walk: Walk, cast: Cast) -> dict[str, Any]:
    """What is filled in, with the key of the row that a value stands for."""
    return {name: _ROWS[value](cast) if str(value) in _ROWS else value for name, value in walk.full.items()}


#: The cast's dealer in Nairobi, its maker, and two firms that export.
_ROWS: dict[Any, Callable[[Cast], str]] = {
    "nairobi": lambda cast: str(cast.dealer_nairobi.pk),
    "hanhai": lambda cast: str(cast.maker_hanhai.pk),
    "a centre": lambda cast: str(centre(cast).pk),
    "an exporter": lambda cast: str(register(cast).pk),
    "a colleague": lambda cast: str(cast.dealer_nairobi.memberships.get().pk),
    "a loaner": lambda cast: str(_loaner(cast).pk),
    "a trader": lambda cast: str(register(cast, "远帆国际贸易有限公司", "trader").pk),
}


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.form.__name__)
def test_a_field_is_called_optional_when_it_may_stay_empty(cast: Cast, walk: Walk) -> None:
    with system_scope("test"):
        options, written = walk.options(cast), _written(walk, cast)
        shown = walk.form(written, **options)
        names = [f.name for f in shown.visible_fields() if f.widget_type not in ("checkbox", "multifile", "photos")]
        for name in names:
            left_out = walk.form({**written, name: ""}, **options)
            refused = name in left_out.errors
            conditional = getattr(shown.fields[name], "conditional", False)
            assert _marked(shown, name) == (not refused and not conditional), name
        if not {"file", "papers"} & set(shown.fields):
            assert not shown.errors


_STEPS = [(kind, step) for kind in kinds() for step in kind.steps if step.page and step.grounds]


@pytest.mark.parametrize(("kind", "step"), _STEPS, ids=lambda value: getattr(value, "verb", getattr(value, "name", "")))
def test_what_a_step_asks_for_is_what_its_form_asks_for(kind: Any, step: Step) -> None:
    assert step.grounds is not None
    form = StepForm({}, case=SimpleNamespace(version=1), step=step, actor=SYSTEM_ACTOR)
    try:
        step.grounds.checked("")
        refused = False
    except Refused:
        refused = True
    assert (step.grounds.field in form.errors) == refused
    assert _marked(form, step.grounds.field) != refused
