"""Parts of a claim's page that rooms above this one bring: each is registered once and draws itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from apps.organizations.scope import Actor, Side

from .models import Claim


@dataclass(frozen=True)
class Section:
    """``context`` gets (claim, actor) and returns what ``template`` is drawn with; None: nothing to show.

    ``aside``: beside the case, where people act; ``asks``: first of all, since the reader is asked for something; else
    below what was asked. Sections stand in the order of ``order``.
    """

    name: str
    template: str
    context: Callable[[Claim, Actor], dict[str, Any] | None]
    sides: tuple[Side, ...]
    aside: bool = False
    asks: bool = False
    order: int = 100


@dataclass(frozen=True)
class Drawn:
    """A section with what it shows."""

    template: str
    data: dict[str, Any]
    aside: bool
    asks: bool


_sections: dict[str, Section] = {}


def register(section: Section) -> Section:
    """Make a section known; the same name again takes the place of the first."""
    _sections[section.name] = section
    return section


def sections_of(claim: Claim, actor: Actor) -> list[Drawn]:
    """What other rooms show of a claim to ``actor`` (the queries are theirs)."""
    shown = []
    for section in sorted(_sections.values(), key=lambda section: (section.order, section.name)):
        data = section.context(claim, actor) if actor.side in section.sides else None
        if data is not None:
            shown.append(Drawn(section.template, data, section.aside, section.asks))
    return shown
