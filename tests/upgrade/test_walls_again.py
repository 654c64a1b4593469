"""A release is taken back and brought again: the walls stand as before, whatever went with a table in between."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connections

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


def policies() -> set[tuple[str, ...]]:
    """Every policy with what it lets through."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT tablename, policyname, cmd, roles::text, qual, with_check FROM pg_policies")
        return set(cursor.fetchall())


@pytest.fixture
def taken_back(transactional_db: None) -> Iterator[set[tuple[str, ...]]]:
    """Back to before letters had their countries, which the walls of letters ask."""
    before = policies()
    call_command("migrate", "exports", "0012_each_finding_is_a_row", verbosity=0, interactive=False)
    yield before


def test_policies_that_went_with_another_table_are_raised_again(taken_back: set[tuple[str, ...]]) -> None:
    assert not [policy for policy in policies() if policy[:2] == ("exports_letter", "clerk_insert")]
    call_command("migrate", verbosity=0, interactive=False)
    assert policies() == taken_back
