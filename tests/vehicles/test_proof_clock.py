"""Papers of a registration wait with a workshop no longer than its duty allows, and with nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from apps.duties import names
from apps.duties.models import Clock
from apps.organizations.models import Appointment, Organization
from apps.organizations.scope import system_scope
from apps.vehicles.models import Registration
from tests.cast import NOW, Cast
from tests.pages import browser
from tests.vehicles.test_register_owner import register
from tests.vehicles.test_registrations import DAY, TEXT, of, paper, take


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def sent(makers: Cast) -> Registration:
    """Amina's papers, which wait with Savanna Motors."""
    case = of(register(makers), makers.amina)
    return take(makers, makers.amina, case, "prove", papers=[paper()])


def clocks(case: Registration) -> list[tuple[int | None, str]]:
    """Whom each clock on these papers charges, and how it ended."""
    with system_scope("test"):
        rows = Clock.objects.filter(subject_kind=Clock.Subject.OWNERSHIP, subject_id=case.pk).order_by("id")
        assert {row.obligation_id for row in rows} <= {names.PROOF_LOOK}
        return [(row.dealer_id, row.ending) for row in rows]


def test_the_workshop_has_five_working_days_and_more_papers_give_no_more(makers: Cast, sent: Registration) -> None:
    take(makers, makers.amina, sent, "prove", at=NOW + DAY, papers=[paper(name="customs.pdf")])
    assert clocks(sent) == [(makers.dealer_nairobi.pk, "")]
    with system_scope("test"):
        clock = Clock.objects.get(subject_id=sent.pk, obligation=names.PROOF_LOOK)
    assert clock.due_at is not None
    assert NOW + timedelta(days=5) <= clock.due_at <= NOW + timedelta(days=8)
    assert (clock.started_at, clock.manufacturer_id) == (NOW, None)
    page = browser(makers, makers.amina).get(sent.get_absolute_url()).content.decode()
    assert "gives its word on them by" in page
    desk = browser(makers, makers.dealer_nairobi).get(sent.get_absolute_url())
    assert desk.status_code == 200


@pytest.mark.parametrize(
    ("who", "verb", "more", "ending"),
    [
        ("dealer_nairobi", "verify", {"seen": "papers", "note": TEXT}, "done"),
        ("dealer_nairobi", "refuse_proof", {"note": TEXT}, "done"),
        ("authority", "verify", {"seen": "papers", "note": TEXT}, "fell_away"),
        ("amina", "let_go", {}, "fell_away"),
    ],
)
def test_whose_word_ends_it_and_how(
    makers: Cast, sent: Registration, who: str, verb: str, more: dict[str, Any], ending: str
) -> None:
    take(makers, getattr(makers, who), sent, verb, at=NOW + 2 * DAY, **more)
    assert clocks(sent) == [(makers.dealer_nairobi.pk, ending)]


def test_papers_that_go_to_another_workshop_wait_there_anew(makers: Cast, sent: Registration) -> None:
    with system_scope("test"):
        other = Organization.objects.create(kind="dealer", name="Rift Garage", slug="rift", country="KE")
        Appointment.objects.create(
            manufacturer=makers.maker_hanhai, dealer=other, country="KE", starts_on=(NOW - DAY).date()
        )
    take(makers, makers.amina, sent, "change_workshop", at=NOW + DAY, dealer_id=other.pk)
    assert clocks(sent) == [(makers.dealer_nairobi.pk, "fell_away"), (other.pk, "")]
    take(makers, makers.amina, sent, "change_workshop", at=NOW + 2 * DAY, dealer_id=None)
    assert [ending for _dealer, ending in clocks(sent)] == ["fell_away", "fell_away"]
