"""Tests here take the database back to older versions; what comes again is not in all things as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test.testcases import TransactionTestCase

from tests.databases import copied_again


@pytest.fixture(autouse=True)
def a_new_house(django_db_setup: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever the same process runs after a test of these, it runs in a database as new."""
    monkeypatch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: None)
    yield
    copied_again()
