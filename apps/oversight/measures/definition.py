"""What a measure is: its definition, how it is counted, and how its figure is said. One file beside this one each.

Texts are marked for translation and translated where they are shown. The limits and targets that a measure is held
against are not here: they are rows of policy or of the destination's law.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.claims.models import Claim
from apps.judgement.statistics.proportion import ShareInterval
from apps.parts.models import OrderLine

from .span import Span

if TYPE_CHECKING:
    from .conduct import Conduct

#: Counts what a measure needs for a span; the second value says that the manufacturer itself asks.
Find = Callable[[Span, bool], Any]
#: What was found, by the function that found it: measures that share a count share its query.
Found = Mapping[Find, Any]


class Unit(StrEnum):
    """What a figure is a number of."""

    SHARE = "share"
    DAYS = "days"
    VEHICLES = "vehicles"
    LINES = "lines"
    SLIPS = "slips"


class Direction(StrEnum):
    """Which way is better for the owner of a car."""

    HIGHER = "higher_is_better"
    LOWER = "lower_is_better"
    #: Neither is good by itself: a rate far from the peers' asks for a look.
    NEAR_PEERS = "near_peers"


DIRECTIONS: dict[Direction, Promise] = {
    Direction.HIGHER: gettext_lazy("Higher is better"),
    Direction.LOWER: gettext_lazy("Lower is better"),
    Direction.NEAR_PEERS: gettext_lazy("Near the peers"),
}


@dataclass(frozen=True)
class Measure:
    """One measure. ``find`` counts and ``say`` tells the figure; without them its figure stands on the desk itself.

    ``claims`` or ``lines``: the rows behind the figure. ``within_warranty``: only covered vehicles count.
    ``conduct``: how the night compares it with the peers'; far above them it stands as a signal (signals.py).
    """

    code: str
    name: str
    unit: Unit
    direction: Direction
    formula: str
    source: str
    within_warranty: bool = True
    find: Find | None = None
    say: Callable[[Found], Reading] | None = None
    claims: Callable[[Span], QuerySet[Claim]] | None = None
    lines: Callable[[Span], QuerySet[OrderLine]] | None = None
    conduct: Conduct | None = None


@dataclass(frozen=True)
class Reading:
    """A measure with its figure in the measure's unit; None: no data, or not reached (``reached`` is false)."""

    measure: Measure
    value: float | None
    low: float | None = None
    high: float | None = None
    counted: str = ""
    reached: bool = True
    badge: tuple[str, Any] | None = None

    @property
    def name(self) -> str:
        return _(self.measure.name)

    @property
    def formula(self) -> str:
        return _(self.measure.formula)

    @property
    def better(self) -> str:
        return str(DIRECTIONS[self.measure.direction])

    @property
    def is_share(self) -> bool:
        return self.measure.unit is Unit.SHARE

    @property
    def unit(self) -> str:
        """The word after the figure; shares carry their own sign."""
        words = {Unit.DAYS: _("days"), Unit.VEHICLES: _("vehicles"), Unit.LINES: _("lines"), Unit.SLIPS: _("per line")}
        return words.get(self.measure.unit, "")


def share_reading(measure: Measure, share: ShareInterval | None, counted: str) -> Reading:
    """The reading of a share with its limits; None: nothing to divide by."""
    if share is None:
        return Reading(measure, None, counted=counted)
    return Reading(measure, share.share, share.lower, share.upper, counted)
