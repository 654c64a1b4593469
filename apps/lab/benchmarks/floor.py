"""The floor of the web benchmark: the queue's fifty rows by one SQL statement, written by orjson."""

from __future__ import annotations

import orjson
from django.db import connection
from django.http import HttpResponse
from django.urls import path

from apps.organizations.permissions import dealers
from apps.organizations.requests import ScopedRequest

_SQL = (
    "SELECT number, vin, vehicle_title, status, component, waiting_for, next_due_at, filed_at FROM claims_claim "
    "WHERE closed_at IS NULL ORDER BY next_due_at, id LIMIT 50"
)


@dealers
def floor(request: ScopedRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(_SQL)
        return HttpResponse(orjson.dumps(cursor.fetchall()), content_type="application/json")


urlpatterns = [path("bench/floor", floor)]
