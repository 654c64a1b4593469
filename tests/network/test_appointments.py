"""Appointments have a history: who appointed, who ended, and what the dealer was told."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from apps.network.models import AppointmentEvent
from apps.organizations.models import Appointment
from apps.organizations.scope import system_scope
from tests.cast import Cast
from tests.network.conftest import OWN, relay
from tests.pages import browser


def test_an_appointment_is_told_and_stays_on_record(cast: Cast) -> None:
    maker, dealer = browser(cast, cast.maker_hanhai), browser(cast, cast.dealer_almaty)
    today = timezone.localdate()
    sent = {"dealer": cast.dealer_almaty.pk, "country": "UZ", "starts_on": today}
    for _twice in range(2):
        assert maker.post(f"{OWN}appointments/", sent).status_code == 302
    with system_scope("test"):
        row = Appointment.objects.get(country="UZ")
    end = f"{OWN}appointments/{row.pk}/end/"
    assert maker.post(end, {"ends_on": today + timedelta(days=30)}).status_code == 302
    assert maker.post(end, {"ends_on": today + timedelta(days=60)}).status_code == 302
    with system_scope("test"):
        row.refresh_from_db()
        assert (row.status, row.ends_on, row.version) == ("ended", today + timedelta(days=60), 3)
        events = AppointmentEvent.objects.filter(appointment=row).select_related("actor")
        assert [event.kind for event in events] == ["appointed", "end", "end"]
        assert {event.actor and event.actor.organization_id for event in events} == {cast.maker_hanhai.pk}
    relay()
    told = dealer.get("/notices/").content.decode()
    assert "Hanhai Motor appointed you" in told
    assert "Hanhai Motor ends an appointment of yours" in told
    page = dealer.get(f"{OWN}appointments/{row.pk}/").content.decode()
    assert page.count("First day it no longer holds") == 2
    assert browser(cast, cast.maker_lanting).get(f"{OWN}appointments/{row.pk}/").status_code == 404


def test_what_is_over_stays_as_it_is(cast: Cast) -> None:
    with system_scope("test"):
        row = Appointment.objects.get(manufacturer=cast.maker_hanhai, country="KE")
        Appointment.objects.filter(pk=row.pk).update(ends_on=timezone.localdate() - timedelta(days=1), status="ended")
    end = f"{OWN}appointments/{row.pk}/end/"
    refused = browser(cast, cast.maker_hanhai).post(end, {"ends_on": timezone.localdate() + timedelta(days=9)})
    assert refused.status_code == 422
    assert "what is over stays as it is" in refused.content.decode()
