"""Functions that look with the rights of the schema's owner: which there are, who may ask them, and what they give."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from apps.claims.models import Claim, SearchLine
from apps.core.db import session
from apps.organizations.scope import Side, acting_as, system_scope
from tests.walls.conftest import World
from tests.walls.tables import ROLES

#: The functions that read on behalf of a side, with their roles; those of triggers are called by nobody.
ASKED = {"sanbao_claims_with(text[],text[],integer)": {Side.DEALER.value}}


def rows(statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return list(cursor.fetchall())


def asked(words: str, **settings: Any) -> Any:
    """What the function gives to whoever has these settings."""
    with session.use(session.SessionSettings(**settings)):
        return rows("SELECT sanbao_claims_with('{}', %s, 10)", [words])[0][0]


@pytest.fixture
def filed(undone: World) -> list[Claim]:
    """A claim of the workshop in Nairobi and one of that in Almaty, both with the word KESTREL."""
    with system_scope("walls: lines"):
        here = undone.here.made[Claim]
        there = Claim.objects.get(pk=here.pk)
        there.pk, there.number, there.request_key = None, "C-KESTREL1", "walls-there"
        there.dealer_id = undone.cast.dealer_almaty.pk
        there.save(force_insert=True)
        for claim in (here, there):
            SearchLine.objects.filter(claim=claim).delete()
            line: dict[str, Any] = dict.fromkeys(SearchLine.PAIRS, 0)
            SearchLine.objects.create(claim=claim, part=0, codes="K", words="KESTREL", **line, **claim.sides())
    return [here, there]


def test_no_other_function_looks_with_more_rights_than_who_asks(db: None) -> None:
    found = {
        name: {role for role in (*ROLES.values(), "public") if rows(may, role, oid)[0][0]}
        for name, oid in rows("SELECT oid::regprocedure::text, oid FROM pg_proc WHERE prosecdef AND prokind = 'f'")
        for may in ("SELECT has_function_privilege(%s, %s, 'EXECUTE')",)
    }
    assert {name: roles for name, roles in found.items() if roles} == ASKED
    assert {name for name in found if name not in ASKED and not name.endswith("()")} == set()
    without_path = rows(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE prosecdef "
        "AND NOT coalesce('search_path=pg_catalog' = ANY (proconfig), false)"
    )
    assert without_path == [], "whoever makes a table of the same name would be asked instead"
    assert rows("SELECT tablename::text FROM pg_policies WHERE 'sanbao_owner' = ANY (roles)") == [
        ("claims_searchline",)
    ], "the only table that the owner of the schema reads"


def test_a_workshop_is_given_its_own_claims_and_nobody_anothers(undone: World, filed: list[Claim]) -> None:
    here = filed[0]
    for claim in filed:
        assert asked("KESTREL", role=Side.DEALER.value, organization_id=claim.dealer_id) == [claim.pk]
        with acting_as(undone.cast.scope(undone.cast.dealer_nairobi)):
            seen = SearchLine.objects.filter(claim=claim).exists()
        assert seen is (claim is here), "the wall admits what the function gives, and no more"
    assert asked("KESTREL", role=Side.DEALER.value, organization_id=undone.cast.maker_hanhai.pk) == []
    assert not asked("KESTREL", role=Side.DEALER.value), "who stands for no workshop"


@pytest.mark.parametrize("role", sorted({*ROLES.values()} - {Side.DEALER.value}))
def test_no_other_role_is_answered_whatever_it_says_it_stands_for(role: str, undone: World, filed: list[Claim]) -> None:
    forged = {"user_id": undone.cast.amina.pk, "organization_id": filed[0].dealer_id, "side": Side.DEALER.value}
    with pytest.raises(ProgrammingError, match="permission denied for function"), transaction.atomic():
        asked("KESTREL", role=role, **forged)
