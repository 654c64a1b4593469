"""How much a text says does not hang on its script."""

from __future__ import annotations

import pytest

from apps.casework.steps import Grounds
from apps.core.errors import Refused


@pytest.mark.parametrize(
    "text",
    ["行驶中刹车失灵", "刹车失灵", "ブレーキ故障", "브레이크 고장", "فرامل لا تعمل", "brakes fail", "тормоза отказали"],
)
def test_few_signs_may_say_enough(text: str) -> None:
    assert Grounds("complaint", least=10).checked(f" {text}\n") == text


@pytest.mark.parametrize("text", ["坏了", "noise", "a" + "\u200b" * 20, "a" + " " * 20 + "b"])
def test_what_says_too_little_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="says too little: write at least 10 letters, or 4 Chinese characters"):
        Grounds("complaint", least=10).checked(text)


@pytest.mark.parametrize("text", ["", " \n", "\u3164" * 20, "\u2800" * 20, "\u202e" * 12, "\x00" * 12])
def test_what_nobody_can_see_is_missing(text: str) -> None:
    with pytest.raises(Refused, match="This is missing: write at least 10 letters, or 4 Chinese characters"):
        Grounds("complaint", least=10).checked(text)
