"""Published warranty plans for everybody who is signed in: the list, one plan, two versions side by side."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from apps.core.pagination import page_of
from apps.organizations.permissions import everybody
from apps.organizations.requests import ScopedRequest, organization_of
from apps.organizations.scope import Side

from .. import selectors
from ..models import WarrantyPlan
from ..plan_forms import VersionsForm
from ..plan_words import differences, lines_of
from .previews import preview_of


def _base(request: ScopedRequest) -> str:
    return "base.html" if request.actor.side is Side.OWNER else "desk.html"


@everybody
def plans(request: ScopedRequest) -> HttpResponse:
    """Published plans, the newest first, 50 a page; a manufacturer's own with its drafts (4 queries)."""
    own = request.actor.side is Side.MANUFACTURER
    rows = selectors.plans_of(organization_of(request.actor)) if own else selectors.plans()
    context = {
        "base": _base(request),
        "own": own,
        "may_draft": own and request.actor.may_write,
        "drafts": selectors.drafts() if own else [],
        "page": page_of(request, rows, ordering=selectors.NEWEST),
    }
    return render(request, "warranty/plans.html", context)


@everybody
def plan(request: ScopedRequest, number: str) -> HttpResponse:
    """One published plan: what it covers, its versions, and a car to try it with."""
    found = _plan(number)
    versions = selectors.versions_of(found)
    context = {
        "base": _base(request),
        "plan": found,
        "lines": lines_of(found.content),
        "versions": versions,
        "edition": versions.index(found) + 1,
        "may_draft": _is_its_maker(request, found),
        **preview_of(request, found.content),
    }
    return render(request, "warranty/plan.html", context)


@everybody
def compare(request: ScopedRequest, number: str) -> HttpResponse:
    """A plan and another version of it, line by line; without a choice, the one before."""
    found = _plan(number)
    versions = selectors.versions_of(found)
    others = [version for version in versions if version != found]
    before = [version for version in versions if version.effective_from < found.effective_from]
    form = VersionsForm(request.GET or None, others=others)
    chosen = form.cleaned_data["version"] if form.is_valid() else next(iter([*before[::-1], *others]), None)
    context = {
        "base": _base(request),
        "plan": found,
        "other": chosen,
        "form": form,
        "others": others,
        "rows": differences(chosen.content, found.content) if chosen else [],
    }
    return render(request, "warranty/compare.html", context, status=422 if form.errors else 200)


def _plan(number: str) -> WarrantyPlan:
    return get_object_or_404(selectors.plans(), number=number)


def _is_its_maker(request: ScopedRequest, plan: WarrantyPlan) -> bool:
    mine = request.actor.side is Side.MANUFACTURER and request.actor.organization_id == plan.manufacturer_id
    return mine and request.actor.may_write
