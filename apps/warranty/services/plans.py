"""Verbs of warranty plans: drafted, changed, published (the table is in steps.py). What is published never changes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.casework import engine
from apps.casework.engine import Act
from apps.core.errors import Refused
from apps.core.ids import new_number
from apps.core.today import today_of_reader
from apps.organizations.door import door
from apps.organizations.requests import organization_of
from apps.organizations.scope import Actor, Side
from apps.vehicles.wording import said_day

from ..content import PlanContent
from ..content_rules import check
from ..models import PlanDraft, PlanTerm, WarrantyPlan

#: Before any car of this portal.
_FIRST_DAY: Final = date(1981, 1, 1)
_LOCK: Final = 7_302_043  # of publications, by maker: two at once could each be the newest


@transaction.atomic
def draft_plan(*, content: PlanContent, by: Actor, at: datetime) -> PlanDraft:
    """Write down a plan that its manufacturer may publish; the same again is the same draft.

    Raises Refused, naming the field, for what no plan may say.
    """
    if by.side is not Side.MANUFACTURER or not by.may_write:
        raise PermissionDenied
    check(content)
    maker, kept = organization_of(by), content.as_json()
    same = PlanDraft.objects.filter(manufacturer_id=maker, status=PlanDraft.Status.DRAFT, kept=kept).first()
    if same is not None:
        return same
    with door("warranty.plan"):
        made = PlanDraft.objects.create(
            number=new_number("W"), manufacturer_id=maker, kept=kept, created_at=at, updated_at=at
        )
        engine.record(made, "drafted", by=by, at=at)
    return made


def edit_plan(
    *, plan: PlanDraft, content: PlanContent, by: Actor, at: datetime, version: int | None = None, key: str = ""
) -> PlanDraft:
    """Change a draft; the event keeps what it said before. Raises Conflict when somebody acted since ``version``."""
    check(content)

    def change(locked: PlanDraft, act: Act) -> None:
        act.values["before"] = locked.kept
        locked.kept = content.as_json()

    values = {"content": content.as_json()}
    return engine.take(plan, "edit", by=by, at=at, version=version, key=key, values=values, effect=change)


def put_in_force(plan: PlanDraft, act: Act) -> None:
    """What a publication makes: the plan with its terms, for cars delivered from its day on.

    Cars keep the version that they began under. Raises Refused for a day that would change what cars were sold with.
    """
    content = plan.content
    check(content)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, plan.manufacturer_id])
    _refuse_backwards(content, plan.manufacturer_id, act.at)
    plan.made = _published(plan, content, act.at)


def _published(draft: PlanDraft, content: PlanContent, at: datetime) -> WarrantyPlan:
    made = WarrantyPlan.objects.create(
        number=draft.number,
        manufacturer_id=draft.manufacturer_id,
        published_at=at,
        **{name: value for name, value in vars(content).items() if name != "terms"}
        | {"excluded_groups": list(content.excluded_groups), "exclusions": list(content.exclusions)},
    )
    PlanTerm.objects.bulk_create(
        PlanTerm(
            plan=made,
            manufacturer_id=draft.manufacturer_id,
            group=term.group,
            months=term.months,
            kilometres=term.kilometres,
            capacity_percent=term.capacity_percent,
        )
        for term in content.terms
    )
    return made


def _refuse_backwards(content: PlanContent, maker: int, at: datetime) -> None:
    """A first plan may say what cars were sold with before; where one holds already, another begins today or later."""
    first, published = content.effective_from, WarrantyPlan.objects.filter(manufacturer_id=maker)
    same = published.filter(country=content.country, model_name=content.model_name)
    newest = same.order_by("-effective_from").first()
    if newest is not None and newest.effective_from >= first:
        raise Refused(
            _("A version of this plan begins on %(day)s already: choose a later day.")
            % {"day": said_day(newest.effective_from)},
            field="effective_from",
        )
    if first < _FIRST_DAY:
        raise Refused(_("%(day)s is too long ago.") % {"day": said_day(first)}, field="effective_from")
    if first < today_of_reader(at) and published.filter(_beside(content)).exists():
        raise Refused(
            _("%(day)s has passed: a plan that takes over from another begins today or later.")
            % {"day": said_day(first)},
            field="effective_from",
        )


def _beside(content: PlanContent) -> Q:
    """Plans that some of the same cars would get."""
    market = Q(country__in=[content.country, ""]) if content.country else Q()
    model = Q(model_name__in=[content.model_name, ""]) if content.model_name else Q()
    return market & model
