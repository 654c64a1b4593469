from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.settlements.making import Garage, build_garage


@pytest.fixture
def garage(cast: Cast) -> Garage:
    return build_garage(cast)
