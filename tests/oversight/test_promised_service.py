"""Promise against reality: each service centre of each letter, held against a second writing, row by row."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date, timedelta

import pytest

from apps.claims.models import Claim, Visit
from apps.duties.models import Clock
from apps.exports.models import Letter, LetterLine
from apps.organizations.models import Appointment, ServicePoint
from apps.organizations.scope import acting_as, system_scope
from apps.oversight.measures import promised_service
from apps.oversight.measures.span import Span
from apps.vehicles.models import Vehicle
from tests.casework.cases import World, build_world
from tests.cast import NOW, Cast
from tests.exports.making import issue, promise, register, seal_all
from tests.pages import browser

DAY = timedelta(days=1)
UNTIL = date(2026, 3, 31)


@pytest.fixture
def world(cast: Cast) -> World:
    """Two letters: two cars to Kenya, of which Amina's was delivered and asked for a repair; and one to Kazakhstan."""
    found = build_world(cast)
    register(cast)
    issue(cast, 1, 2)
    issue(cast, licence_number="26-KZ", promises=[promise(cast, 3, "KZ")])
    seal_all()
    claim = found.claim()
    found.take(claim, "respond", "dealer_nairobi", NOW + timedelta(hours=1))
    return found


def span_of(world: World) -> Span:
    return Span(UNTIL - timedelta(days=364), UNTIL, world.cast.maker_hanhai.pk)


def by_hand(span: Span) -> set[tuple[object, ...]]:
    """The same, one letter, car, request and duty after the other."""
    found: set[tuple[object, ...]] = set()
    for letter in Letter.objects.filter(manufacturer=span.manufacturer_id, status="issued", seal__isnull=False):
        for point in ServicePoint.objects.filter(pk__in=letter.lines.values("service_point")):
            vins = {line.vin for line in LetterLine.objects.filter(letter=letter, service_point=point)}
            claims = Claim.objects.filter(vin__in=vins, dealer=point.dealer, filed_at__gte=span.start)
            clocks = [
                clock
                for clock in Clock.objects.filter(subject_kind="claim", subject_id__in=claims.values("id"))
                if clock.responsible == "dealer" and clock.counts and clock.due_at and clock.due_at < span.end
            ]
            kept = [clock for clock in clocks if clock.stopped_at and clock.due_at and clock.stopped_at <= clock.due_at]
            appointed = [row for row in Appointment.objects.filter(manufacturer=span.manufacturer_id)
                         if row.dealer_id == point.dealer_id and row.country == point.country
                         and row.holds_on(span.until)]  # fmt: skip
            found.add((
                letter.number, str(point.country), point.name, point.city, len(vins),
                sum(car.delivered_on is not None for car in Vehicle.objects.filter(vin__in=vins)),
                point.closed_on is not None and point.closed_on <= span.until, not appointed,
                claims.count(), len(clocks), len(kept),
                not Visit.objects.filter(dealer=point.dealer, repaired_at__isnull=False).exists(),
            ))  # fmt: skip
    return found


def test_it_counts_what_is_counted_by_hand(world: World) -> None:
    span = span_of(world)
    with system_scope("test"):
        rows = promised_service.outlets(span)
        assert {astuple(row) for row in rows} == by_hand(span)
        assert promised_service.find(span, False) == (3, 3)
    (nairobi,) = [row for row in rows if row.country == "KE"]
    assert (nairobi.cars, nairobi.delivered, nairobi.claims, nairobi.silent) == (2, 1, 1, True)
    assert nairobi.due >= nairobi.kept >= 1 and nairobi.share is not None


def test_a_centre_that_closed_or_lost_its_appointment_is_nobody_to_go_to(world: World) -> None:
    span = span_of(world)
    with system_scope("test"):
        ServicePoint.objects.filter(country="KZ").update(closed_on=UNTIL)
        assert promised_service.find(span, False) == (3, 2)
        assert [(row.country, row.stands) for row in promised_service.outlets(span)] == [("KZ", False), ("KE", True)]
        Appointment.objects.filter(manufacturer=world.cast.maker_hanhai, country="KE").update(ends_on=UNTIL)
        assert promised_service.find(span, False) == (3, 0)
        assert {astuple(row) for row in promised_service.outlets(span)} == by_hand(span)
        assert promised_service.find(Span(span.since, UNTIL - DAY, span.manufacturer_id), False) == (3, 3)
        assert promised_service.find(Span(span.since, UNTIL, span.manufacturer_id, country="KE"), False) == (2, 0)


def test_letters_that_do_not_bind_promise_nothing(world: World) -> None:
    span = span_of(world)
    with acting_as(world.cast.scope(world.cast.maker_hanhai)):
        letter = Letter.objects.get(licence_number="26-100")
    world.take(letter, "revoke", "maker_hanhai", NOW + DAY)
    issue(world.cast, 7, licence_number="26-7")
    with system_scope("test"):
        assert promised_service.find(span, False) == (1, 1)
        before = Span(span.since, NOW.date(), span.manufacturer_id)
        assert promised_service.find(before, False) == (3, 3)


def test_maker_and_authority_see_all_centres_and_a_regulator_those_of_its_country(world: World) -> None:
    cast, address = world.cast, "/compliance/measures/promised_service/?manufacturer=hanhai"
    with system_scope("test"):
        number, elsewhere = (Letter.objects.get(licence_number=licence).number for licence in ("26-100", "26-KZ"))
    sides = (cast.maker_hanhai, (True, True)), (cast.authority, (True, True)), (cast.regulator_ke, (True, False))
    for who, seen in sides:
        page = browser(cast, who).get(address).content.decode()
        assert (number in page, elsewhere in page) == seen
    assert number not in browser(cast, cast.maker_lanting).get(address).content.decode()
