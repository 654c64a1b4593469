"""What tests of exports start from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from apps.exports.models import Exporter
from apps.exports.services import authorise
from apps.organizations.scope import acting_as
from tests.cast import NOW, Cast
from tests.exports.making import qualify, register
from tests.factories import make_maker_codes


@dataclass
class Firms:
    """Hanhai as a legal maker, a trader that it authorised, one that nobody did, and an exporter of used cars."""

    cast: Cast
    hanhai: Exporter
    trader: Exporter
    stranger: Exporter
    used: Exporter


@pytest.fixture
def firms(cast: Cast) -> Firms:
    make_maker_codes(cast)
    hanhai = register(cast)
    qualify(cast, hanhai)
    trader, stranger = register(cast, "远帆国际贸易有限公司", "trader"), register(cast, "海角进出口有限公司", "trader")
    with acting_as(cast.scope(cast.maker_hanhai)):
        authorise(
            maker=hanhai, trader=trader, vehicle_class="bev_car", starts_on=date(2026, 1, 1), paper="A-1",
            by=cast.actor(cast.maker_hanhai), at=NOW,
        )  # fmt: skip
    return Firms(cast, hanhai, trader, stranger, register(cast, "东港二手车出口有限公司", "used"))
