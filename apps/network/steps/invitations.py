"""What may be done with an invitation."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from apps.casework.kinds import CaseKind, register
from apps.casework.steps import Happening, Notice, Step
from apps.organizations.models import Membership
from apps.organizations.scope import Actor, Side

from ..models import Invitation
from ..policies import INVITATION_MOVED

_S = Invitation.Status
FIRMS = (Side.DEALER, Side.MANUFACTURER, Side.REGULATOR, Side.AUTHORITY)
ADMINS = (Membership.Role.ADMIN.value,)
_SERVICES = "apps.network.services.invitations"

STEPS = (
    Step(
        "accept",
        _("Accept"),
        (_S.OPEN,),
        _S.ACCEPTED,
        (Side.OWNER,),
        words=pgettext_lazy("invitation event", "Accepted"),
        grounds=None,
        effect=f"{_SERVICES}.join",
        notices=(Notice("administrators", gettext_noop("%(email)s accepted your invitation")),),
        tone="ok",
        api=False,
    ),
    Step(
        "decline",
        _("Decline"),
        (_S.OPEN,),
        _S.DECLINED,
        (Side.OWNER,),
        words=pgettext_lazy("invitation event", "Declined"),
        grounds=None,
        effect=f"{_SERVICES}.answer",
        notices=(Notice("administrators", gettext_noop("%(email)s declined your invitation")),),
        tone="neutral",
        api=False,
    ),
    Step(
        "withdraw",
        pgettext_lazy("invitation", "Withdraw"),
        (_S.OPEN,),
        _S.WITHDRAWN,
        FIRMS,
        roles=ADMINS,
        words=pgettext_lazy("invitation event", "Withdrawn"),
        grounds=None,
        notices=(Notice("owner", gettext_noop("%(organization_name)s took its invitation back")),),
        tone="neutral",
        done=_("Withdrawn: the link in the mail no longer works."),
        api=False,
    ),
    Step(
        "expire",
        _("Expire"),
        (_S.OPEN,),
        _S.EXPIRED,
        (Side.SYSTEM,),
        words=pgettext_lazy("invitation event", "Expired: nobody answered in time"),
        grounds=None,
        notices=(Notice("administrators", gettext_noop("Your invitation to %(email)s expired")),),
        tone="neutral",
        page=False,
        api=False,
    ),
)
HAPPENINGS = (
    Happening(
        "invited",
        pgettext_lazy("invitation event", "Invited"),
        # Given to whoever has proven the address, at once or when they come (greeting.py).
        (Notice("owner", gettext_noop("%(organization_name)s invites you to act for it")),),
    ),
)


def _sides(invitation: Invitation) -> dict[str, Any]:
    return {"organization_id": invitation.organization_id, "invitee_id": invitation.invitee_id}


def _fact(invitation: Invitation) -> dict[str, Any]:
    return {
        "owner": invitation.invitee_id,
        "email": invitation.email,
        "organization_name": invitation.organization.name,
    }


def person(actor: Actor) -> str:
    """Who acts for whom is decided by people, by name."""
    return actor.name


KIND = register(
    CaseKind(
        name="invitation",
        model=Invitation,
        steps=STEPS,
        happenings=HAPPENINGS,
        page="organizations:invitation",
        start=_S.OPEN,
        over=(_S.ACCEPTED, _S.DECLINED, _S.WITHDRAWN, _S.EXPIRED),
        began=lambda invitation: invitation.created_at,
        sides=_sides,
        door="network.invitation",
        moved=INVITATION_MOVED,
        fact=_fact,
        called=person,
    )
)
