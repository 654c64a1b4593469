"""Indexes cost each write: none stands where another one begins with the same columns."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

#: Index × index of one table: the first repeats the beginning of the second. Partial ones, of expressions and of
#: other operators (pattern matching) are ones of their own; so is what keeps rows unique.
_DOUBLED = """
    SELECT one.indrelid::regclass::text, one.indexrelid::regclass::text, more.indexrelid::regclass::text
    FROM pg_index one
    JOIN pg_index more ON more.indrelid = one.indrelid AND more.indexrelid <> one.indexrelid
    WHERE NOT one.indisunique AND one.indpred IS NULL AND more.indpred IS NULL
      AND one.indexprs IS NULL AND more.indexprs IS NULL
      AND starts_with(more.indkey::text || ' ', one.indkey::text || ' ')
      AND starts_with(more.indclass::text || ' ', one.indclass::text || ' ')
      AND (one.indnkeyatts < more.indnkeyatts OR more.indisunique OR one.indexrelid < more.indexrelid)
    ORDER BY 1, 2
"""


@pytest.mark.django_db
def test_no_index_repeats_the_beginning_of_another() -> None:
    ours = {
        model._meta.db_table
        for config in apps.get_app_configs()
        if config.name.startswith("apps.")
        for model in config.get_models()
    }
    with connection.cursor() as cursor:
        cursor.execute(_DOUBLED)
        doubled = [row for row in cursor.fetchall() if row[0] in ours]
    assert doubled == [], "(table, index that can go, index that does its work)"
