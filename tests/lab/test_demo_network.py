"""The demo's dealer has somebody who left, and an invitation that waits."""

from __future__ import annotations

from apps.lab.demo import network
from apps.lab.demo.people import People
from apps.network.models import Invitation
from apps.organizations.models import Membership
from apps.organizations.scope import system_scope
from tests.cast import NOW, Cast


def test_somebody_left_and_somebody_is_asked(cast: Cast) -> None:
    people = People(
        cast.amina,
        cast.dealer_nairobi,
        cast.maker_hanhai,
        cast.regulator_ke,
        cast.authority,
        cast.staff,
        cast.boris,
        cast.boris,
    )
    network.tell(people, NOW)
    with system_scope("test"):
        assert list(Invitation.objects.order_by("created_at").values_list("status", flat=True)) == ["accepted", "open"]
        (left,) = Membership.objects.filter(ended_at__isnull=False)
        assert [event.kind for event in left.events.all()] == ["joined", "leave"]
