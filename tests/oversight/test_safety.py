"""One grave case past its time reaches a person, whatever pauses run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from apps.claims import services
from apps.claims.models import Claim
from apps.notifications import relay
from apps.notifications.models import Notice, OutboxEvent
from apps.organizations.scope import system_scope
from apps.oversight import safety_mail
from apps.oversight.safety import LONGEST_DAYS, open_too_long
from tests.cast import NOW, Cast
from tests.claims.conftest import File, as_dealer, car, file  # noqa: F401

HOUR = timedelta(hours=1)


@pytest.fixture
def grave(file: File, as_dealer: Callable[..., Any]) -> Claim:  # noqa: F811
    """Brakes that fail; the workshop answers, asks a question within the hour, and waits for the owner for ever."""
    claim = file(component="service_brakes", complaint="The brakes fail, the pedal goes down to the floor")
    claim = as_dealer(services.respond, claim, message="Please bring the car on Thursday", at=NOW + HOUR)
    claim = as_dealer(services.ask_owner, claim, message="Which of the pedals do you mean?", at=NOW + 2 * HOUR)
    assert claim.safety_critical
    return claim


def days(number: float) -> datetime:
    return NOW + timedelta(days=number)


def test_a_pause_keeps_no_grave_case_from_the_worklist(cast: Cast, grave: Claim) -> None:
    with system_scope("test"):
        assert not open_too_long(at=days(LONGEST_DAYS)).exists()
        assert list(open_too_long(at=days(LONGEST_DAYS + 0.1))) == [grave]


def test_it_is_mailed_once_a_week_to_those_who_can_act(cast: Cast, grave: Claim) -> None:
    with system_scope("test"):
        first = days(LONGEST_DAYS + 0.1)
        assert [safety_mail.tell(at=first + timedelta(hours=n)) for n in (0, 1, 24, 24 * 7)] == [1, 0, 0, 1]
        event = OutboxEvent.objects.filter(topic="claim.safety_late").order_by("occurred_at").first()
        assert event is not None
        relay.consume("notices", event.pk, at=first)
        relay.consume("mail", event.pk, at=first)
        told = set(Notice.objects.values_list("user__email", flat=True))
    assert "staff@board-ke.example" in told
    assert "staff@hanhai.example" in told
    assert cast.amina.email not in told
    assert any(grave.number in letter.subject for letter in mail.outbox)


def test_a_repaired_one_is_left_alone(cast: Cast, grave: Claim) -> None:
    with system_scope("test"):
        Claim.objects.filter(pk=grave.pk).update(repaired_at=NOW)
        assert safety_mail.tell(at=days(60)) == 0
