"""From a signed-in person or an API key to the scope they act in."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from apps.accounts.models import User
from apps.core.today import day_of_figures

from .door import door
from .models import ApiKey, Jurisdiction, Membership, Organization
from .scope import Actor, Scope, Side, acting_as
from .second_factor import due_at

_GATE = Scope(Side.GATE)
#: What the session holds when a person with memberships chose to act as a vehicle owner.
AS_OWNER = 0

_SIDES = {
    Organization.Kind.DEALER: Side.DEALER,
    Organization.Kind.MANUFACTURER: Side.MANUFACTURER,
    Organization.Kind.REGULATOR: Side.REGULATOR,
}


@dataclass(frozen=True)
class Identity:
    """Who acts, in which scope, and which organisations the person may switch to.

    ``factor_due``: from when on nothing opens for this person without a second factor, whoever they act for.
    """

    actor: Actor
    scope: Scope
    choices: tuple[tuple[int, str], ...] = ()
    factor_due: datetime | None = None


def of_person(user: User, chosen: int | None) -> Identity:
    """Resolve a signed-in person; ``chosen`` is the organisation kept in the session (0: as owner).

    Nobody acts for an organisation without having chosen so: a membership alone changes nothing. Whoever is no longer
    a member of the chosen one acts as themself, not for another.
    """
    with acting_as(_GATE):
        rows = Membership.objects.active().filter(user_id=user.pk)
        memberships = list(rows.select_related("organization").order_by("organization_id"))
        choices = tuple((m.organization_id, m.organization.name) for m in memberships)
        due = due_at(memberships)
        membership = _pick(memberships, chosen)
        if membership is None:
            return _owner(user, choices, due)
        scope = _organization_scope(membership.organization, user.pk)
    actor = Actor(
        side=scope.side,
        name=membership.person_name or user.display_name,
        user_id=user.pk,
        organization_id=membership.organization_id,
        organization_name=membership.organization.name,
        role=membership.role,
    )
    return Identity(actor, scope, choices, due)


def _pick(memberships: list[Membership], chosen: int | None) -> Membership | None:
    if chosen is None:
        return next((m for m in memberships if m.preferred), None)
    return next((m for m in memberships if m.organization_id == chosen), None)


def _owner(user: User, choices: tuple[tuple[int, str], ...], due: datetime | None) -> Identity:
    actor = Actor(side=Side.OWNER, name=user.display_name, user_id=user.pk, role="owner")
    return Identity(actor, Scope(Side.OWNER, user_id=user.pk), choices, due)


def _organization_scope(organization: Organization, user_id: int | None) -> Scope:
    """Scope of an organisation; a regulator's holds its jurisdiction. Runs behind the gate."""
    if organization.worldwide:
        return Scope(Side.AUTHORITY, user_id=user_id, organization_id=organization.pk)
    countries: tuple[str, ...] = ()
    if organization.kind == Organization.Kind.REGULATOR:
        rows = Jurisdiction.objects.filter(regulator=organization).order_by("country")
        countries = tuple(str(country) for country in rows.values_list("country", flat=True))
    side = _SIDES[Organization.Kind(organization.kind)]
    return Scope(side, user_id=user_id, organization_id=organization.pk, countries=countries)


def scope_of_organization(organization: Organization) -> Scope:
    """Scope of an organisation without a person, as tasks and commands use it."""
    with acting_as(_GATE):
        return _organization_scope(organization, None)


def new_secret() -> tuple[str, str, str]:
    """Make an API key: (whole key shown once, prefix, digest kept). 256 random bits need no slow hash."""
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    key = f"sb_{prefix}_{secret}"
    return key, prefix, digest_of(key)


def digest_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def of_api_key(key: str, *, at: datetime) -> Identity | None:
    """Resolve an API key, or None when it is unknown or works no more; marks the day of its last use."""
    parts = key.split("_", 2)
    if len(parts) != 3 or parts[0] != "sb":
        return None
    with acting_as(_GATE):
        found = ApiKey.objects.select_related("organization").in_force(at).filter(prefix=parts[1]).first()
        if found is None or not hmac.compare_digest(found.digest, digest_of(key)):
            return None
        scope = _organization_scope(found.organization, None)
    today = day_of_figures(at)
    if found.last_used_on != today:
        with acting_as(scope), door("organizations.keys"):
            ApiKey.objects.filter(pk=found.pk).update(last_used_on=today)
    return Identity(actor_of_key(found, scope), scope)


def actor_of_key(key: ApiKey, scope: Scope) -> Actor:
    """A key as an actor of its organisation."""
    return Actor(
        side=scope.side,
        name=key.name,
        organization_id=key.organization_id,
        organization_name=key.organization.name,
        role="staff" if key.may_write else "viewer",
        key_id=key.pk,
        rooms=tuple(key.rooms),
    )
