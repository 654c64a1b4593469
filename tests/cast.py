"""The people and firms of the tests, whose relations everybody knows. All of them are invented.

Amina drives a Hanhai in Kenya and uses Savanna Motors in Nairobi; Boris drives one in Kazakhstan and uses Steppe
Auto in Almaty. Lanting is the other maker, appointing Savanna Motors too. Each country has its regulator; the
authority watches the world.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

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


def _user(email: str, name: str, country: str) -> User:
    return User.objects.create_user(email, PASSWORD, full_name=name, country=country)


def _organization(kind: str, name: str, slug: str, country: str, **fields: object) -> Organization:
    return Organization.objects.create(kind=kind, name=name, slug=slug, country=country, **fields)


def build_cast() -> Cast:
    """Create everybody, in the system's scope."""
    with system_scope("tests: cast"):
        kinds = Organization.Kind
        cast = Cast(
            amina=_user("amina@example.org", "Amina Otieno", "KE"),
            boris=_user("boris@example.org", "Boris Akhmetov", "KZ"),
            dealer_nairobi=_organization(kinds.DEALER, "Savanna Motors", "savanna", "KE"),
            dealer_almaty=_organization(kinds.DEALER, "Steppe Auto", "steppe", "KZ"),
            maker_hanhai=_organization(kinds.MANUFACTURER, "Hanhai Motor", "hanhai", "CN"),
            maker_lanting=_organization(kinds.MANUFACTURER, "Lanting Auto", "lanting", "CN"),
            regulator_ke=_organization(kinds.REGULATOR, "Vehicle Service Board of Kenya", "board-ke", "KE"),
            regulator_kz=_organization(kinds.REGULATOR, "Consumer Committee of Kazakhstan", "committee-kz", "KZ"),
            authority=_organization(kinds.REGULATOR, "Export Licensing Office", "licensing", "CN", worldwide=True),
            staff={},
        )
        for organization in _firms(cast):
            person = _user(
                f"staff@{organization.slug}.example", f"{organization.name} staff", str(organization.country)
            )
            Membership.objects.create(
                user=person, organization=organization, person_name=person.full_name, preferred=True
            )
            cast.staff[organization.pk] = person
        Jurisdiction.objects.create(regulator=cast.regulator_ke, country="KE")
        Jurisdiction.objects.create(regulator=cast.regulator_kz, country="KZ")
        _appoint(cast.maker_hanhai, cast.dealer_nairobi, "KE")
        _appoint(cast.maker_lanting, cast.dealer_nairobi, "KE")
        _appoint(cast.maker_hanhai, cast.dealer_almaty, "KZ")
        for dealer, city in ((cast.dealer_nairobi, "Nairobi"), (cast.dealer_almaty, "Almaty")):
            ServicePoint.objects.create(
                dealer=dealer,
                name=f"{dealer.name} {city}",
                address="1 Workshop Road",
                city=city,
                country=dealer.country,
                opened_on=date(2024, 1, 1),
            )
    return cast


def _firms(cast: Cast) -> list[Organization]:
    return [value for value in vars(cast).values() if isinstance(value, Organization)]


def _appoint(maker: Organization, dealer: Organization, country: str) -> None:
    Appointment.objects.create(manufacturer=maker, dealer=dealer, country=country, starts_on=date(2025, 1, 1))
