"""What the compliance tests look back on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial

import pytest

from tests.cast import Cast
from tests.histories import write_history

#: The day before the one on which the evaluations of these tests look back.
LAST_DAY = date(2026, 9, 30)
AS_OF = datetime(2026, 10, 1, tzinfo=UTC)

History = Callable[..., None]


@pytest.fixture
def history(cast: Cast) -> History:
    """``history(maker, country, weekly=20, kept=[0.95, …])``: clocks of so many weeks, one share a week."""
    return partial(write_history, cast, last_day=LAST_DAY)
