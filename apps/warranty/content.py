"""What a warranty plan says, apart from where it is kept: drafts, published plans and previews share it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from .coverage import Term
from .groups import Group, usual_group


@dataclass(frozen=True)
class PlanContent:
    """``country`` and ``model_name`` empty: all without a plan of their own; ``sold_until`` None: until further notice.

    ``moved``: parts that belong to another group than usual. ``excluded_groups`` have no cover though another term is
    for the whole car. ``service_months`` and ``service_kilometres``: how often the car is to be serviced.
    """

    name: str
    effective_from: date
    terms: tuple[Term, ...]
    source: str
    country: str = ""
    model_name: str = ""
    sold_until: date | None = None
    transferable: bool = True
    moved: Mapping[str, str] = field(default_factory=dict)
    excluded_groups: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    exclusion_words: str = ""
    service_months: int | None = None
    service_kilometres: int | None = None
    conditions: str = ""

    def group_of(self, component: str) -> str:
        """The group that a part of the car belongs to under this plan."""
        return str(self.moved.get(component) or usual_group(component))

    def term_of(self, group: str) -> Term | None:
        """The term of a group: its own, else that of the whole car; None: the plan does not cover it."""
        if group in self.excluded_groups:
            return None
        found = {term.group: term for term in self.terms}
        return found.get(group) or found.get(Group.WHOLE)

    @property
    def repair_term(self) -> Term | None:
        """The term of parts fitted in a repair."""
        return next((term for term in self.terms if term.group == Group.REPAIR_PARTS), None)

    @property
    def main_term(self) -> Term | None:
        """The term by which lists and figures say until when a car is covered: of all, of the basics, or the first."""
        return next(self._foremost(), None)

    def _foremost(self) -> Iterator[Term]:
        lasting = [term for term in self.terms if term.group != Group.REPAIR_PARTS]
        for group in (Group.WHOLE, Group.BASIC):
            yield from (term for term in lasting if term.group == group)
        yield from lasting

    @property
    def car_terms(self) -> list[Term]:
        """The terms that begin with the delivery, in the order in which people are told of them."""
        order = list(Group.values)
        lasting = [term for term in self.terms if term.group != Group.REPAIR_PARTS]
        return sorted(lasting, key=lambda term: order.index(term.group))

    def as_json(self) -> dict[str, Any]:
        """As drafts keep it; :meth:`from_json` reads it."""
        found = asdict(self)
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in found.items()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> PlanContent:
        """What a draft keeps."""
        values = {f.name: kept[f.name] for f in fields(cls) if f.name in kept}
        values["terms"] = tuple(Term(**term) for term in values["terms"])
        for name in ("excluded_groups", "exclusions"):
            values[name] = tuple(values.get(name, ()))
        for name in ("effective_from", "sold_until"):
            if values.get(name):
                values[name] = date.fromisoformat(values[name])
        return cls(**values)
