"""Name and telephone of owners move behind a wall of their own: they stay for owner and workshop, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from apps.claims import search_lines
from apps.claims.models import Claim, ClaimEvent, Contact, SearchLine
from apps.organizations.scope import system_scope
from tests.casework.cases import build_world
from tests.cast import NOW, build_cast

#: Goes on in further lines of the search.
LONG = " ".join(f"word{n:03}" for n in range(450))

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


@pytest.fixture
def migrated(transactional_db: None) -> Iterator[Claim]:
    """A claim from before there was the table, with a version from before its last change."""
    world = build_world(build_cast())
    claim = world.claim()
    call_command("migrate", "claims", "0005", verbosity=0, interactive=False)
    with system_scope("test"), connection.cursor() as cursor:
        cursor.execute("UPDATE claims_claim SET contact_name = 'Amina Otieno', contact_phone = '+254 722 000 117'")
        cursor.execute("UPDATE claims_claim SET next_due_at = %s", [NOW + timedelta(days=9)])
        cursor.execute("UPDATE claims_claim SET complaint = %s", [LONG])
        cursor.execute("SELECT count(*) FROM facts.claims_claim WHERE contact_name = 'Amina Otieno'")
        assert cursor.fetchone()[0] > 1
        cursor.execute("SELECT by_name FROM claims_claimevent WHERE by_side = 'owner'")
        assert {name for (name,) in cursor.fetchall()} == {"Amina Otieno"}, "going back gives the name again"
    call_command("migrate", verbosity=0, interactive=False)
    yield claim


def test_it_is_in_one_place_and_nothing_else_changed(migrated: Claim) -> None:
    with system_scope("test"), connection.cursor() as cursor:
        contact = Contact.objects.get()
        assert (contact.pk, contact.name, contact.phone) == (migrated.pk, "Amina Otieno", "+254 722 000 117")
        assert contact.sides() == migrated.sides()
        event = ClaimEvent.objects.get(kind="file")
        assert (event.by_name, event.actor and event.actor.name) == ("", "Amina Otieno"), (
            "the record of actors keeps it"
        )
        for table in ("public.claims_claim", "facts.claims_claim", "known.claims_claim"):
            cursor.execute(
                f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%%Amina%%' OR t::text LIKE '%%722 000%%'"
            )
            assert cursor.fetchone()[0] == 0, table
        cursor.execute("SELECT count(*) > 1 FROM facts.claims_claim WHERE id = %s", [migrated.pk])
        assert cursor.fetchone()[0], "versions stay"

        assert search_lines.differing() == [], "lines of the search, with what is left of a long complaint"
        further = SearchLine.objects.exclude(further=None).values_list("part", "further")
        assert [(part, text[-7:]) for part, text in further] == [(0, "WORD449")]
