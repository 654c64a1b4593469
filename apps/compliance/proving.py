"""Whose duties may accuse: cars that their manufacturer exported, or that somebody verified.

What began while a car was neither is served and shown, and stands as evidence from the day on which it is proven.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from apps.claims.models import Claim
from apps.duties import services as duties
from apps.duties.models import Clock
from apps.vehicles.models import Registration


def prove(manufacturer_id: int, *, at: datetime) -> int:
    """Let the clocks of cars that are proven by ``at`` stand as evidence; returns how many do so from now on.

    Runs in the system's scope, before days are counted (index clock_unproven; few are unproven).
    """
    waiting = Clock.objects.filter(manufacturer_id=manufacturer_id, unproven=True)
    if not waiting.exists():
        return 0
    verified = Exists(Registration.objects.verified(at).filter(vehicle=OuterRef("vehicle")))
    cases = Claim.objects.filter(verified | Q(vehicle__exported_on__isnull=False), number=OuterRef("unit"))
    found = list(waiting.filter(Exists(cases)).order_by("pk").values_list("pk", flat=True))
    if found:
        duties.prove_clocks(found, at=at)
    return len(found)
