"""Filters that somebody kept of the repair queue are views of it afterwards, and filters again on the way back."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connections

from apps.desks.models import SavedView
from apps.organizations.scope import system_scope
from tests.cast import build_cast

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


def test_kept_filters_stay_kept() -> None:
    cast = build_cast()
    dealer = cast.dealer_nairobi
    whose = {"user": cast.staff[dealer.pk], "organization": dealer}
    with system_scope("test: what is kept"):
        SavedView.objects.create(**whose, list="workshop:queue", name="Late", query="late=true")
        SavedView.objects.create(**whose, list="parts:stock", name="Few", query="sort=on_hand")
    call_command("migrate", "workshop", "0001", verbosity=0, database="owner")
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE workshop_savedfilter NO FORCE ROW LEVEL SECURITY")
        cursor.execute("SELECT user_id, organization_id, name, query FROM workshop_savedfilter")
        assert cursor.fetchall() == [(whose["user"].pk, dealer.pk, "Late", "late=true")]
        # As before this version, when the table had its wall.
        cursor.execute("ALTER TABLE workshop_savedfilter ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    call_command("migrate", "workshop", verbosity=0, database="owner")
    with system_scope("test: what is kept now"):
        kept = set(SavedView.objects.values_list("list", "name", "query"))
    assert kept == {("workshop:queue", "Late", "late=true"), ("parts:stock", "Few", "sort=on_hand")}
