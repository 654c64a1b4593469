"""Legal names count sign by sign; a slip is told from another firm."""

from __future__ import annotations

import pytest

from apps.exports.names import alike, folded, tidied

HANHAI = "瀚海汽车（集团）有限公司"


@pytest.mark.parametrize("other", ["瀚海汽车(集团)有限公司", "瀚海汽车（集团） 有限公司", "瀚海汽车（集团)有限公司"])
def test_brackets_and_blanks_of_another_width_are_the_same_name_written_otherwise(other: str) -> None:
    assert other != HANHAI
    assert folded(other) == folded(HANHAI)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("瀚海汽车（集团）有限公", True),
        ("瀚海汽车（集团）有限公司司", True),
        ("翰海汽车（集团）有限公司", True),
        ("翰海汽车（集因）有限公司", False),
        ("瀚海汽车有限公司", False),
        (HANHAI, False),
    ],
)
def test_one_sign_more_less_or_other_is_near(name: str, near: bool) -> None:
    assert bool(alike(name, [HANHAI])) is near


def test_names_are_kept_as_written_but_for_blanks_around_them() -> None:
    assert tidied("  Hanhai   Motor（Group）\u200b ") == "Hanhai Motor（Group）"
