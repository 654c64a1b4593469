"""A plan line by line: what its page shows, what two versions differ in, what a buyer would be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.core.wording import country_label
from apps.vehicles.components import Component
from apps.vehicles.wording import said_km

from .content import PlanContent
from .cover import Cover
from .coverage import Term, decide
from .groups import Exclusion, Group
from .models import WarrantyPlan
from .wording import group_name, said_sale, said_term


@dataclass(frozen=True)
class Line:
    """One line of a plan: what it is about, and what it says."""

    label: Any
    text: str


def lines_of(content: PlanContent) -> list[Line]:
    """Everything that a plan says, in the order of its page."""
    return [
        Line(gettext_lazy("Country"), country_label(content.country) if content.country else _("Every other country")),
        Line(gettext_lazy("Model"), content.model_name or _("Every other model")),
        Line(gettext_lazy("Cars delivered"), said_sale(content.effective_from, content.sold_until)),
        *(Line(group.label, _term(content, group)) for group in Group if _is_told(content, group)),
        Line(gettext_lazy("Parts in another group"), _moved(content)),
        Line(gettext_lazy("What it does not pay for"), _exclusions(content)),
        Line(gettext_lazy("Service"), _service(content)),
        Line(gettext_lazy("Conditions"), content.conditions),
        Line(gettext_lazy("When the car is sold"), _transfer(content)),
        Line(gettext_lazy("Source"), content.source),
    ]


def _is_told(content: PlanContent, group: Group) -> bool:
    """With a term for the whole car, groups that say nothing of their own go with it."""
    terms = {term.group for term in content.terms}
    return group in terms or group in content.excluded_groups or (Group.WHOLE not in terms and group != Group.WHOLE)


def _term(content: PlanContent, group: Group) -> str:
    if group in content.excluded_groups:
        return _("Left out")
    found: Term | None = next((term for term in content.terms if term.group == group), None)
    return said_term(found) if found else _("Not covered by this plan")


def _moved(content: PlanContent) -> str:
    return "; ".join(f"{Component(part).label}: {group_name(group)}" for part, group in content.moved.items())


def _exclusions(content: PlanContent) -> str:
    coded = "; ".join(str(Exclusion(code).label) for code in content.exclusions)
    return "\n".join(filter(None, [coded, content.exclusion_words]))


def _service(content: PlanContent) -> str:
    months, km = content.service_months, content.service_kilometres
    often = ngettext("every %(count)d month", "every %(count)d months", months) % {"count": months} if months else ""
    far = _("every %(km)s km") % {"km": said_km(km)} if km else ""
    if often and far:
        return _("%(months)s or %(km)s, whichever comes first") % {"months": often, "km": far}
    return often or far


def _transfer(content: PlanContent) -> str:
    if content.transferable:
        return _("It goes to the next owner.")
    return _("It ends: it does not go to the next owner.")


@dataclass(frozen=True)
class Difference:
    """One line of two versions; ``changed``: they differ in it."""

    label: Any
    before: str
    after: str

    @property
    def changed(self) -> bool:
        return self.before != self.after


def differences(before: PlanContent, after: PlanContent) -> list[Difference]:
    """Two versions line by line, those that only one of them has included."""
    old = {str(line.label): line.text for line in lines_of(before)}
    new = {str(line.label): line for line in lines_of(after)}
    found = [Difference(line.label, old.get(label, ""), line.text) for label, line in new.items()]
    return [*found, *(Difference(label, text, "") for label, text in old.items() if label not in new)]


@dataclass(frozen=True)
class Told:
    """What a buyer would be told of the parts of one group."""

    parts: str
    cover: Cover


def told_to_buyer(content: PlanContent, *, delivered_on: date, on: date, odometer_km: int) -> list[Told]:
    """What the buyer of a car would be told under a plan, of every part of the car, group by group."""
    plan = WarrantyPlan(name=content.name)
    parts: dict[str, list[str]] = {}
    for component in Component:
        parts.setdefault(content.group_of(component), []).append(component)
    order = [group for group in Group.values if group in parts]
    return [
        Told(
            ", ".join(str(Component(part).label) for part in parts[group]),
            Cover(
                decide(content, parts[group][0], starts_on=delivered_on, on=on, km=odometer_km), plan, on, odometer_km
            ),
        )
        for group in order
    ]
