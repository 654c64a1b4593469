"""Keeping views, for all lists the same: what comes back is always the page of a list that is named."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.form_answers import attempt
from apps.organizations.permissions import for_sides
from apps.organizations.requests import ScopedRequest
from apps.organizations.scope import PEOPLE_SIDES, Side

from . import services
from .forms import ViewForm
from .lists import desk_lists
from .models import SavedView
from .queries import kept_query

#: Whoever reads lists keeps views of them for themselves, whatever their role.
_readers = for_sides(*(side for side in PEOPLE_SIDES if side is not Side.OWNER), write=False)


@require_POST
@_readers
def keep(request: ScopedRequest) -> HttpResponse:
    """Keep what the list of ``list`` (its route) shows by ``query`` under ``name``, and go back to it."""
    listed = desk_lists().get(request.POST.get("list", ""))
    if listed is None:
        raise Http404
    form = ViewForm(request.POST)
    kept, status = attempt(form, services.keep_view, listed=listed, by=request.actor)
    if status:
        back = f"{listed.address}?{kept_query(form.data.get('query', ''))}"
        return render(request, "desks/keep.html", {"form": form, "listed": listed, "back": back}, status=status)
    messages.success(request, _("The view “%(name)s” is kept.") % {"name": kept.name})
    return redirect(f"{listed.address}?{kept.query}")


@require_POST
@_readers
def release(request: ScopedRequest, pk: int) -> HttpResponse:
    """Keep a view of one's own no longer, and go back to its list."""
    view = get_object_or_404(SavedView, pk=pk)
    listed = desk_lists().get(view.list)
    services.release_view(view=view, by=request.actor)
    messages.success(request, _("The view “%(name)s” is kept no longer.") % {"name": view.name})
    return redirect(listed.address if listed else "portal:home")
