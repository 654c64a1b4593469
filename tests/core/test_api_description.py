"""The description of the API holds: for every operation and role, with requests that keep to it and that break it.

A bounded run with a fixed seed: ``SANBAO_REQUESTS=100`` sends more for each operation.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, openapi
from schemathesis.checks import (
    content_type_conformance,
    negative_data_rejection,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.core.failures import FailureGroup

from apps.casework.models import Job
from apps.claims.models import ClaimPhoto
from apps.compliance.models import Flag
from apps.duties.models import RuleChange
from apps.organizations.scope import system_scope
from apps.oversight.models import Signal
from apps.parts.models import Part, PartsOrder
from apps.vehicles.models import OdometerReading, Registration
from tests.cast import Cast
from tests.pages import browser
from tests.walls.rows import Sides, build

REQUESTS = int(os.environ.get("SANBAO_REQUESTS", "2"))
#: The operations in so many parts, for as many processes.
PARTS = 2
ROLES = ("amina", "dealer_nairobi", "maker_hanhai", "regulator_ke", "authority")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
BOUNDED = settings(
    max_examples=REQUESTS,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@contextmanager
def one_connection() -> Iterator[None]:
    """The program runs in the test's own transaction: the end of a request does not close the connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def known(cast: Cast) -> dict[str, dict[str, str]]:
    """Numbers of rows that the cast reaches, by the beginning of their address."""
    sides = Sides(cast.amina, cast.dealer_nairobi, cast.maker_hanhai, cast.regulator_ke, "KE")
    with system_scope("test"):
        photo, reading = build(ClaimPhoto, sides), build(OdometerReading, sides)
        return {
            "/api/v1/claims/": {"number": photo.claim.number, "id": str(photo.pk)},
            "/api/v1/orders/": {"number": build(PartsOrder, sides).number},
            "/api/v1/flags/": {"number": build(Flag, sides).number},
            "/api/v1/signals/": {"number": build(Signal, sides).number},
            "/api/v1/rule-changes/": {"number": build(RuleChange, sides).number},
            "/api/v1/vehicles/": {"vin": reading.vehicle.vin, "id": str(reading.pk)},
            "/api/v1/registrations/": {"number": build(Registration, sides).number},
            "/api/v1/parts/": {"id": str(build(Part, sides).pk)},
            "/api/v1/backorders/": {"id": str(build(Part, sides).pk)},
            "/api/v1/jobs/": {"id": str(build(Job, sides).pk)},
            "/api/v1/measures/": {"manufacturer": cast.maker_hanhai.slug},
            "/api/v1/calendars/": {"country": "KE"},
        }


def sent_by(client: Client) -> dict[str, dict[str, str]]:
    """What a browser of this person sends with each request: its session, and the token that it read."""
    client.get("/profile/")
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    return {"cookies": cookies, "headers": {"X-CSRFToken": cookies["csrftoken"], "Accept-Encoding": "identity"}}


@pytest.mark.parametrize("part", range(PARTS))
def test_every_operation_keeps_to_its_description(cast: Cast, known: dict[str, dict[str, str]], part: int) -> None:
    people = {who: sent_by(browser(cast, getattr(cast, who))) for who in ROLES}
    faults: Counter[str] = Counter()
    answered: Counter[tuple[str, int]] = Counter()
    with one_connection():
        schema = openapi.from_wsgi("/api/schema/", get_wsgi_application())
        operations = [result.ok() for result in schema.get_all_operations()]
        assert len(operations) > 60
        for operation in operations[part::PARTS]:
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                answered += send(operation, mode, people, _known(known, operation.path), faults)
    for who in people:
        assert answered[who, 200] >= 5, f"these are requests of {who} that reach something"
    assert not faults, "\n".join(f"{count}× {fault}" for fault, count in sorted(faults.items()))


def _known(known: dict[str, dict[str, str]], path: str) -> dict[str, str]:
    return next((values for start, values in known.items() if path.startswith(start)), {})


def test_a_body_of_another_side_is_told_as_that(cast: Cast) -> None:
    """One address takes two bodies; which one depends on who asks, and that no schema says."""
    vin = {"vin": "LZZ7CCWD0PC000011", "country": "KE", "plate_checked": True}
    exported = {**vin, "model_name": "Hanhai 5", "powertrain": "bev", "exported_on": "2026-01-02"}
    registered = {**vin, "delivered_on": "2026-02-03", "odometer_km": 5}
    for who, body, wanted in ((cast.amina, exported, "delivered_on"), (cast.maker_hanhai, registered, "exported_on")):
        answer = browser(cast, who).post("/api/v1/vehicles/", body, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (400, "other_side")
        assert wanted in answer.json()["non_field_errors"][0]


def send(
    operation: Any, mode: Any, people: dict[str, Any], at: dict[str, str], faults: Counter[str]
) -> Counter[tuple[str, int]]:
    """Send a few requests of an operation, each as everybody, since making them up takes longer than answering.

    Notes what does not fit; returns how often each status was answered to whom.
    """
    answers: Counter[tuple[str, int]] = Counter()

    @BOUNDED
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Any) -> None:
        if mode is GenerationMode.POSITIVE:
            places = case.path_parameters or {}
            case.path_parameters = {name: at.get(name, value) for name, value in places.items()}
        for who, person in people.items():
            answer = case.call(**person)
            answers[who, answer.status_code] += 1
            check(case, answer, who)

    def check(case: Any, answer: Any, who: str) -> None:
        # What is too large is refused before it is read; an empty object in an address is nothing.
        nothing = any(value in ({}, []) for value in (case.query or {}).values())
        must_be_read = mode is GenerationMode.NEGATIVE and answer.status_code != 413 and not nothing
        checks = [*CHECKS, negative_data_rejection] if must_be_read else CHECKS
        try:
            case.validate_response(answer, checks=checks)
        except FailureGroup as group:
            for failure in group.exceptions:
                faults[f"{operation.label} {mode.name} as {who}: {failure.title}: {_short(case, answer)}"] += 1
        # What no schema can say (a VIN on record, a picture that can be opened, which side asks) has a code.
        refused = answer.status_code == 400 and "code" not in answer.json()
        if mode is GenerationMode.POSITIVE and refused:
            faults[f"{operation.label} as {who}: refused though as described: {_short(case, answer)}"] += 1

    if mode is GenerationMode.NEGATIVE and not (operation.query or operation.body):
        return answers
    with suppress(Unsatisfiable):  # without parameters and body there is nothing to break
        run()
    return answers


def _short(case: Any, answer: Any) -> str:
    return f"{case.query} {str(case.body)[:200]} -> {answer.status_code} {answer.text[:200]}"
