"""Ranges of VINs: cars built one after the other, whatever their check figures are. Pure: no database."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.vehicles.vin import decode, normalise

#: Where the check figure stands (ISO 3779 leaves the ninth character to the maker; GB 16735 makes it the check).
_CHECK = 8
#: Up to here the VIN says what kind of car it is: both ends of a range are of one kind.
_KIND = 8
PLANT = 10


def sortable(vin: str) -> str:
    """A VIN without its check figure: in this order cars of a kind, year and plant were numbered."""
    return vin[:_CHECK] + vin[_CHECK + 1 :]


class Stretches:
    """Cars in the order of ``sortable``, cut where a range begins or ends: those of a stretch lie in the same ranges.

    ``cuts`` are the first sortable VIN of each stretch but the first; a car's stretch is how many of them it has
    reached.
    """

    def __init__(self, ranges: Iterable[tuple[str, str]]) -> None:
        ends = [(sortable(first), _behind(sortable(last))) for first, last in ranges]
        self.cuts = sorted({cut for pair in ends for cut in pair})

    def of(self, vin: str) -> int:
        """The stretch of a VIN."""
        return bisect_right(self.cuts, sortable(vin))

    def holds(self, vin_from: str, vin_to: str, stretch: int) -> bool:
        """Whether the cars of a stretch lie in one of the ranges that it was cut by; empty ends: all do."""
        return not vin_from or self.of(vin_from) <= stretch <= self.of(vin_to)


def _behind(key: str) -> str:
    """What comes right behind a sortable VIN, before any other that is as long."""
    return key + "0"


def checked_range(vin_from: str, vin_to: str) -> tuple[str, str]:
    """Both ends as they are kept; empty, empty for no range. Raises Refused naming the end that cannot be."""
    first, last = _read(vin_from, "vin_from"), _read(vin_to, "vin_to")
    if not first and not last:
        return "", ""
    if not (first and last):
        missing = "vin_to" if first else "vin_from"
        raise Refused(_("A range of VINs has a first and a last one: give both."), field=missing)
    if first[:_KIND] != last[:_KIND]:
        raise Refused(
            _("%(first)s and %(last)s are cars of two kinds: both must begin with the same 8 characters.")
            % {"first": first, "last": last},
            field="vin_to",
        )
    if sortable(first) > sortable(last):
        raise Refused(_("%(last)s comes before %(first)s: write the earlier car first.")
                      % {"first": first, "last": last}, field="vin_to")  # fmt: skip
    return first, last


def _read(text: str, field: str) -> str:
    if not text.strip():
        return ""
    vin = normalise(text).vin
    if decode(vin).errors:
        raise Refused(_("“%(value)s” is no VIN: write its 17 characters.") % {"value": text[:40]}, field=field)
    return vin
