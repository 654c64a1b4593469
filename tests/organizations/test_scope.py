"""Scopes: nothing without one, the own rows with one, and what was before after it."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.organizations.models import Membership
from apps.organizations.scope import acting_as, system_scope
from tests.cast import Cast


def test_no_scope_sees_no_rows(cast: Cast) -> None:
    assert Membership.objects.count() == 0


def test_scope_sees_its_own_rows(cast: Cast) -> None:
    with acting_as(cast.scope(cast.dealer_nairobi)):
        assert [m.organization_id for m in Membership.objects.all()] == [cast.dealer_nairobi.pk]


def test_nested_scope_gives_back_the_one_around_it(cast: Cast) -> None:
    with acting_as(cast.scope(cast.dealer_nairobi)):
        with system_scope("test"):
            assert Membership.objects.count() == len(cast.staff)
        assert Membership.objects.count() == 1
    assert Membership.objects.count() == 0


def test_scope_comes_back_after_an_error_inside(cast: Cast) -> None:
    with acting_as(cast.scope(cast.dealer_nairobi)):
        with pytest.raises(ZeroDivisionError), system_scope("test"):
            _ = 1 / 0
        assert Membership.objects.count() == 1


def test_the_same_scope_again_is_not_told_again_and_holds_after_an_error(cast: Cast) -> None:
    scope = cast.scope(cast.dealer_nairobi)
    with acting_as(scope):
        with CaptureQueriesContext(connection) as queries, acting_as(scope):
            assert Membership.objects.count() == 1
        assert not [query for query in queries if "set_config" in query["sql"]]
        with pytest.raises(ZeroDivisionError), acting_as(scope), system_scope("test"), acting_as(scope):
            assert Membership.objects.count() == 1
            _ = 1 / 0
        assert Membership.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_scope_ends_with_its_transaction() -> None:
    with system_scope("test"), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("sanbao_system",)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('app.user_id', true)")
        assert cursor.fetchone()[0] == "sanbao_app"


def test_runtime_role_owns_nothing_and_bypasses_nothing(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user")
        assert cursor.fetchone() == ("sanbao_app", False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = 'sanbao_app'")
        assert cursor.fetchone() == (0,)
