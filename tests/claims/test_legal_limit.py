"""The limit of the law for a repair: without pauses, charged to whoever was waited for, beside the workshop's time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from apps.claims import services
from apps.claims.models import Claim
from apps.duties import names
from apps.duties.models import Clock, ObligationVersion
from apps.duties.selectors import rule_in_force, version_in_force
from apps.duties.shares import charged, shares
from apps.organizations.models import Appointment
from apps.organizations.scope import system_scope
from apps.oversight.filters import Selection
from apps.oversight.league import figures
from apps.oversight.whose_delay import by_party, legal_misses
from apps.parts.models import Part
from apps.warranty.selectors import repair_limit
from tests.cast import NOW, Cast
from tests.claims.conftest import DAY, File
from tests.claims.test_life_of_a_claim import clocks
from tests.factories import make_owned_vehicle

Call = Callable[..., Any]
END = NOW + 60 * DAY


def in_country(cast: Cast, country: str, **fields: Any) -> Any:
    """A car of Amina's there, whose workshop is appointed there too."""
    with system_scope("test"):
        Appointment.objects.create(
            manufacturer=cast.maker_hanhai, dealer=cast.dealer_nairobi, country=country, starts_on=NOW.date()
        )
    return make_owned_vehicle(cast.amina, cast.maker_hanhai, cast.dealer_nairobi, serial=77, country=country, **fields)


@pytest.fixture
def french(cast: Cast, file: File) -> Claim:
    return file(vehicle=in_country(cast, "FR"))


def limit(claim: Claim) -> Clock:
    with system_scope("test"):
        return Clock.objects.select_related("version").get(
            subject_kind="claim", subject_id=claim.pk, obligation=names.LEGAL_LIMIT
        )


def days(claim: Claim) -> dict[str, int]:
    with system_scope("test"):
        found = shares(limit(claim).intervals.all(), until=END)
    return {party: length // DAY for party, length in found.items()}


def test_it_runs_from_the_request_to_the_hand_back(french: Claim, as_dealer: Call) -> None:
    clock = limit(french)
    assert (clock.started_at, clock.version.amount, clock.version.target_share) == (NOW, 30, None)
    claim = as_dealer(services.respond, french, message="Bring it", at=NOW + DAY)
    claim = as_dealer(services.start_repair, claim, at=NOW + 2 * DAY)
    claim = as_dealer(services.complete_repair, claim, cause="Fuse", correction="Replaced", at=NOW + 5 * DAY)
    assert limit(claim).stopped_at is None
    assert clocks(claim)["repair"].stopped_at == NOW + 5 * DAY
    as_dealer(services.hand_back, claim, at=NOW + 34 * DAY)
    assert limit(claim).stopped_at == NOW + 34 * DAY
    assert limit(claim).state(END) == "missed"
    assert clocks(claim)["repair"].state(END) == "met"


def test_no_wait_pauses_it_and_whose_wait_it_was_stands(french: Claim, as_dealer: Call, part: Part, cast: Cast) -> None:
    due = limit(french).due_at
    claim = as_dealer(services.respond, french, message="Bring it", at=NOW + DAY)
    as_dealer(services.order_parts, claim, lines=[(part.pk, 1)], request_key="k-order-7", at=NOW + 3 * DAY)
    clock = limit(claim)
    assert (clock.due_at, clocks(claim)["repair"].due_at) == (due, None)
    assert days(claim) == {"manufacturer": 57, "dealer": 3}
    with system_scope("test"):
        assert charged(clock.intervals.all(), until=END) == "manufacturer"
        period = Selection(NOW.date(), END.date(), manufacturer=cast.maker_hanhai.pk)
        assert legal_misses(period) == {"manufacturer": 1}
        assert by_party(figures(period)) == []
    browser = Client()
    with time_machine.travel(END, tick=False):
        for firm, address, words in (
            (cast.dealer_nairobi, claim.get_absolute_url(), "Manufacturer: 57 days · Dealer: 3 days"),
            (cast.maker_hanhai, reverse("oversight:own-closer"), "Limits of the law that passed"),
            (cast.authority, reverse("duties:rules"), "every case"),
        ):
            browser.force_login(cast.staff[firm.pk], backend="django.contrib.auth.backends.ModelBackend")
            assert words in browser.get(address).content.decode(), address


def test_the_wait_for_the_owner_is_the_owners(french: Claim, as_dealer: Call, as_owner: Call) -> None:
    claim = as_dealer(services.respond, french, message="Bring it", at=NOW + DAY)
    claim = as_dealer(services.ask_owner, claim, message="Which charger do you use at home?", at=NOW + 2 * DAY)
    as_owner(services.add_message, claim, message="The one from the box", at=NOW + 6 * DAY)
    assert days(claim) == {"dealer": 56, "owner": 4}


def test_a_denial_taken_back_and_a_repair_that_was_none_begin_no_second_limit(
    french: Claim, as_dealer: Call, as_maker: Call, as_owner: Call
) -> None:
    text = "The charging port shows damage from outside; see the photos."
    due = limit(french).due_at
    claim = as_maker(services.deny, french, reason="misuse", explanation=text, at=NOW + 10 * DAY)
    assert limit(claim).state(END) == "void"
    claim = as_maker(services.reinstate, claim, message="Repair it at our cost", at=NOW + 12 * DAY)
    claim = as_dealer(services.start_repair, claim, at=NOW + 13 * DAY)
    claim = as_dealer(services.complete_repair, claim, cause="Fuse", correction="Replaced", at=NOW + 14 * DAY)
    claim = as_dealer(services.hand_back, claim, at=NOW + 15 * DAY)
    assert limit(claim).state(END) == "met"
    claim = as_owner(services.reopen, claim, message="It stopped charging again", at=NOW + 20 * DAY)
    assert (limit(claim).due_at, limit(claim).state(END)) == (due, "missed")
    assert days(claim) == {"dealer": 53, "owner": 5, "manufacturer": 2}


def test_the_queue_goes_by_the_workshops_own_time(french: Claim, as_dealer: Call, part: Part) -> None:
    claim = as_dealer(services.respond, french, message="Bring it", at=NOW + DAY)
    as_dealer(services.order_parts, claim, lines=[(part.pk, 1)], request_key="k-order-7", at=NOW + 3 * DAY)
    with system_scope("test"):
        claim.refresh_from_db()
    assert claim.is_paused


def test_where_the_law_counts_from_the_hand_over_it_begins_there(cast: Cast, file: File, as_dealer: Call) -> None:
    claim = as_dealer(services.respond, file(vehicle=in_country(cast, "PT")), message="Bring it", at=NOW + DAY)
    assert names.LEGAL_LIMIT not in clocks(claim)
    claim = as_dealer(services.start_repair, claim, at=NOW + 4 * DAY)
    assert limit(claim).started_at == NOW + 4 * DAY


def test_no_limit_where_there_is_none_or_where_the_warranty_is_over(cast: Cast, file: File) -> None:
    assert names.LEGAL_LIMIT not in clocks(file())
    # Neither the maker's term nor the legal guarantee of two years runs any more.
    then = {"delivered_on": date(2021, 2, 1), "built_on": date(2020, 11, 3), "exported_on": date(2020, 12, 12)}
    old = file(vehicle=in_country(cast, "FR", **then), request_key="11111111-bbbb")
    assert not old.in_warranty
    assert names.LEGAL_LIMIT not in clocks(old)


def test_no_share_of_misses_stands_beside_a_law(db: None) -> None:
    on = NOW.date()
    law = ObligationVersion.objects.filter(basis="law")
    assert set(law.values_list("obligation_id", "target_share")) == {(names.LEGAL_LIMIT, None)}
    limits = {str(version.country): version.amount for version in law}
    assert limits == {"BR": 30, "FR": 30, "PT": 30, "RU": 45, "TR": 30}
    assert "probable" in law.get(country="FR").source
    # What is to be confirmed, and what is said of rare parts only, is no duty of all repairs.
    assert repair_limit("KZ", on=on) is None
    assert rule_in_force(names.LEGAL_LIMIT, country="KZ", on=on) is None
    assert str(version_in_force(names.PARTS_SUPPLY, country="SA", on=on).country) == ""
    assert version_in_force(names.REPAIR, country="FR", on=on).unit == "working_days"
