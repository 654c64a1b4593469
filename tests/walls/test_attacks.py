"""What a side could do to its own record in raw SQL, once: each by name, each refused."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from apps.accounts.models import User
from apps.claims.models import Claim
from apps.compliance.models import Flag
from apps.duties.models import Clock
from apps.organizations.models import Organization
from apps.organizations.scope import Scope, Side, acting_as, system_scope
from tests.walls.conftest import World


def refused(world: World, who: User | Organization, statement: str, *parameters: object) -> None:
    """Run one statement as the side of ``who``; the right to it must be missing."""
    missing = pytest.raises(ProgrammingError, match="permission denied")
    with acting_as(world.cast.scope(who)), missing, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def test_a_manufacturer_dismisses_its_own_flag(undone: World) -> None:
    maker, flag = undone.cast.maker_hanhai, undone.here.made[Flag]
    refused(undone, maker, "UPDATE compliance_flag SET status = 'dismissed' WHERE id = %s", flag.pk)
    refused(undone, maker, "UPDATE compliance_dispute SET status = 'upheld'")
    refused(undone, maker, "DELETE FROM compliance_flag")


def test_a_manufacturer_sets_its_clocks_to_count_no_more(undone: World) -> None:
    maker, clock = undone.cast.maker_hanhai, undone.here.made[Clock]
    refused(undone, maker, "UPDATE duties_clock SET counts = false WHERE id = %s", clock.pk)
    refused(undone, maker, "UPDATE duties_clock SET due_at = due_at + interval '30 days'")
    refused(undone, maker, "DELETE FROM claims_claim WHERE manufacturer_id = %s", maker.pk)


def test_a_manufacturer_writes_an_event_in_the_regulators_name(undone: World) -> None:
    cast, flag = undone.cast, undone.here.made[Flag]
    refused(
        undone,
        cast.maker_hanhai,
        "INSERT INTO compliance_flagevent "
        "(flag_id, manufacturer_id, country, kind, happened_at, by_side, by_name, note, values) "
        "VALUES (%s, %s, 'KE', 'dismiss', now(), 'regulator', %s, 'no reason', '{}')",
        flag.pk,
        cast.maker_hanhai.pk,
        cast.regulator_ke.name,
    )


def test_a_dealer_deletes_clock_intervals(undone: World) -> None:
    dealer = undone.cast.dealer_nairobi
    refused(undone, dealer, "DELETE FROM duties_clockinterval")
    refused(undone, dealer, "UPDATE duties_clockinterval SET kind = 'paused'")
    refused(undone, dealer, "UPDATE claims_claim SET filed_at = now() WHERE id = %s", undone.here.made[Claim].pk)


def test_an_owner_makes_itself_an_operator_and_reads_its_password(undone: World) -> None:
    amina = undone.cast.amina
    refused(undone, amina, "UPDATE accounts_user SET is_staff = true, is_superuser = true WHERE id = %s", amina.pk)
    refused(undone, amina, "UPDATE accounts_user SET password = 'x', email = 'x@example.org' WHERE id = %s", amina.pk)
    refused(undone, amina, "SELECT password FROM accounts_user WHERE id = %s", amina.pk)


def test_a_regulator_makes_its_jurisdiction_the_world(undone: World) -> None:
    office = undone.cast.regulator_ke
    refused(undone, office, "UPDATE organizations_organization SET worldwide = true WHERE id = %s", office.pk)
    refused(
        undone, office, "INSERT INTO organizations_jurisdiction (regulator_id, country) VALUES (%s, 'UG')", office.pk
    )


@pytest.mark.parametrize("table", ["claims_claimevent", "compliance_flagevidence", "compliance_flagevent"])
def test_the_system_rewrites_what_is_on_record(table: str, undone: World) -> None:
    with system_scope("walls: attack"), connection.cursor() as cursor:
        for statement in (f"UPDATE {table} SET country = 'UG'", f"DELETE FROM {table}"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(statement)


@pytest.mark.parametrize("countries", ["", "KE,,UG", ",", ",KE"])
def test_an_empty_country_in_the_list_matches_nothing(countries: str, undone: World) -> None:
    """Flags over all countries have no country: only the authority sees them."""
    with system_scope("walls: a flag over all countries"):
        Flag.objects.filter(pk=undone.here.made[Flag].pk).update(country="")
    with acting_as(Scope(Side.REGULATOR, organization_id=undone.cast.regulator_ke.pk)), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.countries', %s, true)", [countries])
        assert not Flag.objects.filter(pk=undone.here.made[Flag].pk).exists()
    told = Scope(Side.REGULATOR, countries=("KE", "", "UG")).settings().as_parameters()
    assert told[3] == "KE,UG"
