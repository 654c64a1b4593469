"""What may be done with a membership."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from apps.casework.kinds import CaseKind, register
from apps.casework.steps import Happening, Notice, Step
from apps.organizations.models import Membership
from apps.organizations.policies import MEMBERSHIP_MOVED
from apps.organizations.scope import Side

from .invitations import ADMINS, FIRMS, person

_S = Membership.Status
_SERVICES = "apps.network.services.members"

STEPS = (
    Step(
        "change_role",
        _("Change role"),
        (_S.ACTIVE,),
        "",
        FIRMS,
        roles=ADMINS,
        words=pgettext_lazy("membership event", "%(role)s instead of %(before)s"),
        grounds=None,
        form="apps.network.forms.RoleForm",
        service=f"{_SERVICES}.change_role",
        notices=(Notice("owner", gettext_noop("Your role at %(organization_name)s was changed"), urgent=True),),
        done=_("Done. It holds from the next page they open."),
        api=False,
    ),
    Step(
        "remove",
        _("Remove"),
        (_S.ACTIVE,),
        _S.ENDED,
        FIRMS,
        roles=ADMINS,
        words=pgettext_lazy("membership event", "Removed"),
        grounds=None,
        effect=f"{_SERVICES}.end",
        notices=(Notice("owner", gettext_noop("You no longer act for %(organization_name)s"), urgent=True),),
        tone="neutral",
        confirm=_("They no longer act for the organisation, and are told so."),
        done=_("Removed: it holds from the next page they open."),
        api=False,
    ),
    Step(
        "leave",
        _("Leave"),
        (_S.ACTIVE,),
        _S.ENDED,
        (Side.OWNER,),
        words=pgettext_lazy("membership event", "Left"),
        grounds=None,
        effect=f"{_SERVICES}.end",
        notices=(Notice("administrators", gettext_noop("%(person_name)s left your organisation")),),
        tone="neutral",
        confirm=_("I no longer want to act for this organisation. Only a new invitation brings me back."),
        done=_("You have left the organisation."),
        api=False,
    ),
)
HAPPENINGS = (
    Happening("joined", pgettext_lazy("membership event", "Joined by invitation %(invitation)s, as %(role)s")),
    Happening(
        "added",
        pgettext_lazy("membership event", "Entered by the operators"),
        (Notice("owner", gettext_noop("You may act for %(organization_name)s now")),),
    ),
    Happening("on_record", pgettext_lazy("membership event", "A member since before this record began")),
)


def _sides(membership: Membership) -> dict[str, Any]:
    return {"organization_id": membership.organization_id, "user_id": membership.user_id}


def _fact(membership: Membership) -> dict[str, Any]:
    return {
        "owner": membership.user_id,
        "person_name": membership.person_name,
        "organization_name": membership.organization.name,
    }


KIND = register(
    CaseKind(
        name="membership",
        model=Membership,
        steps=STEPS,
        happenings=HAPPENINGS,
        page="organizations:member",
        page_by="membership",
        start=_S.ACTIVE,
        over=(_S.ENDED,),
        began=lambda membership: membership.created_at,
        sides=_sides,
        door="network.membership",
        moved=MEMBERSHIP_MOVED,
        fact=_fact,
        called=person,
    )
)
