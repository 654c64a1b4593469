"""One part of the answer about a car."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Tone(StrEnum):
    """How a part of the answer is meant; the values are kinds of banners and badges."""

    GOOD = "ok"
    INFO = "info"
    CARE = "warn"


@dataclass(frozen=True)
class Section:
    """``title`` is what people ask, ``answer`` the one sentence, ``lines`` what stands behind it.

    ``link`` leads on: words and address. ``template`` draws it; another one may draw ``data`` beside.
    """

    code: str
    title: str
    tone: Tone
    answer: str
    lines: tuple[str, ...] = ()
    link: tuple[str, str] | None = None
    template: str = "exports/check/_section.html"
    data: Any = None
