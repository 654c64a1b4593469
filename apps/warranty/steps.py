"""What a manufacturer may do with a draft of a warranty plan: one table for services, pages, API and documentation."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.casework.kinds import CaseKind, register
from apps.casework.steps import Grounds, Happening, Step
from apps.organizations.scope import Side

from .models import PlanDraft
from .policies import PLAN_MOVED

_S = PlanDraft.Status
_MAKERS = (Side.MANUFACTURER,)

STEPS = (
    Step(
        "edit",
        pgettext_lazy("warranty plan", "Change"),
        (_S.DRAFT,),
        "",
        _MAKERS,
        words=pgettext_lazy("warranty plan event", "Changed"),
        grounds=None,
        service="apps.warranty.services.edit_plan",
        fact=None,
        # A form of its own, and PUT.
        page=False,
        api=False,
    ),
    Step(
        "publish",
        pgettext_lazy("warranty plan", "Publish"),
        (_S.DRAFT,),
        _S.PUBLISHED,
        _MAKERS,
        words=pgettext_lazy("warranty plan event", "Published"),
        effect="apps.warranty.services.plans.put_in_force",
        tone="ok",
        confirm=_("I have looked at what buyers will be told; a published plan is never changed."),
        done=_("Published: cars delivered from its day on get it."),
    ),
    Step(
        "withdraw",
        pgettext_lazy("warranty plan", "Withdraw"),
        (_S.DRAFT,),
        _S.WITHDRAWN,
        _MAKERS,
        words=pgettext_lazy("warranty plan event", "Withdrawn"),
        grounds=Grounds("note", _("Reason"), least=5),
        fact=None,
        tone="neutral",
        done=_("Withdrawn: it stays on record."),
    ),
)
HAPPENINGS = (Happening("drafted", pgettext_lazy("warranty plan event", "Drafted")),)


def _fact(plan: PlanDraft) -> dict[str, Any]:
    return {"effective_from": plan.kept["effective_from"]}


KIND = register(
    CaseKind(
        name="plan",
        model=PlanDraft,
        steps=STEPS,
        happenings=HAPPENINGS,
        page="warranty:draft",
        start=_S.DRAFT,
        over=(_S.PUBLISHED, _S.WITHDRAWN),
        began=lambda plan: plan.created_at,
        sides=PlanDraft.sides,
        door="warranty.plan",
        moved=PLAN_MOVED,
        fact=_fact,
        tones={_S.DRAFT: "info"},
    )
)
