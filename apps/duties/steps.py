"""What the authority may do with a change of a rule or calendar: one table for services, pages, API and docs."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.casework.kinds import CaseKind, register
from apps.casework.steps import Grounds, Happening, Step
from apps.organizations.scope import Actor, Side

from .models import RuleChange
from .policies import RULE_MOVED

_S = RuleChange.Status
_MAKERS = (Side.AUTHORITY,)

STEPS = (
    Step(
        "edit",
        _("Edit"),
        (_S.DRAFT,),
        "",
        _MAKERS,
        words=pgettext_lazy("rule event", "Changed"),
        grounds=None,
        service="apps.duties.rules.edit_change",
        fact=None,
        # A form of its own, and PUT.
        page=False,
        api=False,
    ),
    Step(
        "publish",
        _("Publish"),
        (_S.DRAFT,),
        _S.PUBLISHED,
        _MAKERS,
        words=pgettext_lazy("rule event", "Published"),
        effect="apps.duties.rules.put_in_force",
        tone="ok",
        confirm=_("I have looked at each value and its source; a published version is never edited."),
        done=_("Published."),
    ),
    Step(
        "withdraw",
        _("Withdraw"),
        (_S.DRAFT,),
        _S.WITHDRAWN,
        _MAKERS,
        words=pgettext_lazy("rule event", "Withdrawn"),
        grounds=Grounds("note", _("Reason"), least=5),
        tone="neutral",
        done=_("Withdrawn: it stays on record."),
    ),
)
HAPPENINGS = (Happening("drafted", pgettext_lazy("rule event", "Drafted")),)


def _sides(rule: RuleChange) -> dict[str, Any]:
    return {"organization_id": rule.organization_id}


def _fact(rule: RuleChange) -> dict[str, Any]:
    return {"kind": rule.kind, "effective_from": rule.effective_from.isoformat()}


def _person(actor: Actor) -> str:
    """Rules are made by people who answer for them by name."""
    return actor.name


KIND = register(
    CaseKind(
        name="rule",
        model=RuleChange,
        steps=STEPS,
        happenings=HAPPENINGS,
        page="duties:change",
        start=_S.DRAFT,
        over=(_S.PUBLISHED, _S.WITHDRAWN),
        began=lambda rule: rule.created_at,
        sides=_sides,
        door="duties.rule",
        moved=RULE_MOVED,
        fact=_fact,
        called=_person,
    )
)
