"""Filing a claim."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.casework import keys
from apps.casework.books import recorded_at
from apps.core.errors import Refused
from apps.core.ids import new_number
from apps.core.pdf_input import Pdf
from apps.core.photos import MOST_PHOTOS, Photo
from apps.core.quotas import count_alone, refuse_many
from apps.core.today import today_in
from apps.duties import names
from apps.duties import services as duties
from apps.organizations.door import door
from apps.organizations.scope import Actor, system_scope
from apps.organizations.selectors import is_appointed
from apps.vehicles.components import SAFETY_CRITICAL, Component, is_fitted
from apps.vehicles.models import Vehicle
from apps.vehicles.selectors import is_proven
from apps.vehicles.services import readings
from apps.warranty.cover import Cover, coverage
from apps.warranty.models import MarketRight

from .. import photo_store
from ..models import Claim, Contact, Visit
from . import drafts, legal, papers, pictures, refiling, work

#: The same part of the same car again within this time or distance is a repeat repair.
REPEAT_DAYS = timedelta(days=30)
REPEAT_KM = 1_000


@dataclass(frozen=True)
class Outlook:
    """What the owner is told before filing: nothing of it forbids it."""

    cover: Cover
    open_claim: Claim | None
    #: A question about an odometer that rose implausibly fast; empty when it did not.
    jump: Any


def consider(
    *,
    vehicle: Vehicle,
    dealer_id: int,
    component: str,
    complaint: str,
    occurred_on: date,
    odometer_km: int,
    at: datetime,
) -> Outlook:
    """Check a request without filing it; raises Refused as :func:`file_claim` would."""
    check(vehicle, dealer_id, component, occurred_on, odometer_km, at)
    work.wanted(complaint, field="complaint", least=10)
    with system_scope("odometer series of a vehicle"):
        verdict = readings.verdict_of(vehicle, on=occurred_on, km=odometer_km)
    readings.refuse_fault(verdict, km=odometer_km)
    return Outlook(
        cover=coverage(vehicle, component, on=occurred_on, odometer_km=odometer_km),
        open_claim=open_claim_on(vehicle, component),
        jump=readings.jump_warning(verdict, km=odometer_km),
    )


def file_claim(
    *,
    by: Actor,
    vehicle: Vehicle,
    dealer_id: int,
    component: str,
    complaint: str,
    occurred_on: date,
    odometer_km: int,
    immobilised: bool,
    request_key: str,
    at: datetime,
    photos: list[Photo] | None = None,
    paper: Pdf | None = None,
    contact_phone: str = "",
    plate: str = "",
    how_often: str = "",
    place_country: str = "",
    place_city: str = "",
    wished: str = "",
    safety_critical: bool = False,
    beside_open: bool = True,
) -> Claim:
    """File a request for repair; its first clock starts.

    The same ``request_key`` of the same owner is the same claim, however often it is sent; with other answers it is
    a Conflict (``key_reused``). Out of warranty it can be
    filed too; its clocks then count for no measure. Within it is a claim while the manufacturer's term or the legal
    guarantee of the destination runs. ``beside_open`` false refuses a second claim on a part whose
    first is still open: pages and API ask so, until the owner says that it is another fault. Raises Refused (fields
    complaint, occurred_on, odometer_km, dealer, component, photos, vehicle, beside_open), TooMany for a day's quota.
    """
    asked = _asked(
        vehicle=vehicle.vin,
        dealer=dealer_id,
        component=component,
        complaint=complaint,
        occurred_on=occurred_on,
        odometer_km=odometer_km,
        immobilised=immobilised,
        **({"how_often": how_often} if how_often else {}),
    )
    count_alone("claims", vehicle.owner_id)
    known = sent_before(vehicle, request_key)
    if known is not None:
        keys.same_content(request_key, by=by, kind="new claim", content=asked, at=at)
        return known
    check(vehicle, dealer_id, component, occurred_on, odometer_km, at)
    complaint = work.wanted(complaint, field="complaint", least=10)
    photos = photos or []
    if len(photos) > MOST_PHOTOS:
        raise Refused(
            _("You chose %(count)d photos: send at most %(most)d.") % {"count": len(photos), "most": MOST_PHOTOS},
            field="photos",
        )
    if not beside_open:
        _refuse_second(vehicle, component, request_key)
    _refuse_heap(vehicle, component)
    refuse_many("claims", Claim.objects.filter(owner_id=vehicle.owner_id), "filed_at", maker=vehicle.owner_id, at=at)
    contact = contact_of(
        phone=contact_phone, plate=plate, place_country=place_country, place_city=place_city, wished=wished
    )
    written = photo_store.Written()
    try:
        with transaction.atomic():
            # What is sent is no draft any more. Before the door: a draft is its owner's alone.
            drafts.end(owner_id=vehicle.owner_id, request_key=request_key)
            with door("claims.step"):
                keys.same_content(request_key, by=by, kind="new claim", content=asked, at=at)
                claim = create(
                    vehicle,
                    by=by,
                    at=at,
                    dealer_id=dealer_id,
                    component=component,
                    complaint=complaint,
                    occurred_on=occurred_on,
                    odometer_km=odometer_km,
                    immobilised=immobilised,
                    request_key=request_key,
                    contact=contact,
                    how_often=how_often or None,
                    safety_critical=safety_critical or component in SAFETY_CRITICAL,
                )
                pictures.add(claim, photos, written, at)
                papers.add(claim, paper, by=by, at=at)
                transaction.on_commit(written.keep)
                return claim
    except IntegrityError:
        written.undo()
        # The same form, sent twice at once: the other one was faster.
        twin = sent_before(vehicle, request_key)
        if twin is None:
            raise
        return twin
    except BaseException:
        written.undo()
        raise


def contact_of(*, phone: str, plate: str, place_country: str, place_city: str, wished: str) -> dict[str, str]:
    """Whom the workshop calls, which car it looks for, where it stands and when it could come: as rows keep them."""
    return {
        "phone": phone,
        "plate": " ".join(plate.upper().split()),
        "place_country": place_country,
        "place_city": " ".join(place_city.split()),
        "wished": wished.strip(),
    }


def _asked(**answers: Any) -> dict[str, Any]:
    """What makes a request this one; photos and paper may be kept from an earlier try and are not counted."""
    return {**answers, "complaint": " ".join(answers["complaint"].split())}


def create(vehicle: Vehicle, *, by: Actor, at: datetime, contact: dict[str, str], **fields: Any) -> Claim:
    """Write a claim that was checked, with its contact, its first duties, its event and its fact."""
    recorded_at(vehicle.manufacturer_id, at, "file")
    recall, component = fields.get("recall"), fields["component"]
    cover = coverage(vehicle, component, on=fields["occurred_on"], odometer_km=fields["odometer_km"])
    readings.add_reading(vehicle=vehicle, on=fields["occurred_on"], km=fields["odometer_km"], source="claim", at=at)
    claim = Claim(
        number=new_number("C"),
        vehicle=vehicle,
        vin=vehicle.vin,
        vehicle_title=vehicle.title,
        powertrain=vehicle.powertrain,
        in_warranty=not recall and cover.in_warranty,
        filed_at=at,
        repeat_of=None if recall else _repeat_of(vehicle, component, fields["odometer_km"], at),
        owner_id=vehicle.owner_id,
        manufacturer_id=vehicle.manufacturer_id,
        country=vehicle.country,
        **fields,
    )
    claim.save(force_insert=True)
    Contact.objects.create(claim=claim, name=by.name, **contact, **claim.sides())
    if refiling.carried_on(claim, names.FIRST_RESPONSE, at) is None:
        duties.start_clock(
            obligation=names.FIRST_RESPONSE,
            subject_kind=work.SUBJECT,
            subject_id=claim.pk,
            subject_label=claim.number,
            sides=claim.sides(),
            at=at,
            in_warranty=claim.in_warranty,
            powertrain=claim.powertrain,
            unit=claim.number,
            unproven=not is_proven(vehicle, at=at),
        )
    legal.begin(claim, at, counted_from=MarketRight.Start.REQUEST)
    work.say(claim, "file", by=by, at=at, note=claim.complaint)
    work.settle(claim)
    claim.save(update_fields=["next_due_at", "waiting_for"])
    work.tell(claim, "filed", by=by, at=at)
    return claim


def check(vehicle: Vehicle, dealer_id: int, component: str, occurred_on: date, odometer_km: int, at: datetime) -> None:
    """Raise Refused, naming the field, for what no claim may say."""
    if vehicle.manufacturer_id is None:
        raise Refused(
            _("The manufacturer of %(vin)s is not on this portal yet, so nobody here owes its repair.")
            % {"vin": vehicle.vin},
            field="vehicle",
        )
    if component not in Component.values:
        raise Refused(_("“%(value)s” is no part of the list: choose one.") % {"value": component}, field="component")
    if not is_fitted(component, vehicle.powertrain):
        raise Refused(
            _("%(vin)s has no plug by its record (%(powertrain)s): choose another part, or “Other or not known”.")
            % {"vin": vehicle.vin, "powertrain": vehicle.get_powertrain_display()},
            field="component",
            code="not_fitted",
        )
    readings.refuse_future(occurred_on, at=at, field="occurred_on")
    if vehicle.built_on and occurred_on < vehicle.built_on:
        raise Refused(
            _("%(day)s lies before the car was built (%(built)s): give the day the fault showed.")
            % {"day": occurred_on.isoformat(), "built": vehicle.built_on.isoformat()},
            field="occurred_on",
        )
    if vehicle.delivered_on and occurred_on < vehicle.delivered_on:
        raise Refused(
            _("%(day)s lies before the car was delivered (%(delivered)s): give the day the fault showed.")
            % {"day": occurred_on.isoformat(), "delivered": vehicle.delivered_on.isoformat()},
            field="occurred_on",
        )
    if not is_appointed(
        manufacturer_id=vehicle.manufacturer_id,
        dealer_id=dealer_id,
        country=str(vehicle.country),
        on=today_in(str(vehicle.country), at),
    ):
        raise Refused(
            _("This workshop is not appointed for your car in its country: choose one from the list."), field="dealer"
        )


def _repeat_of(vehicle: Vehicle, component: str, odometer_km: int, at: datetime) -> Claim | None:
    """An earlier repair of the same part of the car, by whoever owned it then, a month or 1,000 km ago at most."""
    with system_scope("repeat repairs of a vehicle"):
        visits = Visit.objects.filter(
            claim__vehicle=vehicle, claim__component=component, claim__recall=None, repaired_at__isnull=False
        )
        last = visits.select_related("claim").order_by("-repaired_at").first()
    if last is None or last.repaired_at is None:
        return None
    near = at - last.repaired_at <= REPEAT_DAYS or odometer_km - last.claim.odometer_km <= REPEAT_KM
    return last.claim if near else None


def sent_before(vehicle: Vehicle, request_key: str) -> Claim | None:
    """The claim that this very form made already."""
    return Claim.objects.filter(owner_id=vehicle.owner_id, request_key=request_key).first()


def _refuse_second(vehicle: Vehicle, component: str, request_key: str) -> None:
    earlier = open_claim_on(vehicle, component)
    if earlier is not None and earlier.request_key != request_key:
        raise Refused(
            _("Request %(number)s about this part is open already: write there, or say that this is another fault.")
            % {"number": earlier.number},
            field="beside_open",
            code="open_already",
        )


def _refuse_heap(vehicle: Vehicle, component: str) -> None:
    rows = Claim.objects.filter(vehicle=vehicle, component=component, recall=None, closed_at=None)
    rows = rows.order_by("filed_at")
    numbers = list(rows.values_list("number", flat=True)[: settings.MOST_OPEN_ON_PART])
    if len(numbers) >= settings.MOST_OPEN_ON_PART:
        raise Refused(
            _("%(count)d requests about this part are open already (%(numbers)s): write to the workshop there.")
            % {"count": len(numbers), "numbers": ", ".join(numbers)},
            field="component",
            code="open_already",
        )


def open_claim_on(vehicle: Vehicle, component: str) -> Claim | None:
    """A claim of the same part that is still open: people are shown it before they file another."""
    rows = Claim.objects.filter(vehicle=vehicle, component=component, recall=None, closed_at=None)
    return rows.order_by("-filed_at").first()
