"""The test run: real PostgreSQL as the unprivileged role, migrated by the owner; see tests/cast.py for the people."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction
from django.test.testcases import TransactionTestCase
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from tests.cast import Cast, build_cast
from tests.databases import empty_tables, make_database

# A machine that is busy with other tests draws slowly, which says nothing of the strategy.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("SANBAO_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the checkout; tests that need it are skipped where it is absent."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}: set SANBAO_SHARED to its parent folder to run this test")
    return folder


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, request: pytest.FixtureRequest
) -> Iterator[None]:
    """Create one test database a worker as the owner; everything after that runs as the unprivileged role."""
    suffix = getattr(request.config, "workerinput", {}).get("workerid", "")
    name = os.environ.get("SANBAO_TEST_DATABASE", "test_sanbao")
    with django_db_blocker.unblock():
        make_database(f"{name}_{suffix}".rstrip("_"))
    yield
    with django_db_blocker.unblock():
        connections["default"].close()
        # A server of the run's own goes with all that is in it; a thread of a page may still look at it.
        if os.environ.get("DATABASE_URL"):
            connections["owner"].creation.destroy_test_db("sanbao", verbosity=0)


@pytest.fixture(scope="module")
def lasting(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Rows that take seconds to make stand for all tests of a module, and are taken back after the last of them.

    Each test still takes back what it wrote itself. Not for modules with transactional tests.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def _emptied(self: TransactionTestCase) -> None:
    """Transactional tests commit; what they left goes, and numbers begin anew."""
    empty_tables()


TransactionTestCase._fixture_teardown = _emptied  # type: ignore[attr-defined]  # Django's own, not public


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    """Files of a test lie in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody known to all tests: owners, dealers, makers, regulators."""
    return build_cast()
