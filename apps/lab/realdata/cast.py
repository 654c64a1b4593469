"""Pseudonyms: makers, workshops and owners of the real data under names that accuse nobody."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from apps.accounts.models import User
from apps.organizations.identity import scope_of_organization
from apps.organizations.models import Appointment, Organization
from apps.organizations.scope import Actor, Scope, Side, acting_as
from apps.vehicles.models import MakerCode

_SINCE = date(1990, 1, 1)


@dataclass
class Players:
    """Everybody the data need, made on first use; the same input gives the same pseudonyms."""

    numbers: dict[str, int]
    makers: dict[str, Organization] = field(default_factory=dict)
    workshops: dict[str, Organization] = field(default_factory=dict)

    @classmethod
    def of_makes(cls, makes: set[str]) -> Players:
        """Number the makes by their names' order, so that a pseudonym is the same on every run."""
        return cls({make: n for n, make in enumerate(sorted(makes), start=1)})

    def maker(self, make: str, wmi: str, country: str) -> Organization:
        """The manufacturer behind a make, building under a WMI, served in a country."""
        if make not in self.makers:
            name = f"Maker {self.numbers[make]:02d}"
            self.makers[make], _made = Organization.objects.get_or_create(
                slug=f"real-maker-{self.numbers[make]:02d}",
                defaults={"kind": Organization.Kind.MANUFACTURER, "name": name, "country": "CN"},
            )
        maker = self.makers[make]
        # A WMI stands for one legal maker: a second make under it is that maker's.
        code, _made = MakerCode.objects.get_or_create(code=wmi, defaults={"manufacturer": maker})
        Appointment.objects.get_or_create(
            manufacturer_id=code.manufacturer_id, dealer=self.workshop(country), country=country, starts_on=_SINCE
        )
        return maker

    def workshop(self, country: str) -> Organization:
        if country not in self.workshops:
            self.workshops[country], _made = Organization.objects.get_or_create(
                slug=f"real-workshop-{country.lower()}",
                defaults={"kind": Organization.Kind.DEALER, "name": f"Workshop {country}", "country": country},
            )
        return self.workshops[country]

    def owner(self, vin: str, number: int, country: str) -> User:
        """The owner of one car: nobody's name or address."""
        email = f"owner-{vin.lower()}@real-data.invalid"
        known = User.objects.filter(email=email).first()
        return known or User.objects.create(email=email, full_name=f"Owner {number:04d}", country=country)


def act(who: Organization | User, service: Any, **arguments: Any) -> Any:
    """Call a service as the firm or person, in their scope."""
    scope, actor = identity_of(who)
    with acting_as(scope):
        return service(by=actor, **arguments)


def identity_of(who: Organization | User) -> tuple[Scope, Actor]:
    if isinstance(who, User):
        actor = Actor(side=Side.OWNER, name=who.full_name, user_id=who.pk, role="owner")
        return Scope(Side.OWNER, user_id=who.pk), actor
    scope = scope_of_organization(who)
    return scope, Actor(
        side=scope.side, name=who.name, organization_id=who.pk, organization_name=who.name, role="staff"
    )
