"""A world with one case of every kind."""

from __future__ import annotations

from typing import Any

import pytest

from tests.casework.cases import World, build_world
from tests.cast import Cast


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def world(cast: Cast) -> World:
    return build_world(cast)
