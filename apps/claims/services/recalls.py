"""A claim of kind recall: it books the remedy of a recall for a car.

It is free whatever the warranty, so warranty is not asked for; its clocks run for the desks and count for no measure.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.casework import keys
from apps.core.errors import Conflict, Refused
from apps.core.quotas import refuse_many
from apps.core.today import today_of_reader
from apps.exports.selectors import recall_of_car
from apps.exports.services import recall_marks
from apps.organizations.door import door
from apps.organizations.scope import Actor
from apps.vehicles.components import Component
from apps.vehicles.models import Vehicle

from ..models import Claim
from . import filing


def file_recall_claim(
    *,
    by: Actor,
    vehicle: Vehicle,
    recall: str,
    dealer_id: int,
    odometer_km: int,
    request_key: str,
    at: datetime,
    contact_phone: str = "",
    plate: str = "",
    place_country: str = "",
    place_city: str = "",
    wished: str = "",
) -> Claim:
    """Book the remedy of the recall with this number for a car; the same form twice is one claim.

    Raises Refused (fields recall, dealer, odometer_km) when the recall does not wait for this car: booked already,
    remedied, or not on its list.
    """
    asked = {"vehicle": vehicle.vin, "recall": recall, "dealer": dealer_id, "odometer_km": odometer_km}
    known = filing.sent_before(vehicle, request_key)
    if known is not None:
        keys.same_content(request_key, by=by, kind="new claim", content=asked, at=at)
        return known
    found = recall_of_car(recall, vehicle.vin)
    if found is None:
        raise Refused(
            _("%(number)s does not concern %(vin)s: choose a recall of this car.")
            % {"number": recall, "vin": vehicle.vin},
            field="recall",
            code="not_listed",
        )
    today = today_of_reader(at)
    filing.check(vehicle, dealer_id, Component.OTHER, today, odometer_km, at)
    refuse_many("claims", Claim.objects.filter(owner_id=vehicle.owner_id), "filed_at", maker=vehicle.owner_id, at=at)
    contact = filing.contact_of(
        phone=contact_phone, plate=plate, place_country=place_country, place_city=place_city, wished=wished
    )
    try:
        with transaction.atomic(), door("claims.step"):
            keys.same_content(request_key, by=by, kind="new claim", content=asked, at=at)
            claim = filing.create(
                vehicle,
                by=by,
                at=at,
                dealer_id=dealer_id,
                component=Component.OTHER,
                complaint=f"{found.number}: {found.title}. {found.remedy}"[:4000],
                occurred_on=today,
                odometer_km=odometer_km,
                immobilised=False,
                safety_critical=False,
                recall=found.number,
                request_key=request_key,
                contact=contact,
            )
            recall_marks.book(number=recall, vin=vehicle.vin, claim_number=claim.number, by=by, at=at)
            return claim
    except (IntegrityError, Conflict):
        # The same form, sent twice at once: the other one was faster.
        twin = filing.sent_before(vehicle, request_key)
        if twin is None:
            raise
        return twin
