"""A catalogue sent from a browser: checked, taken over and undone; a large one watched while a worker reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from apps.organizations.scope import system_scope
from apps.parts.models import Part
from tests.axe import violations
from tests.cast import Cast, build_cast
from tests.e2e.conftest import eventually
from tests.e2e.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESKTOP = (360, 740), (1280, 900)


@pytest.fixture
def cast_of_all() -> Cast:
    return build_cast()


@pytest.fixture
def shared_files(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """The worker that is started after this looks for files where the test puts them."""
    monkeypatch.setenv("SANBAO_MEDIA", str(settings.MEDIA_ROOT))


def send(person: Person, file: Path, only_check: bool) -> None:
    person.go("/parts/catalogue/import/")
    person.page.set_input_files("input[name=file]", str(file))
    if only_check:
        person.page.check("input[name=only_check]")
    person.page.locator("main form button[type=submit]").click()
    person.page.wait_for_url("**/jobs/*/")
    person.fits()


def parts() -> int:
    with system_scope("e2e"):
        return Part.objects.count()


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_checked_taken_over_undone(
    chromium: Any, live_server: Any, cast_of_all: Cast, tmp_path: Path, size: tuple[int, int]
) -> None:
    maker = Person(chromium, live_server.url, size, cast_of_all.staff[cast_of_all.maker_hanhai.pk].email)
    file = tmp_path / "parts.csv"
    file.write_text("number,name,active\nA-1,Bolt,yes\nA-2,Nut,perhaps\nA-3,Washer,是\n")
    send(maker, file, only_check=True)
    assert parts() == 0
    assert violations(maker.page) == []
    for button, count in (("Take over the right rows", 2), ("Undo this import", 0)):
        maker.page.get_by_role("button", name=button).click()
        maker.page.wait_for_load_state()
        maker.fits()
        assert parts() == count
    maker.go("/jobs/")
    assert violations(maker.page) == []
    maker.close()


def test_a_large_file_is_watched(
    chromium: Any, live_server: Any, cast_of_all: Cast, tmp_path: Path, shared_files: None, worker: Any
) -> None:
    maker = Person(chromium, live_server.url, DESKTOP, cast_of_all.staff[cast_of_all.maker_hanhai.pk].email)
    file = tmp_path / "parts.csv"
    file.write_text("number,name\n" + "".join(f"P-{n},A part of some length {n}\n" for n in range(30_000)))
    send(maker, file, only_check=False)
    eventually(lambda: maker.page.locator("progress").count() == 1)
    eventually(lambda: "taken over" in maker.page.inner_text("main"))
    assert parts() == 30_000
    maker.fits()
    maker.close()
