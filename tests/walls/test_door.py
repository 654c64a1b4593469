"""The door: what is nobody's own is written by the clerk, for the rows of whoever opened it, and nothing else."""

from __future__ import annotations

import logging

import pytest
from django.db import DataError, IntegrityError, ProgrammingError, connection, transaction

from apps.claims.models import Claim
from apps.core.db import session
from apps.duties.models import Clock
from apps.organizations.door import door
from apps.organizations.models import Membership
from apps.organizations.scope import acting_as, system_scope
from apps.organizations.walls import Wall
from apps.organizations.walls.registry import all_doors
from tests.walls.conftest import World


def role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def test_the_clerk_writes_and_the_side_comes_back(undone: World) -> None:
    with acting_as(undone.cast.scope(undone.cast.dealer_nairobi)):
        with door("claims.step"):
            assert role() == "sanbao_clerk"
            assert Claim.objects.update(status="responded") == 1
        assert role() == "sanbao_dealer"
        with pytest.raises(ProgrammingError), transaction.atomic():
            Claim.objects.update(status="filed")


def test_strangers_rows_stay_behind_the_wall(undone: World) -> None:
    with acting_as(undone.cast.scope(undone.cast.maker_lanting)), door("claims.step"):
        assert Claim.objects.update(status="responded") == 0
        assert not Clock.objects.exists()


def test_the_clerk_changes_only_what_steps_change(undone: World) -> None:
    with acting_as(undone.cast.scope(undone.cast.dealer_nairobi)), door("claims.step"):
        for change in ({"dealer": undone.cast.dealer_almaty}, {"odometer_km": 1}, {"vin": "LZZ7CCWD0PC000999"}):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                Claim.objects.update(**change)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Clock.objects.update(started_at="2020-01-01T00:00Z")


def test_doors_nest_like_scopes(undone: World) -> None:
    with acting_as(undone.cast.scope(undone.cast.dealer_nairobi)), door("claims.step"):
        with door("notifications.outbox"):
            assert role() == "sanbao_clerk"
        with system_scope("walls: inside a door"):
            assert role() == "sanbao_system"
            with door("claims.step"):
                assert session.current().side == "sanbao_system"
                assert Claim.objects.count() == 1
        assert role() == "sanbao_clerk"
        assert session.current().side == "sanbao_dealer"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_the_side_comes_back_after_an_error(error: type[BaseException], undone: World) -> None:
    with acting_as(undone.cast.scope(undone.cast.dealer_nairobi)):
        with pytest.raises(error), door("claims.step"):
            raise error
        assert role() == "sanbao_dealer"


def test_the_side_comes_back_after_a_statement_that_failed(undone: World) -> None:
    """The savepoint around brings the role back; the error is the database's own, not one of the way out."""
    with acting_as(undone.cast.scope(undone.cast.dealer_nairobi)):
        with pytest.raises(IntegrityError), transaction.atomic(), door("duties.clock"):
            Clock.objects.update(due_at="2000-01-01T00:00Z")
        assert role() == "sanbao_dealer"
        with door("claims.step"):
            with pytest.raises(IntegrityError), transaction.atomic():
                Clock.objects.update(due_at="2000-01-01T00:00Z")
            assert role() == "sanbao_clerk"
        assert role() == "sanbao_dealer"


def test_the_error_of_raw_sql_is_told_and_not_one_of_the_way_out(undone: World) -> None:
    with acting_as(undone.cast.scope(undone.cast.dealer_nairobi)):
        with pytest.raises(DataError, match="division by zero"), transaction.atomic(), door("duties.clock"):
            connection.cursor().execute("SELECT 1 / 0")
        assert role() == "sanbao_dealer"


def test_a_door_that_no_app_names(undone: World) -> None:
    unknown = pytest.raises(LookupError, match="'claim step'")
    with acting_as(undone.cast.scope(undone.cast.amina)), unknown, door("claim step"):
        pass
    assert all(words.endswith(".") for words in all_doors().values())


def test_nobody_opens_a_door(undone: World) -> None:
    with pytest.raises(RuntimeError, match="somebody who acts"), door("claims.step"):
        pass


@pytest.mark.django_db(transaction=True)
def test_no_door_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="inside a transaction"), door("claims.step"):
        pass


def test_opening_is_logged(undone: World, caplog: pytest.LogCaptureFixture) -> None:
    scope = undone.cast.scope(undone.cast.dealer_nairobi)
    with caplog.at_level(logging.INFO, logger="sanbao.door"), acting_as(scope), door("claims.step"):
        pass
    assert f"door claims.step: sanbao_dealer, person None, organisation {scope.organization_id}" in caplog.text


def test_a_door_costs_one_way_in_and_one_out(undone: World, django_assert_num_queries: object) -> None:
    scope = undone.cast.scope(undone.cast.dealer_nairobi)
    twice = django_assert_num_queries(2)  # type: ignore[operator]
    with acting_as(scope), twice, door("claims.step"), door("notifications.outbox"):
        pass


def test_memberships_are_given_by_the_clerk(undone: World) -> None:
    with acting_as(undone.cast.scope(undone.cast.dealer_nairobi)):
        with pytest.raises(ProgrammingError), transaction.atomic():
            Membership.objects.update(role="admin")
        with door("network.membership"):
            assert Membership.objects.update(role="admin") == 2  # its staff, and the row of the world


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"writes": {"sanbao_dealer": "u"}}, "name the columns"),
        ({"ledger": True, "updates": {"sanbao_clerk": ("a",)}}, "only added to"),
        ({"ledger": True, "writes": {"sanbao_clerk": "d"}}, "only added to"),
        ({"filled_once": ("ended_at",)}, "only ledgers"),
    ],
)
def test_a_wall_that_says_two_things(fields: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Wall("t", **fields)
