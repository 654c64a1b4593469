"""What may be done with an appointment."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from apps.casework.kinds import CaseKind, register
from apps.casework.steps import Happening, Notice, Step
from apps.organizations.models import Appointment
from apps.organizations.policies import APPOINTMENT_MOVED
from apps.organizations.scope import Side

_S = Appointment.Status
#: Of appointments that were loaded without an event.
_EVER = datetime(1970, 1, 1, tzinfo=UTC)

STEPS = (
    Step(
        "end",
        _("End the appointment"),
        (_S.STANDING, _S.ENDED),
        _S.ENDED,
        (Side.MANUFACTURER,),
        words=pgettext_lazy("appointment event", "First day it no longer holds: %(ends_on)s"),
        grounds=None,
        form="apps.network.forms.EndForm",
        service="apps.network.services.appointments.end_appointment",
        notices=(Notice("dealer", gettext_noop("%(manufacturer_name)s ends an appointment of yours")),),
        tone="neutral",
        done=_("The appointment ends."),
        api=False,
    ),
)
HAPPENINGS = (
    Happening(
        "appointed",
        pgettext_lazy("appointment event", "Appointed"),
        (Notice("dealer", gettext_noop("%(manufacturer_name)s appointed you")),),
    ),
    Happening("on_record", pgettext_lazy("appointment event", "Appointed before this record began")),
)


def _sides(appointment: Appointment) -> dict[str, Any]:
    return {
        "dealer_id": appointment.dealer_id,
        "manufacturer_id": appointment.manufacturer_id,
        "country": appointment.country,
    }


def _fact(appointment: Appointment) -> dict[str, Any]:
    return {"country": str(appointment.country), "manufacturer_name": appointment.manufacturer.name}


def _began(appointment: Appointment) -> datetime:
    """When it was written down; the day it begins on may lie ahead or long ago."""
    first = appointment.events.order_by("happened_at", "id").first()
    return first.happened_at if first else _EVER


KIND = register(
    CaseKind(
        name="appointment",
        model=Appointment,
        steps=STEPS,
        happenings=HAPPENINGS,
        page="organizations:appointment",
        page_by="appointment",
        start=_S.STANDING,
        over=(_S.ENDED,),
        began=_began,
        sides=_sides,
        door="network.appointment",
        moved=APPOINTMENT_MOVED,
        fact=_fact,
    )
)
