"""What a transaction reads once, and when it reads again."""

from __future__ import annotations

from itertools import count

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.casework.actors import record_of
from apps.casework.models import ActorRecord
from apps.core.db.once import once
from apps.organizations.scope import Actor, Side, system_scope

NEW = Actor(Side.SYSTEM, name="A new task")


def test_once_in_a_transaction(db: None) -> None:
    read = count().__next__
    with transaction.atomic():
        assert [once("a", read), once("a", read), once("b", read)] == [0, 0, 1]


def test_after_a_rollback_to_a_savepoint_it_is_read_anew(db: None) -> None:
    read = count().__next__
    with transaction.atomic():
        assert once("a", read) == 0
        with transaction.atomic():
            assert once("a", read) == 0, "a savepoint that holds changes nothing"
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            raise ZeroDivisionError
        assert once("a", read) == 1


@pytest.mark.django_db(transaction=True)
def test_another_transaction_reads_for_itself() -> None:
    read = count().__next__
    for wanted in (0, 1):
        with transaction.atomic():
            assert once("a", read) == wanted
    assert [once("a", read), once("a", read)] == [2, 3], "without a transaction nothing is kept"


def test_an_actor_is_named_once_and_never_by_a_row_that_is_gone(db: None) -> None:
    with system_scope("test"):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            gone = record_of(NEW)
            raise ZeroDivisionError
        made = record_of(NEW)
        assert ActorRecord.objects.filter(pk=made.pk).exists()
        assert made.pk != gone.pk
        with CaptureQueriesContext(connection) as queries:
            assert record_of(NEW) == made
        assert not queries
