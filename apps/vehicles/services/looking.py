"""The workshop's clock on papers of a registration: it runs while they wait with it, and with nobody else."""

from __future__ import annotations

from datetime import datetime

from apps.casework.engine import Act
from apps.duties import names
from apps.duties import services as duties
from apps.duties.models import Clock
from apps.organizations.scope import Side, system_scope

from ..models import Registration

_SUBJECT = Clock.Subject.OWNERSHIP


def follow(registration: Registration, *, at: datetime, said_by: int | None = None) -> None:
    """Bring the clock to what the registration is now; ``said_by``: the workshop whose word on the papers this is.

    Papers that go to another workshop wait with it anew; what somebody else decided falls away. Where no workshop is
    chosen the authority looks, by no clock.
    """
    waits_with = registration.dealer_id if registration.status == Registration.Status.PROOF_SENT else None
    with system_scope("the clock on papers of a registration"):
        running = duties.running(_SUBJECT, registration.pk, names.PROOF_LOOK)
        for clock in running:
            if clock.dealer_id != waits_with:
                done = clock.dealer_id == said_by
                duties.stop_clock(clock, at=at, ending=Clock.Ending.DONE if done else Clock.Ending.FELL_AWAY)
        if waits_with and all(clock.dealer_id != waits_with for clock in running):
            duties.start_if_ruled(
                obligation=names.PROOF_LOOK,
                subject_kind=_SUBJECT,
                subject_id=registration.pk,
                subject_label=registration.number,
                # Papers and whether they wait are no manufacturer's business.
                sides={**registration.sides(), "manufacturer_id": None},
                at=at,
            )


def looked(registration: Registration, act: Act) -> None:
    """What a word on the papers does to the clock: the workshop's own is done, the authority's lets it fall away."""
    said_by = act.by.organization_id if act.by.side is Side.DEALER else None
    follow(registration, at=act.at, said_by=said_by)


def waits_until(registration: Registration) -> datetime | None:
    """Until when the workshop owes its word on the papers; None: nothing waits with one (1 query)."""
    found = Clock.objects.filter(subject_kind=_SUBJECT, subject_id=registration.pk, stopped_at=None).first()
    return found.due_at if found else None
