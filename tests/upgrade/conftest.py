"""Tests here take the database back to older versions, and what they leave is not what a new one has."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from tests.databases import make_database


@pytest.fixture(scope="module", autouse=True)
def new_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Whatever the same process runs after these tests, it runs on a database made anew."""
    yield
    with django_db_blocker.unblock():
        name = str(connections["default"].settings_dict["NAME"])
        connections.close_all()
        make_database(name, worker="PYTEST_XDIST_WORKER" in os.environ)
