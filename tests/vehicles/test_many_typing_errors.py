"""A VIN with many typing errors is told in one line, with the VIN that was probably meant as a button."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.factories import make_vin
from tests.pages import browser

#: All that look like others: O and I for 0 and 1, Cyrillic for Latin.
_LIKE = str.maketrans({"0": "O", "C": "С", "B": "В"})


@pytest.fixture
def slip() -> tuple[str, str]:
    meant = make_vin(1)
    return meant.translate(_LIKE), meant


@pytest.mark.parametrize("address", ["/warranty/register/", "/vehicles/exports/new/"])
def test_one_line_and_a_button_that_uses_what_was_meant(cast: Cast, slip: tuple[str, str], address: str) -> None:
    written, meant = slip
    who = cast.maker_hanhai if "vehicles" in address else cast.amina
    answer = browser(cast, who).post(address, {"vin": written, "country": "KE"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("cannot stand in a VIN") == 2  # above the form and beside the field
    assert page.count("is never used in a VIN") == page.count("of another alphabet") == 0
    assert f'<button class="button button--quiet" type="submit" name="vin" value="{meant}">Use {meant}</button>' in page
    assert page.index('name="vin" value="') < page.rindex(f'value="{meant}"')


def test_the_button_is_pressed(cast: Cast, slip: tuple[str, str]) -> None:
    written, meant = slip
    answer = browser(cast, cast.amina).post("/warranty/register/", {"vin": [written, meant], "country": "KE"})
    assert answer.status_code == 302
    assert meant in answer["Location"]


def test_the_public_check_offers_it_too(cast: Cast, slip: tuple[str, str]) -> None:
    written, meant = slip
    page = browser(cast).post("/check/", {"vin": written}).content.decode()
    assert page.count("cannot stand in a VIN") == 2  # above the form and beside the field
    assert f'value="{meant}"' in page


def test_nothing_is_offered_where_it_would_be_a_guess(cast: Cast) -> None:
    page = browser(cast, cast.amina).post("/warranty/register/", {"vin": "LOI?Q", "country": "KE"}).content.decode()
    assert "Use L" not in page


def test_characters_are_not_called_signs(cast: Cast) -> None:
    for address in ("/check/", "/warranty/register/"):
        page = browser(cast, cast.amina).get(address).content.decode()
        assert "17 characters" in page
        assert " signs" not in page.lower()
