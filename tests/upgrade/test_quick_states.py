"""Migrated quickly, tables and the classes that code of migrations gets are as Django itself leaves them."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from django.db import connections, migrations, models
from django.db.migrations.state import ProjectState

from apps.runtime.quick_states import quick_states

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
_COLUMNS = """
    SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
    WHERE table_name LIKE 'quick\\_%' ORDER BY 1, 2
"""
_RULES = """
    SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid::regclass::text LIKE 'quick\\_%' ORDER BY 1, 2
"""
_JOINED = "SELECT count(*) FROM quick_visit v JOIN quick_vehicle c ON c.id = v.car_id"


def _point(to: str, **more: Any) -> Any:
    return models.ForeignKey(to, models.CASCADE, related_name="+", **more)


def _fill(apps: Any, editor: Any) -> None:
    firm = apps.get_model("quick", "Firm").objects.using("owner").create(code="a")
    car = apps.get_model("quick", "Car").objects.using("owner").create(firm=firm, name="first")
    apps.get_model("quick", "Visit").objects.using("owner").create(car=car)


def _empty(apps: Any, editor: Any) -> None:
    for name in ("Visit", "Car", "Firm"):
        apps.get_model("quick", name).objects.using("owner").all().delete()


#: What our migrations do: tables that point to one another, changed one after the other, with code in between.
_CHAIN: list[list[Any]] = [
    [
        migrations.CreateModel("Firm", [("id", models.AutoField(primary_key=True)), ("code", models.CharField())]),
        migrations.CreateModel(
            "Car",
            [("id", models.AutoField(primary_key=True)), ("firm", _point("quick.Firm")), ("name", models.TextField())],
        ),
        migrations.CreateModel("Visit", [("id", models.AutoField(primary_key=True)), ("car", _point("quick.Car"))]),
        migrations.AddField("Firm", "country", models.CharField(default="KE")),
        migrations.AlterField("Firm", "id", models.BigAutoField(primary_key=True)),
    ],
    [migrations.RunPython(_fill, _empty)],
    [
        migrations.AddField("Car", "last", _point("quick.Visit", null=True)),
        migrations.AlterField("Car", "id", models.BigAutoField(primary_key=True)),
        migrations.RenameField("Car", "name", "title"),
        migrations.RenameModel("Car", "Vehicle"),
        migrations.AddConstraint("Vehicle", models.UniqueConstraint(fields=["firm", "title"], name="quick_once")),
        migrations.RemoveField("Firm", "country"),
    ],
]


def _both_ways(*, quick: bool) -> list[Any]:
    """What there is after the chain, its rows, and what is left after going back."""
    found: list[Any] = []
    with quick_states() if quick else contextlib.nullcontext():
        states = [ProjectState()]
        for part in _CHAIN:
            with connections["owner"].schema_editor() as editor:
                states.append(_migration(part).apply(states[-1].clone(), editor))
        found += [_read(_COLUMNS), _read(_RULES), _read(_JOINED)]
        for part, before in zip(reversed(_CHAIN), reversed(states[:-1]), strict=True):
            with connections["owner"].schema_editor() as editor:
                _migration(part).unapply(before, editor)
    return [*found, _read(_COLUMNS)]


def _migration(operations: list[Any]) -> migrations.Migration:
    made = migrations.Migration("0001_chain", "quick")
    made.operations = operations
    return made


def _read(question: str) -> list[Any]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()


def test_the_quick_way_leaves_what_the_whole_way_leaves() -> None:
    whole = _both_ways(quick=False)
    quick = _both_ways(quick=True)
    assert quick == whole
    assert ("quick_visit", "car_id", "bigint", "NO", None) in quick[0]
    assert (quick[2], quick[3]) == ([(1,)], [])
