"""``{% load desks %}``: the views that somebody keeps of the list at hand."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from apps.organizations.requests import ScopedRequest

from ..forms import ViewForm
from ..lists import desk_lists
from ..queries import kept_query
from ..selectors import views_of

register = template.Library()


@register.inclusion_tag("desks/_kept_views.html", takes_context=True)
def kept_views(context: Context) -> dict[str, Any]:
    """``{% kept_views %}`` under the heading of a list's page: what is kept of it, and a way to keep what it shows
    now (1 query). The page's route must be one of its app's ``desk_lists.py``.
    """
    request: ScopedRequest = context["request"]
    listed = desk_lists()[request.resolver_match.view_name]  # type: ignore[union-attr]
    kept, here = list(views_of(request.actor, listed)), kept_query(request.GET.urlencode())
    on = next((view for view in kept if kept_query(view.query) == here), None)
    form = ViewForm(initial={"name": on.name if on else "", "query": here}, auto_id="view_%s")
    return {"kept": kept, "on": on, "here": here, "form": form, "listed": listed, "csrf_token": context["csrf_token"]}
