"""Exchange rates, and the rules by which small settlements pass."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.form_answers import attempt
from apps.core.pagination import page_of
from apps.core.today import today_in
from apps.organizations.permissions import for_sides, manufacturers
from apps.organizations.requests import ScopedRequest, organization_of
from apps.organizations.scope import Side

from ..forms import RateForm, RuleForm
from ..lists import rate_columns, rule_columns
from ..navigation import FIRMS, RATE_WRITERS
from ..selectors import rates as selectors
from ..selectors.rules import NEWEST, rules
from ..services.people import may_set_rules
from ..services.rates import record_rate
from ..services.rules import set_rule


@for_sides(*FIRMS, Side.AUTHORITY)
def rates(request: ScopedRequest) -> HttpResponse:
    """All rates on record, the latest day first; 50 a page (1 query). Who records them has a form."""
    may_write = request.actor.side in RATE_WRITERS and request.actor.may_write
    form, status = (RateForm(request.POST or None) if may_write else None), 200
    if form is not None and request.method == "POST":
        _made, status = attempt(form, record_rate, by=request.actor, at=timezone.now())
        if not status:
            messages.success(request, _("The rate is recorded."))
            return redirect("settlements:rates")
    page = page_of(request, selectors.rates(), ordering=selectors.NEWEST)
    context = {"page": page, "columns": rate_columns(), "form": form}
    return render(request, "settlements/rates.html", context, status=status or 200)


@manufacturers
def pass_rules(request: ScopedRequest) -> HttpResponse:
    """By which rules small settlements pass, the newest first; administrators have a form (1 query a page)."""
    form, status = None, 200
    if may_set_rules(request.actor):
        first = {"effective_from": today_in("CN", timezone.now())}
        form = RuleForm(request.POST or None, manufacturer_id=organization_of(request.actor), initial=first)
    if form is not None and request.method == "POST":
        _made, status = attempt(form, set_rule, by=request.actor, at=timezone.now())
        if not status:
            messages.success(request, _("The rule counts from its day on."))
            return redirect("settlements:rules")
    page = page_of(request, rules(), ordering=NEWEST)
    context = {"page": page, "columns": rule_columns(), "form": form}
    return render(request, "settlements/rules.html", context, status=status or 200)
