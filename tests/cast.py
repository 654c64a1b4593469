"""The people and firms of the tests, whose relations everybody knows. All of them are invented.

Amina drives a Hanhai in Kenya and uses Savanna Motors in Nairobi; Boris drives one in Kazakhstan and uses Steppe
Auto in Almaty. Lanting is the other maker, appointing Savanna Motors too. Each country has its regulator; the
authority watches the world.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.contrib.auth.hashers import make_password

from apps.accounts.models import User
from apps.organizations.identity import scope_of_organization
from apps.organizations.models import Appointment, Jurisdiction, Membership, Organization, ServicePoint
from apps.organizations.scope import Actor, Scope, Side, system_scope

PASSWORD = "a-long-test-password"
#: A Wednesday morning, working time in all the cast's countries.
NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


@dataclass
class Cast:
    amina: User
    boris: User
    dealer_nairobi: Organization
    dealer_almaty: Organization
    maker_hanhai: Organization
    maker_lanting: Organization
    regulator_ke: Organization
    regulator_kz: Organization
    authority: Organization
    staff: dict[int, User]
    #: A dealer in Mombasa, where two dealers deal with each other (tests/parts/asking.py); others do without.
    dealer_coast: Organization | None = None

    def scope(self, who: User | Organization) -> Scope:
        """The scope of a person as owner, or of an organisation."""
        if isinstance(who, User):
            return Scope(Side.OWNER, user_id=who.pk)
        return scope_of_organization(who)

    def actor(self, who: User | Organization) -> Actor:
        """The actor as services get it."""
        scope = self.scope(who)
        if isinstance(who, User):
            return Actor(side=scope.side, name=who.display_name, user_id=who.pk, role="owner")
        person = self.staff[who.pk]
        return Actor(
            side=scope.side,
            name=person.display_name,
            user_id=person.pk,
            organization_id=who.pk,
            organization_name=who.name,
            role="staff",
        )

    def make_admin(self, organization: Organization) -> None:
        """The firm's person may make keys and invite."""
        with system_scope("tests: an administrator"):
            Membership.objects.filter(organization=organization).update(role=Membership.Role.ADMIN)


def build_cast() -> Cast:
    """Create everybody, in the system's scope; a table at a time, since thousands of tests begin with it."""
    with system_scope("tests: cast"):
        firms = dict(zip(_FIRMS, Organization.objects.bulk_create(_organizations()), strict=True))
        people = User.objects.bulk_create(_people(list(firms.values())))
        staff = {firm.pk: person for firm, person in zip(firms.values(), people[2:], strict=True)}
        cast = Cast(amina=people[0], boris=people[1], staff=staff, **firms)
        Membership.objects.bulk_create(
            Membership(user=person, organization_id=firm, person_name=person.full_name, preferred=True)
            for firm, person in staff.items()
        )
        Jurisdiction.objects.bulk_create(
            Jurisdiction(regulator=regulator, country=country)
            for regulator, country in ((cast.regulator_ke, "KE"), (cast.regulator_kz, "KZ"))
        )
        Appointment.objects.bulk_create(
            Appointment(manufacturer=maker, dealer=dealer, country=dealer.country, starts_on=date(2025, 1, 1))
            for maker, dealer in (
                (cast.maker_hanhai, cast.dealer_nairobi),
                (cast.maker_lanting, cast.dealer_nairobi),
                (cast.maker_hanhai, cast.dealer_almaty),
            )
        )
        ServicePoint.objects.bulk_create(
            ServicePoint(
                dealer=dealer,
                name=f"{dealer.name} {city}",
                address="1 Workshop Road",
                city=city,
                country=dealer.country,
                opened_on=date(2024, 1, 1),
            )
            for dealer, city in ((cast.dealer_nairobi, "Nairobi"), (cast.dealer_almaty, "Almaty"))
        )
    return cast


#: The firms and offices: what the cast calls them, and their kind, name, short name and country.
_FIRMS = {
    "dealer_nairobi": ("dealer", "Savanna Motors", "savanna", "KE"),
    "dealer_almaty": ("dealer", "Steppe Auto", "steppe", "KZ"),
    "maker_hanhai": ("manufacturer", "Hanhai Motor", "hanhai", "CN"),
    "maker_lanting": ("manufacturer", "Lanting Auto", "lanting", "CN"),
    "regulator_ke": ("regulator", "Vehicle Service Board of Kenya", "board-ke", "KE"),
    "regulator_kz": ("regulator", "Consumer Committee of Kazakhstan", "committee-kz", "KZ"),
    "authority": ("regulator", "Export Licensing Office", "licensing", "CN"),
}


def _organizations() -> Iterator[Organization]:
    for role, (kind, name, slug, country) in _FIRMS.items():
        yield Organization(kind=kind, name=name, slug=slug, country=country, worldwide=role == "authority")


def _people(firms: Iterable[Organization]) -> Iterator[User]:
    """Both owners, and one person for each firm."""
    password = make_password(PASSWORD)
    yield User(email="amina@example.org", full_name="Amina Otieno", country="KE", password=password)
    yield User(email="boris@example.org", full_name="Boris Akhmetov", country="KZ", password=password)
    for firm in firms:
        email, name = f"staff@{firm.slug}.example", f"{firm.name} staff"
        yield User(email=email, full_name=name, country=firm.country, password=password)
