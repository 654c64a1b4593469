"""Bins of a dealer: made by hand for shelves, by themselves for what is in quarantine or sent on."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.core.tables.cells import one_line
from apps.organizations.door import door
from apps.organizations.models import ServicePoint
from apps.organizations.requests import organization_of
from apps.organizations.scope import Actor

from ..checked import own_point
from ..models import Bin, BinBalance, Part

#: What a label can hold and a shelf can be called by.
LONGEST_CODE = 20


@transaction.atomic
@door("parts.stock")
def add_bin(*, point: ServicePoint | None, code: str, by: Actor, at: datetime) -> Bin:
    """Name a shelf of a service point; the same again is the same bin.

    Raises Refused (fields ``point``, ``code``) for another firm's point and for what is no code.
    """
    dealer_id = organization_of(by)
    own_point(point, dealer_id)
    name = one_line(code).upper()
    if not 1 <= len(name) <= LONGEST_CODE:
        raise Refused(
            _("“%(code)s” is no bin. Write 1 to %(most)s characters, as in A-03.")
            % {"code": name[:LONGEST_CODE], "most": LONGEST_CODE},
            field="code",
        )
    made = _bin(dealer_id, point.pk if point else None, name, Bin.Kind.SHELF, at)
    if made.kind != Bin.Kind.SHELF:
        raise Refused(_("%(code)s is not a shelf here. Choose another name.") % {"code": name}, field="code")
    return made


def home_bin(dealer_id: int, at: datetime) -> Bin:
    """Where stock of a dealer lies that has no place of its own: the first bin, or one of its first point."""
    known = Bin.objects.filter(dealer_id=dealer_id, kind=Bin.Kind.SHELF, code=Bin.MAIN).order_by("id").first()
    if known is not None:
        return known
    points = ServicePoint.objects.filter(dealer_id=dealer_id)
    first = points.standing_at(at).order_by("id").first() or points.order_by("id").first()
    return _bin(dealer_id, first.pk if first else None, Bin.MAIN, Bin.Kind.SHELF, at)


def main_bin(dealer_id: int, point_id: int | None, at: datetime) -> Bin:
    """The main bin of a point; without one, that of the dealer."""
    return home_bin(dealer_id, at) if point_id is None else _bin(dealer_id, point_id, Bin.MAIN, Bin.Kind.SHELF, at)


def beside(bin: Bin, kind: Bin.Kind, at: datetime) -> Bin:
    """The bin of the same point for parts in quarantine or sent on."""
    return _bin(bin.dealer_id, bin.point_id, kind.value.upper(), kind, at)


def content_of(bin: Bin, part: Part) -> BinBalance:
    """What a bin holds of a part, made when there is none. Asked under the lock of the dealer's balance."""
    found = BinBalance.objects.filter(bin=bin, part=part).first()
    return found or BinBalance.objects.create(bin=bin, part=part, part_number=part.number, dealer_id=bin.dealer_id)


def own_bin(dealer_id: int, pk: int) -> Bin:
    """A shelf of the dealer by its id; raises Refused (field ``bin``) for a stranger's or none."""
    found = Bin.objects.filter(pk=pk, dealer_id=dealer_id, kind=Bin.Kind.SHELF).first()
    if found is None:
        raise Refused(_("This is no bin of your workshop. Choose one of the list."), field="bin")
    return found


def _bin(dealer_id: int, point_id: int | None, code: str, kind: Bin.Kind, at: datetime) -> Bin:
    place = {"dealer_id": dealer_id, "point_id": point_id, "code": code}
    found = Bin.objects.filter(**place).first()
    if found is None:
        # Somebody else may name the same at this moment: then theirs is the one.
        Bin.objects.bulk_create([Bin(**place, kind=kind, opened_at=at)], ignore_conflicts=True)
        found = Bin.objects.get(**place)
    return found
