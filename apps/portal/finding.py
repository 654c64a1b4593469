"""One search over what a desk works with: requests, cars and orders, each found as its own list finds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from apps.claims.filters import ClaimFilter
from apps.claims.models import Claim
from apps.claims.selectors import NEWEST, claims
from apps.organizations.scope import Actor
from apps.parts.filters import OrderFilter
from apps.parts.models import PartsOrder
from apps.parts.selectors import orders_seen_by
from apps.vehicles.filters import FEWEST_AT_THE_END, VehicleFilter
from apps.vehicles.lists import page_of_car
from apps.vehicles.masked_vins import seen_by
from apps.vehicles.models import Vehicle
from apps.vehicles.selectors import vehicles
from apps.vehicles.templatetags.vehicles import called_by

#: So many of each kind are shown; the rest is in the list of its kind.
_SHOWN = 8
FEWEST_SIGNS = 3


@dataclass(frozen=True)
class Hit:
    """Something found: its address, what it is called, what tells it from others, and the code that names it."""

    url: str
    called: str
    about: tuple[str, ...]
    code: str


@dataclass(frozen=True)
class Group:
    """What was found of one kind, and the list that has all of it."""

    heading: Any
    hits: list[Hit]
    all_of_them: str

    @property
    def more(self) -> bool:
        return len(self.hits) == _SHOWN


def found(text: str, *, actor: Actor, request: HttpRequest) -> list[Group]:
    """What ``text`` names within what the actor sees, by kind (at most 8 queries); kinds without any are left out."""
    kinds: tuple[Callable[[], Group], ...] = (
        lambda: _claims(text, request),
        lambda: _vehicles(text, actor, request),
        lambda: _orders(text, actor, request),
    )
    return [group for group in (kind() for kind in kinds) if group.hits] if len(text) >= FEWEST_SIGNS else []


def named(text: str, groups: list[Group]) -> str:
    """The address of the only thing that bears ``text`` as its whole code; empty where none or several do."""
    hits = [hit for group in groups for hit in group.hits if hit.code == text.strip().upper()]
    return hits[0].url if len(hits) == 1 else ""


def _claims(text: str, request: HttpRequest) -> Group:
    rows: Any = ClaimFilter({"text": text}, claims().order_by(*NEWEST), request=request).qs[:_SHOWN]
    return Group(_("Claims"), [_claim(row) for row in rows], _list("claims:list", text=text))


def _claim(claim: Claim) -> Hit:
    about = (claim.vehicle_title, str(claim.get_component_display()), str(claim.get_status_display()))
    return Hit(claim.get_absolute_url(), claim.number, about, claim.number)


def _vehicles(text: str, actor: Actor, request: HttpRequest) -> Group:
    signs = "".join(text.split())
    wanted = len(signs) >= FEWEST_AT_THE_END
    rows: Any = VehicleFilter({"vin": signs}, vehicles(), request=request).qs[:_SHOWN] if wanted else []
    return Group(_("Vehicles"), [_vehicle(row, actor) for row in rows], _list("vehicles:list", vin=signs))


def _vehicle(vehicle: Vehicle, actor: Actor) -> Hit:
    return Hit(page_of_car(vehicle), seen_by(vehicle.vin, actor), (called_by(vehicle, actor),), vehicle.vin)


def _orders(text: str, actor: Actor, request: HttpRequest) -> Group:
    rows: Any = OrderFilter({"number": text}, orders_seen_by(actor), request=request).qs[:_SHOWN]
    return Group(_("Spare-parts orders"), [_order(row) for row in rows], _list("parts:orders", number=text))


def _order(order: PartsOrder) -> Hit:
    return Hit(order.get_absolute_url(), order.number, (str(order.get_status_display()),), order.number)


def _list(name: str, **query: str) -> str:
    return f"{reverse(name)}?{urlencode(query)}"
