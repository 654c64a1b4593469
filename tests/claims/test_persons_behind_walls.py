"""What raw SQL of a manufacturer, a regulator or the authority tells of a person: nothing, until they say why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from apps.claims import services
from apps.claims.models import Claim
from apps.organizations.identity import scope_of_organization
from apps.organizations.scope import Actor, Scope, Side, acting_as, system_scope
from tests.cast import Cast
from tests.claims.conftest import File

PHONE = "+254 722 000 117"
OTHERS = ("maker_hanhai", "regulator_ke", "authority")
#: What would give the owner away; her address begins with her first name.
PERSONAL = ("Amina", "Otieno", "722 000 117", "KDQ 117Z")


@pytest.fixture
def claim(cast: Cast, file: File) -> Claim:
    """A claim that its owner filed, was told about, wrote on and withdrew."""
    claim = file(at=timezone.now() - timedelta(hours=3), contact_phone=PHONE, plate="KDQ 117Z")
    amina = Actor(Side.OWNER, "Amina Otieno", cast.amina.pk)
    with acting_as(Scope(Side.OWNER, user_id=cast.amina.pk)):
        services.add_message(claim=claim, by=amina, message="It happens when it rains", at=timezone.now())
        services.withdraw(claim=claim, by=amina, at=timezone.now())
    return claim


def told(scope: Scope) -> set[str]:
    """Every place of the database, versions of facts included, where ``scope`` reads something personal."""
    found = set()
    with acting_as(scope), connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_schema, table_name, array_agg(column_name::text) FROM information_schema.columns "
            "WHERE table_schema IN ('public', 'facts', 'known') AND has_column_privilege(current_user, "
            "format('%I.%I', table_schema, table_name)::regclass, column_name::text, 'SELECT') GROUP BY 1, 2"
        )
        for schema, table, columns in cursor.fetchall():
            row = ", ".join(f't."{column}"::text' for column in columns)
            cursor.execute(f'SELECT concat_ws(chr(10), {row}) FROM "{schema}"."{table}" t')
            if any(word in line for (line,) in cursor.fetchall() for word in PERSONAL):
                found.add(f"{schema}.{table}")
    return found


@pytest.mark.parametrize("who", OTHERS)
def test_no_other_side_reads_a_person_anywhere(cast: Cast, claim: Claim, who: str) -> None:
    assert told(scope_of_organization(getattr(cast, who))) == set()


@pytest.mark.parametrize("who", OTHERS)
def test_whoever_says_why_reads_the_contact_of_that_claim(cast: Cast, claim: Claim, file: File, who: str) -> None:
    firm = getattr(cast, who)
    scope = scope_of_organization(firm)
    by = Actor(scope.side, "Wanjiru", cast.boris.pk, firm.pk, firm.name, role="staff")
    with acting_as(scope):
        services.see_contact(claim=claim, by=by, message="A letter came back", at=timezone.now())
    assert told(scope) == {"public.claims_contact"}
    for other in set(OTHERS) - {who}:
        assert told(scope_of_organization(getattr(cast, other))) == set()


def test_owner_and_workshop_read_it(cast: Cast, claim: Claim) -> None:
    for scope in (Scope(Side.OWNER, user_id=cast.amina.pk), scope_of_organization(cast.dealer_nairobi)):
        assert "public.claims_contact" in told(scope)
    assert told(scope_of_organization(cast.dealer_almaty)) == set()


def test_no_version_of_a_claim_keeps_it(cast: Cast, claim: Claim) -> None:
    with system_scope("test"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'facts.claims_claim'::regclass AND attnum > 0"
        )
        assert not [name for (name,) in cursor.fetchall() if "contact" in name]
