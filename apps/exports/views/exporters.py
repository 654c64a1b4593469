"""Exporters: the directory, one firm with what it is entitled to, and what is written about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.core.form_answers import attempt
from apps.core.pagination import page_of
from apps.organizations.models import Organization
from apps.organizations.permissions import for_sides
from apps.organizations.requests import ScopedRequest, organization_of
from apps.organizations.scope import Side

from .. import selectors, services
from ..filters import ExporterFilter
from ..forms import AuthorisationForm, EndAuthorisationForm, ExporterForm, QualificationForm
from ..lists import exporter_columns, licence_columns
from ..models import Authorisation, Exporter
from ..navigation import READERS
from ..services.people import day_of_licences
from .licences import authority_writes, readers

_makers_write = for_sides(*READERS, write=True)


@require_safe
@readers
def listing(request: ScopedRequest) -> HttpResponse:
    """Firms that export, by name, 50 a page (2 queries)."""
    chosen = ExporterFilter(request.GET, queryset=selectors.exporters(), request=request)
    is_maker = request.actor.side is Side.MANUFACTURER
    context = {
        "filter": chosen,
        "page": page_of(request, chosen.qs, ordering=selectors.BY_NAME),
        "columns": exporter_columns(),
        "own": selectors.own_makers(organization_of(request.actor)) if is_maker else [],
        "is_authority": request.actor.side is Side.AUTHORITY,
        "tiers": selectors.tiers(),
    }
    return render(request, "exports/exporters.html", context)


@authority_writes
def new(request: ScopedRequest) -> HttpResponse:
    form = ExporterForm(request.POST or None)

    def enter(*, manufacturer: Organization | None, **given: Any) -> Exporter:
        return services.register_exporter(
            manufacturer_id=manufacturer.pk if manufacturer else None, by=request.actor, at=timezone.now(), **given
        )

    return _written(request, form, enter, title=_("Enter an exporter"), button=_("Enter"), back=None)


@require_safe
@readers
def detail(request: ScopedRequest, pk: int) -> HttpResponse:
    """One firm; of what it is entitled to the reader sees what is theirs to see (6 queries)."""
    found = get_object_or_404(Exporter, pk=pk)
    is_authority = request.actor.side is Side.AUTHORITY
    its_own = found.manufacturer_id is not None and found.manufacturer_id == request.actor.organization_id
    today = day_of_licences(timezone.now())
    context = {
        "exporter": found,
        "qualifications": selectors.qualifications_with_traders(found, on=today),
        "authorisations": selectors.authorisations(found),
        "licences": selectors.licences().filter(exporter=found)[:20],
        "licence_columns": licence_columns(today),
        "is_maker": found.kind == Exporter.Kind.MAKER,
        "may_qualify": is_authority and request.actor.may_write,
        "may_authorise": (is_authority or its_own) and request.actor.may_write,
    }
    return render(request, "exports/exporter.html", context)


@authority_writes
def qualify(request: ScopedRequest, pk: int) -> HttpResponse:
    """What the list of a year says of a maker."""
    found = get_object_or_404(Exporter, pk=pk)
    form = QualificationForm(request.POST or None, initial={"year": day_of_licences(timezone.now()).year})

    def record(**given: Any) -> Exporter:
        services.qualify(exporter=found, by=request.actor, at=timezone.now(), **given)
        return found

    return _written(request, form, record, title=_("Record a qualification"), button=_("Record"), back=found)


@_makers_write
def authorise(request: ScopedRequest, pk: int) -> HttpResponse:
    """A maker authorises a trader; the authority does from a maker's letter."""
    found: Exporter = get_object_or_404(_own(request), pk=pk)
    form = AuthorisationForm(request.POST or None, initial={"starts_on": day_of_licences(timezone.now())})

    def record(**given: Any) -> Exporter:
        services.authorise(maker=found, by=request.actor, at=timezone.now(), **given)
        return found

    return _written(request, form, record, title=_("Authorise a trader"), button=_("Authorise"), back=found)


@_makers_write
def end_authorisation(request: ScopedRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Authorisation.objects.select_related("maker", "trader"), pk=pk)
    form = EndAuthorisationForm(request.POST or None, initial={"ends_on": day_of_licences(timezone.now())})

    def end(**given: Any) -> Exporter:
        services.end_authorisation(authorisation=found, by=request.actor, at=timezone.now(), **given)
        maker: Exporter = found.maker
        return maker

    return _written(
        request, form, end, title=_("End an authorisation"), button=_("End it"), back=found.maker, about=found.trader
    )


def _own(request: ScopedRequest) -> Any:
    """The directory is everybody's: a maker acts on its own rows only."""
    if request.actor.side is Side.MANUFACTURER:
        return selectors.own_makers(organization_of(request.actor))
    return selectors.exporters()


def _written(
    request: ScopedRequest,
    form: Form,
    act: Callable[..., Exporter],
    *,
    title: str,
    button: str,
    back: Exporter | None,
    about: Exporter | None = None,
) -> HttpResponse:
    """Show a form of its own page, or do what it says and go to the firm that it is about."""
    status = 200
    if request.method == "POST":
        done, status = attempt(form, act)
        if not status:
            messages.success(request, _("It is on record."))
            return redirect(done)
    context = {"form": form, "title": title, "button": button, "exporter": back, "about": about}
    return render(request, "exports/form.html", context, status=status)
