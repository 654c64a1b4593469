"""Recalls: the list, drafting and ordering one, and the page of one with its numbers and steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.casework import pages
from apps.casework.step_forms import StepForm
from apps.core.form_answers import attempt
from apps.core.pagination import page_of
from apps.duties.selectors import clocks_of
from apps.organizations.permissions import everybody, for_sides
from apps.organizations.requests import ScopedRequest, organization_of
from apps.organizations.scope import Side

from .. import recall_selectors as selectors
from ..availability import parts_there
from ..desk_lists import RECALLS
from ..filters import RecallFilter
from ..lists import recall_car_columns, recall_columns
from ..models import Recall
from ..navigation import RECALL_READERS, RECORD_READERS
from ..recall_charts import completion_chart
from ..recall_forms import MarkForm, OrderForm, RecallForm
from ..recall_states import by_country, by_week, completion
from ..services.recall_clocks import SUBJECT
from ..services.recall_lists import may_list
from ..services.recalls import draft_recall, order_recall

_readers = for_sides(*RECALL_READERS)
_makers = for_sides(Side.MANUFACTURER, write=True)
_orderers = for_sides(Side.REGULATOR, Side.AUTHORITY, write=True)


@require_safe
@_readers
def listing(request: ScopedRequest) -> HttpResponse:
    """Recalls that concern the reader, newest on record first unless ``?sort=`` says otherwise; 50 a page (1 query)."""
    order = RECALLS.asked(request)
    with selectors.recalls_seen_by(request.actor) as rows:
        chosen = RecallFilter(request.GET, queryset=rows, request=request)
        page = page_of(request, chosen.qs, ordering=order.columns)
    context = {
        "filter": chosen,
        "page": page,
        "order": order,
        "columns": recall_columns(),
        "may_draft": request.actor.side is Side.MANUFACTURER and request.actor.may_write,
        "may_order": request.actor.side in (Side.REGULATOR, Side.AUTHORITY) and request.actor.may_write,
        "reads_reports": request.actor.side in RECORD_READERS,
    }
    return render(request, "exports/recalls.html", context)


@_makers
def new(request: ScopedRequest) -> HttpResponse:
    """A manufacturer puts its own recall on record, as a draft."""
    return _written(request, RecallForm(request.POST or None), draft_recall, title=_("Draft a recall"))


@_orderers
def order(request: ScopedRequest) -> HttpResponse:
    """A regulator or the authority orders one."""
    form = OrderForm(request.POST or None, watched=selectors.watched_by(request.actor))
    return _written(request, form, order_recall, title=_("Order a recall"))


def _written(request: ScopedRequest, form: RecallForm, act: Callable[..., Recall], *, title: str) -> HttpResponse:
    status = 200
    if request.method == "POST":

        def write(**_clean: Any) -> Recall:
            return act(**form.arguments(), by=request.actor, at=timezone.now())

        made, status = attempt(form, write)
        if not status:
            messages.success(request, _("It is on record. Say now which cars it concerns."))
            return redirect(made)
    return render(request, "exports/recall_form.html", {"form": form, "title": title}, status=status)


def found(number: str) -> Recall:
    """A recall that the reader may read; else it is not found."""
    recall = selectors.recall_named(number)
    if recall is None:
        raise Http404
    return recall


@require_safe
@everybody
def detail(request: ScopedRequest, number: str) -> HttpResponse:
    """One recall: what it says for everybody; its numbers and steps for whom they concern (15 queries at most)."""
    return page(request, found(number))


def page(
    request: ScopedRequest,
    recall: Recall,
    *,
    status: int = 200,
    sent: Mapping[str, StepForm] | None = None,
    mark_form: Form | None = None,
    **more: Any,
) -> HttpResponse:
    """The page of a recall, with forms as they came back."""
    side = request.actor.side
    context = {
        "recall": recall,
        "base": "base.html" if side is Side.OWNER else "desk.html",
        "reads_cars": side in RECORD_READERS,
        "steps": pages.on_page(recall, request.actor, sent) if side in RECORD_READERS else [],
        "events": recall.events.all(),
        "clocks": clocks_of(SUBJECT, recall.pk),
        "form": next(iter((sent or {}).values()), mark_form if mark_form and mark_form.errors else None),
        "now": timezone.now(),
        "may_list": may_list(recall, request.actor),
        **(_numbers(request, recall, mark_form) if side in RECORD_READERS else {}),
        **(_waiting(request, recall) if side is Side.DEALER and recall.is_public else {}),
        **more,
    }
    return render(request, "exports/recall.html", context, status=status)


def _numbers(request: ScopedRequest, recall: Recall, mark_form: Form | None) -> dict[str, Any]:
    """How far it has come, by week and country, and where the parts of its remedy lie."""
    at = timezone.now()
    weeks = by_week(recall, at=at) if recall.published_at else []
    own = request.actor.side is Side.MANUFACTURER and request.actor.organization_id == recall.manufacturer_id
    may_mark = own and recall.is_public and request.actor.may_write
    return {
        "completion": completion(recall, at=at),
        "weeks": weeks[::-1],
        "chart": completion_chart(weeks) if len(weeks) > 1 else None,
        "countries": by_country(recall, at=at),
        "parts": parts_there(recall.manufacturer_id, recall.part_numbers),
        "told": recall.told.count(),
        "mark_form": (mark_form or MarkForm(initial={"happened_on": timezone.localdate()})) if may_mark else None,
    }


def _waiting(request: ScopedRequest, recall: Recall) -> dict[str, Any]:
    """What a workshop has to do with it: the cars of its customers that wait."""
    rows = selectors.waiting_at(recall, dealer_id=organization_of(request.actor), at=timezone.now())
    return {"waiting": rows, "waiting_columns": recall_car_columns(request.actor)}


@require_POST
@_readers
def step(request: ScopedRequest, number: str, verb: str) -> HttpResponse:
    return pages.take(request, found(number), verb, page)
