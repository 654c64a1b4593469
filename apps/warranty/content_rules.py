"""What no warranty plan may say: checked when it is drafted, changed and published."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django_countries import countries

from apps.core.errors import Refused
from apps.vehicles.components import Component
from apps.vehicles.wording import said_day

from .content import PlanContent
from .coverage import Term
from .groups import SINGLE, Exclusion, Group

#: Beyond these it is a slip of the finger.
MOST_MONTHS: Final = 360
MOST_KM: Final = 2_000_000


def check(content: PlanContent) -> None:
    """Raise Refused, naming the field, for a plan that could not be published for what it says."""
    for name in ("name", "source"):
        if not getattr(content, name).strip():
            raise Refused(_("This is missing."), field=name)
    if content.country and content.country not in countries:
        raise Refused(_("“%(code)s” is no country.") % {"code": content.country}, field="country")
    if content.sold_until is not None and content.sold_until < content.effective_from:
        raise Refused(
            _("The last day (%(last)s) lies before the first (%(first)s).")
            % {"last": said_day(content.sold_until), "first": said_day(content.effective_from)},
            field="sold_until",
        )
    _check_terms(content.terms)
    _check_groups(content)
    _refuse_unknown(content.exclusions, Exclusion.values, "exclusions")
    for name, most in (("service_months", MOST_MONTHS), ("service_kilometres", MOST_KM)):
        _within(getattr(content, name), most, name)


def _check_terms(terms: tuple[Term, ...]) -> None:
    groups = [term.group for term in terms]
    _refuse_unknown(groups, Group.values, "terms")
    if not set(groups) - {Group.REPAIR_PARTS}:
        raise Refused(_("Give at least one group of parts a term that begins with the delivery."), field="terms")
    twice = next((group for group in groups if groups.count(group) > 1), None)
    if twice is not None:
        raise Refused(_("“%(group)s” has two terms: keep one.") % {"group": Group(twice).label}, field="terms")
    for term in terms:
        _check_term(term)


def _check_term(term: Term) -> None:
    values = {"group": Group(term.group).label}
    if term.months is None and term.kilometres is None:
        raise Refused(_("“%(group)s” has no end: write months, kilometres or both.") % values, field="terms")
    _within(term.months, MOST_MONTHS, "terms")
    _within(term.kilometres, MOST_KM, "terms")
    if term.capacity_percent is not None and term.group != Group.BATTERY:
        raise Refused(_("“%(group)s” has no capacity: only the drive battery has.") % values, field="terms")
    _within(term.capacity_percent, 100, "terms")


def _check_groups(content: PlanContent) -> None:
    single = [group for group, _label in SINGLE]
    _refuse_unknown(content.excluded_groups, single, "excluded_groups")
    _refuse_unknown(content.moved, Component.values, "moved")
    _refuse_unknown(content.moved.values(), single, "moved")
    both = next((term.group for term in content.terms if term.group in content.excluded_groups), None)
    if both is not None:
        raise Refused(
            _("“%(group)s” has a term and is left out: keep one of them.") % {"group": Group(both).label},
            field="excluded_groups",
        )


def _refuse_unknown(given: Iterable[str], known: Iterable[str], field: str) -> None:
    known = list(known)
    strange = next((value for value in given if value not in known), None)
    if strange is not None:
        raise Refused(
            _("“%(value)s” is not known: choose from %(known)s.") % {"value": strange, "known": ", ".join(known)},
            field=field,
        )


def _within(value: Any, most: int, field: str) -> None:
    if value is not None and not 0 < value <= most:
        raise Refused(
            _("%(value)s is out of range: write 1 to %(most)s.") % {"value": value, "most": most}, field=field
        )
