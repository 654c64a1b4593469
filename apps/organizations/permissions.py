"""Who may call a page or an API at all; which rows they reach is the walls' business."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied as RoomDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission

from apps.organizations.requests import ScopedRequest

from .scope import PEOPLE_SIDES, Actor, Side

if TYPE_CHECKING:  # importing these here would go round in a circle: REST framework loads this module itself
    from rest_framework.request import Request
    from rest_framework.views import APIView

View = Callable[..., HttpResponseBase]


class ScopedAccess(BasePermission):
    """Signed in or with a key; changing needs a role that may, and a side the view lists in ``sides``.

    A key that is kept to some rooms enters views of these and those of none (``room``: the directory).
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        actor: Actor | None = getattr(request._request, "actor", None)
        if actor is None:
            return False
        sides = getattr(view, "sides", None)
        if sides is not None and actor.side not in sides:
            return False
        room = view.room  # type: ignore[attr-defined]  # each view of the API says its own
        if actor.rooms and room is not None and room not in actor.rooms:
            raise RoomDenied(_wrong_room(actor, room))
        return request.method in SAFE_METHODS or actor.may_write


def _wrong_room(actor: Actor, room: str) -> str:
    return _("This key may enter %(rooms)s only, not %(room)s: make one that may on your organisation's page.") % {
        "rooms": ", ".join(actor.rooms),
        "room": room,
    }


def for_sides(*sides: Side, write: bool | None = None) -> Callable[[View], View]:
    """Admit signed-in people of these sides; others are told so (403), strangers are sent to sign in.

    ``write`` also asks for a role that may change things on every method, not only on POST; False never asks
    (a viewer may mark their own notices read).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: ScopedRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor: Actor | None = request.actor
            if actor is None:
                return redirect_to_login(request.get_full_path())
            changing = request.method not in SAFE_METHODS if write is None else write
            if actor.side not in sides or (changing and not actor.may_write):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        wrapped.sides = sides  # type: ignore[attr-defined]
        return wrapped

    return decorate


owners = for_sides(Side.OWNER)
dealers = for_sides(Side.DEALER)
manufacturers = for_sides(Side.MANUFACTURER)
regulators = for_sides(Side.REGULATOR, Side.AUTHORITY)
#: Whoever acts for an organisation.
staff = for_sides(*(side for side in PEOPLE_SIDES if side is not Side.OWNER))
everybody = for_sides(*PEOPLE_SIDES)
#: What people do for themselves, whatever their role: notices, profile, switching organisations.
signed_in = for_sides(*PEOPLE_SIDES, write=False)
