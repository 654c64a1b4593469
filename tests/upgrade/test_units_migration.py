"""Clocks of the version before get their unit and what is known of their car, and tallies are counted in units."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command

from apps.claims import services as claims
from apps.compliance import tallies
from apps.compliance.models import Tally
from apps.duties.models import Clock
from apps.organizations.scope import acting_as, system_scope
from tests.cast import NOW, Cast, build_cast
from tests.factories import make_owned_vehicle, make_vehicle
from tests.parts.conftest import build_shop

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]

#: What makes a clock other than one that stands alone: its unit, and that its car is not proven.
Weights = dict[int, tuple[str | None, bool]]


def _file(cast: Cast, car: Any, key: str) -> None:
    with acting_as(cast.scope(cast.amina)):
        claim = claims.file_claim(
            by=cast.actor(cast.amina), vehicle=car, dealer_id=cast.dealer_nairobi.pk, component="charging",
            complaint="They squeal since yesterday.", occurred_on=NOW.date(), odometer_km=20, immobilised=False,
            request_key=key, at=NOW,
        )  # fmt: skip
    with acting_as(cast.scope(cast.dealer_nairobi)):
        claims.respond(claim=claim, by=cast.actor(cast.dealer_nairobi), message="Bring it on Monday.", at=NOW)


def _world() -> None:
    """Two claims, one of a car that nobody proved, and orders of two lines: for no case, and for a claim."""
    cast = build_cast()
    shop = build_shop(cast)
    known = make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi)
    _file(cast, known, "known")
    invented = make_vehicle(
        cast.maker_hanhai,
        owner=cast.amina,
        dealer=cast.dealer_nairobi,
        serial=2,
        exported_on=None,
        delivered_on=date(2026, 2, 1),
    )
    _file(cast, invented, "invented")
    shop.submitted()
    shop.submitted(claim_number="C-REPAIR")


def _weights() -> Weights:
    rows = list(Clock.objects.values_list("pk", "unit", "obligation_id", "unproven"))
    shared = Counter((unit, duty) for _pk, unit, duty, _unproven in rows)
    return {
        pk: (unit if shared[unit, duty] > 1 or unproven else None, bool(unproven)) for pk, unit, duty, unproven in rows
    }  # fmt: skip


def test_clocks_get_what_they_would_have_been_written_with(transactional_db: None) -> None:
    _world()
    with system_scope("test"):
        tallies.rebuild()
        before = _weights()
        counted = list(
            Tally.objects.order_by("due_on", "obligation_id", "country").values_list("due", "units", "units_met")
        )
    assert sum(due for due, _units, _met in counted) > sum(units for _due, units, _met in counted)
    call_command("migrate", "duties", "0008", verbosity=0, interactive=False)
    call_command("migrate", verbosity=0, interactive=False)
    with system_scope("test"):
        after = Clock.objects.values_list("pk", "unit", "unproven")
        assert {pk: (unit, bool(unproven)) for pk, unit, unproven in after} == before
        again = list(
            Tally.objects.order_by("due_on", "obligation_id", "country").values_list("due", "units", "units_met")
        )
        assert (again, tallies.differences()) == (counted, [])
        assert 0 < sum(weight != (None, False) for weight in before.values()) < len(before)
    call_command("facts", "check", verbosity=0)
