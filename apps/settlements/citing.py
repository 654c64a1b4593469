"""Which term or exclusion of a car's warranty a decision rests on: out of its plan, in the reader's words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.warranty.groups import Exclusion
from apps.warranty.models import PlanTerm, WarrantyPlan
from apps.warranty.wording import group_name, said_term

from .models import LineDecision

_TERM, _EXCLUSION = "term:", "exclusion:"


def choices_of(plan: WarrantyPlan | None) -> list[tuple[str, str]]:
    """What of a plan can be cited, with its words: each term, and each exclusion that it has (1 query)."""
    if plan is None:
        return []
    terms = [(f"{_TERM}{row.pk}", _said(row)) for row in plan.terms.all()]
    return [*terms, *((f"{_EXCLUSION}{code}", str(Exclusion(code).label)) for code in plan.exclusions)]


def found_in(plan: WarrantyPlan | None, cites: str, *, field: str) -> tuple[PlanTerm | None, str]:
    """The term or the exclusion that is cited; neither for an empty text. Raises Refused for what the plan has not."""
    if not cites:
        return None, ""
    if plan is not None and cites.startswith(_EXCLUSION) and cites.removeprefix(_EXCLUSION) in plan.exclusions:
        return None, cites.removeprefix(_EXCLUSION)
    terms = {f"{_TERM}{row.pk}": row for row in plan.terms.all()} if plan else {}
    if cites not in terms:
        raise Refused(_("Choose a term or an exclusion of the car's own warranty."), field=field)
    return terms[cites], ""


def said(row: LineDecision) -> str:
    """What a decision on a line cites, in the reader's language; empty for nothing."""
    found = _said(row.term) if row.term else row.get_exclusion_display() if row.exclusion else ""
    words = ", ".join(filter(None, (found, row.clause)))
    return f"{words} ({row.plan.name})" if words and row.plan else words


def _said(term: PlanTerm) -> str:
    return f"{group_name(term.group)}: {said_term(term.term)}"
