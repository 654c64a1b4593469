"""What vehicle tests start from."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.factories import make_maker_codes


@pytest.fixture
def makers(cast: Cast) -> Cast:
    """The cast, with each maker's code known."""
    make_maker_codes(cast)
    return cast
