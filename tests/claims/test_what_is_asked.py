"""What is asked of whom comes first, what cannot be taken back comes last, and each step says what happens next."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core import mail
from django.utils import timezone, translation

from apps.accounts.models import User
from apps.claims import services
from apps.notifications import relay
from apps.notifications.models import OutboxEvent
from apps.organizations.models import Appointment
from apps.organizations.scope import system_scope
from apps.vehicles.models import Vehicle
from tests.cast import Cast
from tests.claims.conftest import File
from tests.pages import browser

QUESTION = "Which charger did you use?"


def _page(cast: Cast, who: Any, address: str) -> str:
    return browser(cast, who).get(address).content.decode()


def test_the_workshop_s_question_comes_first_with_its_answer_box(
    cast: Cast, file: File, as_dealer: Callable[..., Any], as_owner: Callable[..., Any]
) -> None:
    at = timezone.now() - timedelta(hours=2)
    claim = as_dealer(services.ask_owner, file(at=at), message=QUESTION, at=at + timedelta(minutes=1))
    page = _page(cast, cast.amina, claim.get_absolute_url())
    asked = page[page.index('id="asked"') : page.index("Where it stands")]
    assert QUESTION in asked
    assert f'action="/claims/{claim.number}/message/"' in asked
    assert "Your answer" in asked
    assert page.count(f'action="/claims/{claim.number}/message/"') == 1
    as_owner(services.add_message, claim, message="The one at home", at=at + timedelta(minutes=2))
    assert 'id="asked"' not in _page(cast, cast.amina, claim.get_absolute_url())


def test_only_the_owner_is_asked(cast: Cast, file: File, as_dealer: Callable[..., Any]) -> None:
    at = timezone.now() - timedelta(hours=2)
    claim = as_dealer(services.ask_owner, file(at=at), message=QUESTION, at=at)
    assert 'id="asked"' not in _page(cast, cast.dealer_nairobi, claim.get_absolute_url())


def test_withdrawing_is_last_and_not_the_main_button(cast: Cast, file: File) -> None:
    page = _page(cast, cast.amina, file(at=timezone.now() - timedelta(hours=2)).get_absolute_url())
    buttons = re.findall(r'<button class="([^"]*)" type="submit">([^<]+)</button>', page[page.index("<main") :])
    assert buttons == [
        ("button", "Write a message"),
        ("button button--quiet", "Make a link for the driver"),
        ("button button--danger", "Withdraw"),
    ]
    assert 'name="withdraw-sure"' in page


def test_actions_come_before_the_history(cast: Cast, file: File) -> None:
    page = _page(cast, cast.dealer_nairobi, file(at=timezone.now() - timedelta(hours=2)).get_absolute_url())
    assert page.index("<aside") < page.index("<h2>History</h2>")


def _denied(file: File, by: Callable[..., Any]) -> Any:
    at = timezone.now() - timedelta(hours=2)
    return by(services.deny, file(at=at), reason="wear", explanation="The pads are worn down by use.", at=at)


def test_a_denial_is_no_green_tick_and_says_what_is_possible(
    cast: Cast, file: File, as_maker: Callable[..., Any]
) -> None:
    claim = _denied(file, as_maker)
    page = _page(cast, cast.amina, claim.get_absolute_url())
    line = page[page.index('<li class="is-denied"') :]
    assert "Denied" in line[: line.index("</li>")]
    assert "– done" not in line[: line.index("</li>")]
    assert "used up by normal driving" in page
    assert f'href="/disputes/objections/new/{claim.number}/"' in page
    assert "You may object until:" in page
    assert "You do not agree?" not in page


def test_a_step_says_what_happens_next_and_when(cast: Cast, file: File) -> None:
    claim = file(at=timezone.now() - timedelta(hours=2))
    sent = browser(cast, cast.dealer_nairobi).post(
        f"/claims/{claim.number}/respond/", {"respond-message": "Bring it on Monday"}, follow=True
    )
    assert re.search(r"Next: the workshop must act by \d+ \w+ \d{4}, \d\d:\d\d\.", sent.content.decode())


def test_a_mail_is_in_the_reader_s_language_and_zone(cast: Cast, file: File) -> None:
    file(at=timezone.now() - timedelta(hours=2))
    with system_scope("test"):
        staff = cast.staff[cast.dealer_nairobi.pk]
        User.objects.filter(pk=staff.pk).update(language="zh-hans", time_zone="Africa/Nairobi")
        event = OutboxEvent.objects.get(topic="claim.filed")
        relay.consume("mail", event.pk, at=timezone.now())
    body = mail.outbox[0].body
    with translation.override("zh-hans"):
        assert translation.gettext("Number: %(number)s") % event.payload in body
    assert "（Africa/Nairobi）" in body
    assert "下一步：维修站须在" in body
    assert body.rstrip().endswith("Sanbao")


def test_without_a_workshop_no_form_is_shown(cast: Cast, car: Vehicle) -> None:
    with system_scope("test"):
        Appointment.objects.filter(manufacturer=cast.maker_hanhai, country="KE").delete()
    page = _page(cast, cast.amina, f"/claims/new/?vin={car.vin}")
    assert "No workshop can take the car yet" in page
    assert '<form class="form"' not in page
